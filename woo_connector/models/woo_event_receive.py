import hashlib

from odoo import api, fields, models
from odoo.tools import SQL

from ..woo.errors import RejectedError
from ..woo.schema.delivery import Delivery, DeliveryKind
from ..woo.visitor_data import without_visitor
from .woo_event_dispatch import NOT_STARTED, dispatch_key

#: Largest number a PostgreSQL integer holds.
LARGEST_ID = 2**31 - 1


class WooEvent(models.Model):
    """How webhook deliveries come into the inbox."""

    _inherit = "woo.event"

    @api.model
    def _receive(self, backend_id, headers, body):
        """Store one webhook delivery and have it dispatched after the commit.

        Nothing but one INSERT, and no ORM, because the store waits for the answer and
        switches a slow or failing webhook off.

        :param int backend_id: the ``woo.backend`` whose secret signed the delivery
        :param dict headers: of the request, names in lower case; unlike the body they
            are not signed
        :param bytes body: as it was signed
        :return: whether it is new; False for an exact duplicate
        :raise SerializationFailure: an exact duplicate was committed meanwhile
        """
        delivery, state, reason = self._judge_delivery(headers, body)
        query = SQL(
            """
            INSERT INTO woo_event (backend_id, source, topic, resource, action, woo_id,
                                   delivery_id, webhook_id, received_at, body,
                                   body_hash, state, error)
            VALUES (%s, 'webhook', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (backend_id, delivery_id, body_hash)
                  WHERE delivery_id IS NOT NULL
                     DO NOTHING
              RETURNING (SELECT max(eta) FROM queue_job
                          WHERE identity_key = %s AND state IN %s)
            """,
            backend_id,
            delivery.topic,
            delivery.resource,
            delivery.event,
            delivery.object_id or None,
            delivery.delivery_id or None,
            delivery.webhook_id,
            fields.Datetime.now(),
            # PostgreSQL stores no NUL and nothing but UTF-8; a stranger sends anything.
            without_visitor(
                body.decode("utf-8-sig", "replace").replace("\x00", "\ufffd")
            ),
            hashlib.sha256(body).hexdigest(),
            state,
            reason,
            dispatch_key(backend_id),
            NOT_STARTED,
        )
        self.env.cr.execute(query, log_exceptions=False)
        stored = self.env.cr.fetchone()
        if stored and state == "pending":
            # When a dispatch job is known to wait, it need not be looked for again.
            [not_before] = stored
            self._dispatch_after_commit(backend_id, not_before)
        return bool(stored)

    @api.model
    def _judge_delivery(self, headers, body):
        """Say what a signed delivery is about and whether there is work in it.

        :return: the delivery, the state of its inbox row, and the reason for it
        :rtype: tuple[Delivery, str, str | None]
        """
        try:
            delivery = Delivery.parse(headers, body)
        except RejectedError as error:
            return self._unreadable(headers), "failed", str(error)
        if max(delivery.object_id, delivery.webhook_id) > LARGEST_ID:
            reason = self.env._("The delivery's number is too large.")
            return self._unreadable(headers), "failed", reason
        if delivery.kind is DeliveryKind.ERROR:
            # WooCommerce builds the body when it delivers. What was announced can be
            # gone by then; the deletion itself is announced by another delivery.
            reason = self.env._("The object was gone when the store announced it.")
            return delivery, "ignored", reason
        if delivery.kind is not DeliveryKind.OBJECT or not delivery.object_id:
            return delivery, "ignored", self.env._("The delivery names no object.")
        return delivery, "pending", None

    @api.model
    def _unreadable(self, headers):
        """Keep of a delivery that cannot be read what its headers say."""
        return Delivery(
            DeliveryKind.ERROR,
            topic=headers.get("x-wc-webhook-topic", ""),
            delivery_id=headers.get("x-wc-webhook-delivery-id", ""),
        )
