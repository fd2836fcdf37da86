from odoo import models
from odoo.tools import float_compare

from .woo_order_amounts import readable

# More digits than any currency has: a store may sell in fractions of one.
COMPARED_DIGITS = 6


class WooOrder(models.Model):
    """Comparing the sale order with the store's order."""

    _inherit = "woo.order"

    def _describe_problem(self, decision):
        """Return why the sale order cannot be taken as it is; empty if it can.

        :param Decision decision: what was decided, and done
        """
        amounts = decision.resolution.amounts
        difference = self._describe_difference()
        if not difference and decision.todo in ("create", "rewrite"):
            difference = self._describe_line_differences(amounts)
        if not difference and not (amounts and amounts.adjusted):
            return ""
        if self._is_meant_to_differ():
            return ""
        amounts = self._allocate(decision.order, decision.resolution)
        problem = ""
        if amounts.problem:
            problem = self._describe_amounts_problem(amounts.problem)
        if self._is_difference_accepted(decision.order, amounts):
            by_person = self._is_accepted_by_person(decision.order)
            self._note_adjustment(problem or difference, by_person, amounts.difference)
            return ""
        if amounts.problem and self._is_beyond_lines(decision.order):
            problem = f"{problem} {self._describe_beyond_lines()}"
        self._note_review(decision, amounts)
        return "\n".join(filter(None, (problem, difference)))

    def _describe_difference(self):
        """Return how the sale order's totals differ from the store's; empty if not."""
        sale_order = self.sale_order_id
        total = self._get_expected_total()
        untaxed = total - self.total_tax
        amounts = [
            (self.env._("Untaxed"), untaxed, sale_order.amount_untaxed),
            (self.env._("Tax"), self.total_tax, sale_order.amount_tax),
            (self.env._("Total"), total, sale_order.amount_total),
        ]
        return "\n".join(
            self._describe_two_amounts(what, store, odoo)
            for what, store, odoo in amounts
            if differs(store, odoo)
        )

    def _get_expected_total(self):
        """Return what the sale order shall come to: the store's total, as a rule.

        Where gift cards are payments, what they paid belongs to it.
        """
        return self.total + self.gift_card_amount

    def _describe_line_differences(self, amounts):
        """Return in which lines the sale order is not what the mapper made it.

        Totals can be equal although another addon, or the way a tax is set up, moved
        an amount from one line to another.

        :param woo.order_amounts.OrderAmounts amounts: what the mapper wrote
        """
        expected = {line.line.id: line for line in amounts.lines}
        found = []
        for sale_line in self.sale_order_id.order_line:
            line = expected.get(sale_line.woo_line_id)
            if line and (
                differs(float(line.net), sale_line.price_subtotal)
                or differs(float(line.net + line.tax), sale_line.price_total)
            ):
                found.append(
                    self._describe_two_amounts(
                        line.name,
                        float(line.net + line.tax),
                        sale_line.price_total,
                    )
                )
        return "\n".join(found)

    def _describe_two_amounts(self, what, store, odoo):
        return self.env._(
            "%(what)s: %(store)s in the store, %(odoo)s in Odoo",
            what=what,
            store=readable(store),
            odoo=readable(odoo),
        )


def differs(store, odoo):
    """Tell whether two amounts are different in any currency."""
    return bool(float_compare(store, odoo, precision_digits=COMPARED_DIGITS))
