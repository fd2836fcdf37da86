from odoo import fields, models

from ..woo.amounts import adjust, allocate
from ..woo.order_amounts import Mismatch


class WooOrder(models.Model):
    """The store's amounts of an order, in whole units of its currency."""

    _inherit = "woo.order"

    placed_unit_ids = fields.One2many(
        "woo.order.placed.unit",
        "order_id",
        string="Placed Units",
        readonly=True,
        help="Units of the currency that the store's own lines miss to its totals, and "
        "the lines they were added to.",
    )

    def _allocate(self, order, resolution=None):
        """Return the order's amounts line by line.

        :param woo.schema.Order order: the store's order
        :param Resolution resolution: what its words are in Odoo; keeps the amounts
        :rtype: woo.order_amounts.OrderAmounts
        """
        if resolution and resolution.amounts:
            return resolution.amounts
        decimals = self.currency_id.decimal_places
        amounts = allocate(order, decimals)
        if amounts.problem and self._takes_adjustment(order):
            adjusted = adjust(order, decimals)
            if not adjusted.difference or self._get_difference_product():
                amounts = adjusted
        if resolution:
            resolution.amounts = amounts
        return amounts

    def _renew_amounts(self, resolution):
        """Keep where units are placed now in a sale order that was there before."""
        if resolution.amounts:
            self.placed_unit_ids.unlink()
            self._note_amounts(resolution)

    def _note_amounts(self, resolution):
        """Keep where units were placed in the sale order that was just written."""
        amounts = resolution.amounts
        if not amounts.placed:
            return
        names = {line.line.id: line.name for line in amounts.lines}
        self.env["woo.order.placed.unit"].create(
            [
                {
                    "order_id": self.id,
                    "woo_line_id": unit.line_id,
                    "name": names[unit.line_id],
                    "tax_id": unit.rate_id is not None
                    and resolution.taxes[unit.rate_id].id,
                    "amount": float(unit.amount),
                }
                for unit in amounts.placed
            ]
        )

    def _describe_amounts_problem(self, problem):
        """Return why the store's own lines do not sum to its totals.

        :param woo.order_amounts.AmountsProblem problem: what was found
        """
        values = {
            "stated": readable(problem.stated),
            "summed": readable(problem.summed or 0),
            "currency": self.currency_id.name,
        }
        if problem.mismatch == Mismatch.TOTAL_TOO_FINE:
            return self.env._(
                "The order's total %(stated)s has more decimals than the currency "
                "%(currency)s can express.",
                **values,
            )
        if problem.mismatch == Mismatch.TAX_TOO_FINE:
            return self.env._(
                "The order's tax %(stated)s has more decimals than the currency "
                "%(currency)s can express.",
                **values,
            )
        if problem.mismatch == Mismatch.TAX_NOT_OF_LINES:
            return self.env._(
                "The taxes of the order's lines sum to %(summed)s, but its tax is "
                "%(stated)s: the store, or a plugin in it, changed the one without the "
                "other.",
                **values,
            )
        return self.env._(
            "The order's lines sum to %(summed)s, but its total is %(stated)s: the "
            "store, or a plugin in it, changed the total without a line.",
            **values,
        )


def readable(amount):
    """Return an amount with all its decimals, at least two."""
    whole, _point, decimals = f"{amount:.6f}".partition(".")
    return f"{whole}.{decimals.rstrip('0'):0<2}"
