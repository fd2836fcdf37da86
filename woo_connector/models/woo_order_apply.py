from odoo import api, models

from ..woo.three_way import Snapshot
from .woo_order_cancel import CANCELLED_HERE
from .woo_order_changes import OPEN_STATES


class WooOrder(models.Model):
    """Doing what was decided about orders of the store."""

    _inherit = "woo.order"

    @api.model
    def _carry_out(self, decisions):
        """Do what was decided about these orders, all of one store.

        :param list decisions: one ``Decision`` for each order
        :raise UserError: Odoo refuses one of them; then none may be kept
        """
        created = [one for one in decisions if one.todo == "create"]
        self._create_sale_orders(created)
        for decision in decisions:
            decision.binding._carry_out_one(decision)
        self._finish([one for one in decisions if one.action])

    def _carry_out_one(self, decision):
        """Do what was decided, save creating sale orders, which is done together."""
        order = decision.order
        if decision.todo == "ignore":
            if not self.sale_order_id:
                self._settle("ignored")
        elif decision.todo == "give_up":
            self._give_up(decision.reason)
        elif decision.todo == "wait":
            self._wait_for(decision.resolution.missing)
        elif decision.todo == "rewrite":
            self._rewrite_sale_order(order, decision.resolution)
        elif decision.todo == "reopen":
            self._reopen()
            self._merge(order, decision.edits)
            self._renew_amounts(order, decision.resolution)
        elif decision.todo == "merge":
            self._merge(order, decision.edits)
            self._renew_amounts(order, decision.resolution)
        elif decision.todo == "ask":
            self._ask_about_status(CANCELLED_HERE, decision.reason)
        if decision.todo in ("create", "reopen", "rewrite", "merge", "go_on"):
            self._forget_giving_up()

    @api.model
    def _create_sale_orders(self, decisions):
        """Create the sale orders of these orders in one go."""
        if len(decisions) > 1:
            self._hold_stock_early(decisions)
        self._resolve_partners(decisions)
        values_list = [
            decision.binding._prepare_sale_order(decision.order, decision.resolution)
            for decision in decisions
        ]
        sale_orders = self.env["sale.order"].create(values_list)
        for decision, sale_order in zip(decisions, sale_orders, strict=True):
            decision.binding.sale_order_id = sale_order
            decision.binding._note_written(decision.order, decision.resolution)
            decision.binding._note_amounts(decision.order, decision.resolution)

    @api.model
    def _hold_stock_early(self, decisions):
        """Meet who moves the same stock before the work of many orders, not after it.

        An order that comes alone holds it only for its confirmation.
        """
        product_ids = {
            product.id
            for decision in decisions
            if decision.action == "confirm" and decision.binding.treatment != "done"
            for product in decision.resolution.products.values()
        }
        warehouse = decisions[0].binding.backend_id._get_warehouse()
        self._hold_stock_of(product_ids, warehouse)

    @api.model
    def _resolve_partners(self, decisions):
        """Find or create the contacts of these orders in one go."""
        if not decisions:
            return
        partners = self.env["woo.customer"]._resolve_partners_of(
            decisions[0].binding.backend_id, [one.order for one in decisions]
        )
        for decision in decisions:
            decision.resolution.partners = partners[decision.order.id]

    def _rewrite_sale_order(self, order, resolution):
        """Write a quotation that nobody touched anew."""
        values = self._prepare_sale_order(order, resolution)
        # Deleting a delivery line empties the carrier, and writing the head makes Odoo
        # recompute the taxes of lines: first the old lines go, then comes the head,
        # then the new lines.
        lines = {"order_line": values.pop("order_line")}
        self.sale_order_id.order_line.unlink()
        self.sale_order_id.write(values)
        self.sale_order_id.write(lines)
        self._note_written(order, resolution)
        self._renew_amounts(order, resolution)

    def _note_written(self, order, resolution):
        """Note what was imported, and how the import left the sale order."""
        store_parts = self._store_parts(order, resolution)
        self._keep_snapshot(Snapshot(store_parts, self._sale_parts()))
        products = self.sale_order_id.order_line.product_id
        self.env["woo.backend"]._note_sold(self.backend_id, products)

    @api.model
    def _finish(self, decisions):
        """Compare with the store, then confirm the orders whose status asks for it."""
        confirmed = self.browse()
        for decision in decisions:
            order = decision.binding
            is_open = order.sale_order_id.state in OPEN_STATES
            is_same = decision.todo == "go_on" and order.state == "imported"
            if not is_open and is_same:
                # Perhaps it is paid by now.
                order._start_steps()
                continue
            if reason := order._describe_problem(decision):
                order._settle("review", reason)
            elif not is_open:
                order._settle("imported")
            elif decision.action == "review" and not order.is_approved:
                order._ask_for_approval()
            elif decision.action in ("review", "confirm"):
                confirmed |= order
            else:
                order._settle("imported")
        confirmed._confirm()
