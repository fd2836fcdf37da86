from odoo import api, fields, models

from .woo_history import TREATMENTS
from .woo_order_decide import Decision
from .woo_order_import import QUIET
from .woo_order_status import TRASH


class WooOrder(models.Model):
    """Orders that came in by an import of past orders."""

    _inherit = "woo.order"

    history_id = fields.Many2one(
        "woo.history",
        string="Import of Past Orders",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    treatment = fields.Selection(
        TREATMENTS, readonly=True, copy=False, help="Empty: as usual."
    )

    @api.model
    def _import_past(self, history, payloads, fetched_at):
        """Import a page of past orders, save those that are known already.

        :param woo.history history: the import, which says what becomes of them
        :param list payloads: answers of the store
        :return: (how many became what, numbers that are left to jobs of their own)
        :rtype: tuple[Counter, list]
        """
        backend = history.backend_id
        self = self.with_env(backend._for_job().env)
        self = self.with_context(**QUIET, woo_history_id=history.id)
        woo_ids = [one["id"] for one in payloads if one["status"] != TRASH]
        known = self.search(
            [("backend_id", "=", backend.id), ("woo_id", "in", woo_ids)]
        )
        unknown = set(woo_ids) - set(known.mapped("woo_id"))
        # What somebody works on at this moment is coming in without us.
        free = set(self._lock_free(backend, list(unknown)))
        new = [payload for payload in payloads if payload["id"] in free]
        outcomes = self._import_together(backend, new, fetched_at)
        left = []
        if new and not outcomes:
            left = [payload["id"] for payload in new]
            # The rows tell the jobs what is to become of their orders.
            self._create_bindings(backend, left)
            self._enqueue_single(backend, left)
        return outcomes, left

    @api.model
    def _prepare_binding(self, backend, woo_id):
        """Say what becomes of an order of the past."""
        values = super()._prepare_binding(backend, woo_id)
        if history_id := self.env.context.get("woo_history_id"):
            history = self.env["woo.history"].browse(history_id)
            values |= {"history_id": history.id, "treatment": history.treatment}
        return values

    def _decide(self, order):
        """Leave alone what is only to be listed."""
        if self.treatment == "counted":
            return Decision(self, order, "ignore")
        return super()._decide(order)

    def _prepare_sale_order(self, order, resolution):
        """Mark the sale order of an order that was done long ago."""
        values = super()._prepare_sale_order(order, resolution)
        if self.treatment == "done":
            values["is_woo_past"] = True
            for _create, _id, line in values["order_line"]:
                line["qty_delivered"] = line["product_uom_qty"]
        return values

    def _confirm(self):
        """Confirm what was done long ago without moving stock, and lock it."""
        past = self.filtered(lambda order: order.treatment == "done")
        quiet = past.with_context(skip_procurement=True)
        super(WooOrder, quiet)._confirm()
        past.sale_order_id.filtered(lambda order: order.state == "sale").locked = True
        return super(WooOrder, self - past)._confirm()

    def _is_done_past(self):
        """Tell whether the sale order only tells what was done long ago."""
        return self.treatment == "done" and self.sale_order_id.state == "sale"

    def _give_up(self, policy):
        """Ask before cancelling what was delivered and paid long ago."""
        if policy == "cancel" and self._is_done_past():
            policy = "ask"
        return super()._give_up(policy)

    def _describe_hindrance(self, changes):
        """Apply no change silently to what was done long ago, also when unlocked."""
        if self._is_done_past():
            return self.env._("The order was done before it came to Odoo.")
        return super()._describe_hindrance(changes)

    def _hold_stock(self, further_products=()):
        """Hold no stock for what moves none."""
        moving = self.filtered(lambda order: order.treatment != "done")
        return moving and super(WooOrder, moving)._hold_stock(further_products)

    def _is_ready_for_steps(self):
        """Make neither invoice nor payment for what was done long ago."""
        return self.treatment != "done" and super()._is_ready_for_steps()

    def _ask_person(self, reason):
        """Make no activity for each of thousands: the import's screen counts them."""
        if not self.history_id:
            return super()._ask_person(reason)

    def action_retry(self):
        """Import also what was only listed so far."""
        listed = self.filtered(lambda order: order.treatment == "counted")
        # The fields are nobody's to edit; whoever sees the order may press the button.
        listed.sudo().treatment = "usual"
        return super().action_retry()
