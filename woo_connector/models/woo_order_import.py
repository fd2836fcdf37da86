import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..woo.errors import NotFoundError, RejectedError
from ..woo.fingerprint import fingerprint
from ..woo.schema import Order
from .first_seen import create_once
from .job_errors import job_errors
from .start_over import start_over_on
from .woo_order_status import DRAFT_STATUSES, TRASH

_logger = logging.getLogger(__name__)

# An import is nobody's doing: it makes nobody a follower and tells nobody by mail.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
}
# States in which the same content again is no work.
SETTLED_STATES = ("imported", "review", "ignored")


class WooOrder(models.Model):
    """The job that brings one order of the store into Odoo, once and only once.

    What announced the order does not matter: the order is asked of the store itself.
    """

    _inherit = "woo.order"

    # === How it starts === #

    @api.model
    def _enqueue_import(self, backend, woo_ids):
        """Enqueue the import of orders, one job per order.

        :param woo_ids: numbers of the orders in the store
        """
        backend = backend._for_job()
        orders = self.with_env(backend.env)
        for woo_id in woo_ids:
            orders.with_delay(
                # A store that is down for a day must not fail the job.
                max_retries=0,
                identity_key=f"woo-order-{backend.id}-{woo_id}",
                description=f"Import order {woo_id} of store {backend.id}",
            )._import(backend, woo_id)

    def _enqueue_retry(self):
        """Import these orders again, also when nothing changed in the store."""
        # Only where the same content would be no work: an order that waits may be under
        # way at this moment, and a person's transaction must not meet its job's.
        settled = self.filtered(lambda order: order.state in SETTLED_STATES)
        # A person who may fill in a mapping or press the button has no rights on what
        # the import writes.
        settled.sudo().fingerprint = False
        for backend, orders in self.grouped("backend_id").items():
            self._enqueue_import(backend, orders.mapped("woo_id"))

    # === The job === #

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
        binding = self._claim(backend, woo_id)
        if payload is None or payload.get("status") == TRASH:
            return binding._import_gone() if binding else "Not in the store (any more)"
        if not binding:
            if not self._is_placed(backend, payload):
                return "Not placed yet"
            binding = self._create_binding(backend, woo_id)
        # The poll compares it with the store's dates: what changed later is new.
        binding.last_import_at = fetched_at
        return binding._import_payload(payload)

    @api.model
    def _fetch(self, backend, woo_id):
        """Return the store's order with unrounded amounts; ``None`` when it is gone."""
        try:
            with job_errors(backend), backend._client() as client:
                return client.get(f"orders/{woo_id}", dp=8)
        except NotFoundError:
            return None

    @api.model
    def _claim(self, backend, woo_id):
        """Return the order's row, locked; empty when there is none yet.

        The transaction's snapshot can be older than the advisory lock. Then whoever
        held the lock before may have changed the row meanwhile, and PostgreSQL says so
        here, before anything is written.

        :raise RetryableJobError: the row changed since this transaction began
        """
        self.flush_model()
        why = f"Store {backend.id}: order {woo_id} was imported just now"
        with start_over_on(OperationalError, why=why):
            self.env.cr.execute(
                "SELECT id FROM woo_order WHERE backend_id = %s AND woo_id = %s "
                "FOR NO KEY UPDATE",
                (backend.id, woo_id),
                log_exceptions=False,
            )
        return self.browse([row[0] for row in self.env.cr.fetchall()])

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
    def _create_binding(self, backend, woo_id):
        domain = [("backend_id", "=", backend.id), ("woo_id", "=", woo_id)]
        values = {"backend_id": backend.id, "woo_id": woo_id, "number": str(woo_id)}
        return create_once(self, backend, woo_id, domain, values)

    def _import_payload(self, payload):
        """Import what the store says about this order.

        :param dict payload: answer of ``GET /orders/{id}?dp=8``
        :return: what was done, for the job's record
        :rtype: str
        """
        self.ensure_one()
        content = fingerprint(payload)
        if content == self.fingerprint and self.state in SETTLED_STATES:
            self.date_modified = _naive(Order.parse(payload).date_modified)
            return "Nothing to do"
        self.fingerprint = content
        try:
            order = Order.parse(payload)
            self.write(self._prepare_header(order))
            with self.env.cr.savepoint():
                self._carry_out([self._decide(order)])
        except (RejectedError, UserError) as error:
            # Bad data stays bad: a person reads the reason and presses the button.
            self._settle("failed", str(error))
        _logger.info(
            "Store %s: order %s is %s (job %s)",
            self.backend_id.id,
            self.woo_id,
            self.state,
            self.env.context.get("job_uuid"),
        )
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _import_gone(self):
        """Treat an order that the store trashed or deleted like a cancelled one."""
        self.ensure_one()
        if self.status == TRASH:
            return "Nothing to do"
        self.write({"status": TRASH, "fingerprint": False})
        self._cancel_sale_order()
        return "No longer in the store"

    def _prepare_header(self, order):
        """Return what the row itself says about the store's order.

        Dates are UTC without a zone, as Odoo stores them.
        """
        currency = self.env["res.currency"].with_context(active_test=False)
        return {
            "number": order.number or str(order.id),
            "status": order.status,
            "currency_id": currency.search([("name", "=", order.currency)], limit=1).id,
            "total": float(order.total),
            "total_tax": float(order.total_tax),
            # A few plugins make orders without this date.
            "date_created": _naive(order.date_created or order.date_modified)
            or fields.Datetime.now(),
            "date_modified": _naive(order.date_modified),
            "date_paid": _naive(order.date_paid),
            "payment_method": order.payment_method,
            "payment_method_title": order.payment_method_title,
            "transaction_id": order.transaction_id,
        }


def _naive(moment):
    """Return a moment as Odoo stores it; ``False`` when there is none."""
    return moment.replace(tzinfo=None) if moment else False
