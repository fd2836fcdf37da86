import logging

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, http
from odoo.http import request

from ..woo.signature import verify

_logger = logging.getLogger(__name__)

#: Bytes; an order of 1,000 lines is about 1 MB.
MAX_BODY = 4 * 1024 * 1024


class WooWebhook(http.Controller):
    """The door a store delivers its webhooks to: verify, store, acknowledge."""

    @http.route(
        "/woo_connector/webhook/<string:token>",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
        readonly=False,
        max_content_length=MAX_BODY,
    )
    def receive(self, token, **form):
        """Answer 200 only when the delivery is stored, or known not to need it.

        404 for an unknown token, 413 for a body over :data:`MAX_BODY` (refused by the
        route before it is read), 401 without the signature of the store's own secret.
        """
        env = request.env(user=SUPERUSER_ID)
        receiver = env["woo.backend"]._webhook_receivers().get(token)
        if receiver is None:
            return self._answer(404)
        backend_id, secret = receiver
        headers = {
            name.lower(): value for name, value in request.httprequest.headers.items()
        }
        signature = headers.get("x-wc-webhook-signature")
        if signature is None and self._is_ping(form):
            return self._answer(200)
        body = request.httprequest.get_data()
        if not verify(secret, body, signature):
            _logger.warning("Store %s: webhook without valid signature", backend_id)
            return self._answer(401)
        self._store(env, backend_id, headers, body)
        return self._answer(200)

    @staticmethod
    def _is_ping(form):
        """Whether this is what a store sends once when a webhook is created.

        It is form-encoded, unsigned, and carries nothing but the webhook's number, so
        acknowledging it gives nothing away and stores nothing.
        """
        number = form.get("webhook_id")
        # A stranger may well send a file of that name.
        return len(form) == 1 and isinstance(number, str) and number.isdigit()

    @staticmethod
    def _store(env, backend_id, headers, body):
        """Store the delivery, also when its exact duplicate comes in at this moment.

        PostgreSQL lets the second INSERT wait for the first one, then fails it, because
        the row it collides with is newer than its snapshot. A new transaction sees it.
        """
        try:
            env["woo.event"]._receive(backend_id, headers, body)
        except SerializationFailure:
            env.cr.rollback()
            env["woo.event"]._receive(backend_id, headers, body)

    @staticmethod
    def _answer(status):
        return request.make_response("", status=status)
