import logging

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..woo.errors import NotFoundError, RejectedError
from .job_errors import job_errors
from .woo_order_status import DELETED, DRAFT_STATUSES, TRASH

_logger = logging.getLogger(__name__)

# An import is nobody's doing: it makes nobody a follower and tells nobody by mail.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}


class WooOrder(models.Model):
    """The job that brings one order of the store into Odoo, once and only once.

    What announced the order does not matter: the order is asked of the store itself.
    """

    _inherit = "woo.order"

    @api.model
    def _import(self, backend, woo_id):
        """Import one order (job).

        :param int woo_id: number of the order in the store
        :return: what was done, for the job's record
        :rtype: str
        :raise RetryableJobError: somebody else works on it, or the store is away
        """
        self = self.with_context(**QUIET)
        self.env["woo.binding"]._lock(backend, "order", woo_id)
        fetched_at = fields.Datetime.now()
        payload = self._fetch(backend, woo_id)
        binding = self._claim(backend, [woo_id])
        if payload is None or payload.get("status") == TRASH:
            self.env["woo.in.flight"]._note_gone(backend, woo_id)
            if not binding:
                return "Not in the store (any more)"
            return binding._import_gone(TRASH if payload else DELETED)
        if not binding and not self._is_placed(backend, payload):
            return "Not placed yet"
        [arrival] = self._note_arrivals(backend, [payload], binding, fetched_at)
        if not arrival.order:
            return arrival.outcome
        self._import_arrivals([arrival])
        return arrival.binding._describe_state()

    @api.model
    def _fetch(self, backend, woo_id):
        """Return the store's order with unrounded amounts; ``None`` when it is gone."""
        try:
            with job_errors(backend), backend._client() as client:
                return self._ask_for(client, woo_id)
        except NotFoundError:
            return None

    @api.model
    def _ask_for(self, client, woo_id):
        """Return the store's order, with unrounded amounts.

        :param client: the open ``Client`` of the store
        :raise RejectedError: the answer is something else, as a plugin or a proxy may
            give it; only the store's own words say that an order is gone
        """
        payload = client.get(f"orders/{woo_id}", dp=8)
        if not isinstance(payload, dict) or not payload.get("id"):
            raise RejectedError(f"The store's answer to orders/{woo_id} is no order.")
        return payload

    @api.model
    def _is_placed(self, backend, payload):
        """Tell whether the store's order is more than a cart.

        Carts have statuses of their own, and are left alone unless the admin gave such
        a status something to do.
        """
        status = payload.get("status")
        if status not in DRAFT_STATUSES:
            return True
        domain = [
            ("backend_id", "=", backend.id),
            ("slug", "=", status),
            ("action", "in", ("quotation", "confirm")),
        ]
        if self.env["woo.order.status"].search_count(domain, limit=1):
            return True
        return self.env["woo.workflow.rule"]._brings_in(backend, status)

    @api.model
    def _import_arrivals(self, arrivals):
        """Import orders that are to be looked at, all of one store, in one go.

        When Odoo or the store's data refuses one, all are undone and done in halves:
        one bad order keeps no other out, and the others stay quick.

        :param list arrivals: each an ``Arrival`` with an order
        """
        try:
            with self.env.cr.savepoint():
                self._carry_out([one.binding._decide(one.order) for one in arrivals])
        except (RejectedError, UserError) as error:
            middle = len(arrivals) // 2
            if middle:
                self._import_arrivals(arrivals[:middle])
                self._import_arrivals(arrivals[middle:])
                return
            # Bad data stays bad: a person reads the reason and presses the button.
            arrivals[0].binding._settle("failed", str(error))
        for arrival in arrivals:
            order = arrival.binding
            _logger.info(
                "Store %s: order %s is %s (job %s)",
                order.backend_id.id,
                order.woo_id,
                order.state,
                self.env.context.get("job_uuid"),
            )

    def _describe_state(self):
        """Return the order's state in a person's words."""
        return dict(self._fields["state"]._description_selection(self.env))[self.state]
