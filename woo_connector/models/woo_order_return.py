from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..woo.return_state import ReturnState, return_state

RETURN_STATES = [
    (ReturnState.GOODS.value, "Goods back, not refunded"),
    (ReturnState.MONEY.value, "Refunded, goods not back"),
    (ReturnState.PARTLY.value, "Partly returned and refunded"),
    (ReturnState.BOTH.value, "Returned and refunded"),
]


class WooOrder(models.Model):
    """Whether goods came back for what was refunded, and the other way round.

    It is computed whenever somebody looks, from transfers, credit notes and the store's
    refunds: so neither a delivery nor a confirmation has anything to do for it.
    """

    _inherit = "woo.order"

    return_state = fields.Selection(
        RETURN_STATES,
        string="Returns",
        compute="_compute_return_state",
        search="_search_return_state",
        help="Goods that the customer sent back, beside what was refunded of the "
        "delivered goods. Empty: neither.",
    )

    def _compute_return_state(self):
        lines = self._read_returned_lines(self._origin)
        for order in self:
            state = return_state(lines.get(order._origin.id, ()))
            order.return_state = state.value or False

    def _search_return_state(self, operator, values):
        if operator != "in":
            return NotImplemented
        candidates = self.browse(self._find_return_candidates())
        lines = self._read_returned_lines(candidates)
        wanted = {value or "" for value in values}
        by_state = defaultdict(list)
        for order_id, of_order in lines.items():
            by_state[return_state(of_order).value].append(order_id)
        if "" in wanted:
            others = [
                order_id
                for state, ids in by_state.items()
                if state and state not in wanted
                for order_id in ids
            ]
            return [("id", "not in", others)]
        found = [order_id for state in wanted for order_id in by_state[state]]
        return [("id", "in", found)]

    @api.model
    def _find_return_candidates(self):
        """Return the ids of orders of which anything was refunded or came back."""
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT order_id FROM woo_refund WHERE NOT COALESCE(is_deleted, FALSE)
                UNION SELECT id FROM woo_order WHERE status = 'refunded'
                UNION SELECT o.id
                  FROM stock_location f
                  JOIN stock_move m ON m.location_id = f.id AND m.state = 'done'
                  JOIN sale_order_line l ON l.id = m.sale_line_id
                  JOIN woo_order o ON o.sale_order_id = l.order_id
                 WHERE f.usage = 'customer'
                UNION SELECT o.id
                  FROM account_move note
                  JOIN account_move_line il ON il.move_id = note.id
                  JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = il.id
                  JOIN sale_order_line l ON l.id = rel.order_line_id
                  JOIN woo_order o ON o.sale_order_id = l.order_id
                 WHERE note.move_type = 'out_refund' AND note.state = 'posted'
                """
            )
        )
        return [order_id for [order_id] in rows]


class SaleOrder(models.Model):
    """The returns of a store's order, on its sale order."""

    _inherit = "sale.order"

    woo_return_state = fields.Selection(
        RETURN_STATES,
        string="Returns of Store Orders",
        compute="_compute_woo_return_state",
        search="_search_woo_return_state",
        groups="woo_connector.group_woo_user",
    )

    @api.depends("woo_order_ids")
    def _compute_woo_return_state(self):
        self.woo_order_ids.mapped("return_state")  # all at once
        for order in self:
            order.woo_return_state = order.woo_order_ids[:1].return_state

    def _search_woo_return_state(self, operator, values):
        if operator != "in":
            return NotImplemented
        found = Domain("woo_order_ids.return_state", "in", values)
        others = Domain("woo_order_ids", "=", False)
        return found | others if False in values else found
