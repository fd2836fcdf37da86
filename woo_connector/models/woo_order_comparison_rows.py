from odoo import fields, models
from odoo.fields import Command

from .woo_order_compare import differs


class WooOrder(models.Model):
    """Putting the store's amounts beside Odoo's, line by line, for who reviews them."""

    _inherit = "woo.order"

    comparison_ids = fields.One2many(
        "woo.order.comparison",
        "order_id",
        string="Store and Odoo",
        readonly=True,
        help="Every amount of the order in the store and in Odoo, as they were when "
        "they were compared.",
    )

    def _note_comparison(self, decision):
        """Keep the amounts of both sides as they are now.

        :param Decision decision: the order, and what its words are in Odoo
        """
        taxes = decision.resolution.taxes
        rows = [
            *self._prepare_line_comparisons(decision.order, taxes),
            *self._prepare_total_comparisons(decision.order, taxes),
        ]
        self.comparison_ids = [
            Command.clear(),
            *(
                Command.create({"sequence": sequence, **row})
                for sequence, row in enumerate(rows)
            ),
        ]

    def _prepare_line_comparisons(self, order, taxes):
        """Return the rows of lines: those of the store, then those only Odoo has."""
        odoo = self.sale_order_id._get_computed_amounts()
        unit = self.currency_id.rounding
        rows = []
        lines = self.sale_order_id.order_line.filtered(lambda line: line.woo_line_id)
        sale_lines = lines.grouped("woo_line_id")
        for line in order.lines:
            sale_line = sale_lines.get(line.id, lines.browse())[:1]
            rows += self._prepare_rows(
                getattr(line, "name", "") or getattr(line, "method_title", ""),
                _stores_amounts(line, taxes),
                odoo.pop(sale_line, {}),
                # Rounding moves a line's amount by less than a unit.
                lambda store, odoo: abs(store - odoo) >= unit * 0.999999,
            )
        for sale_line, amounts in odoo.items():
            rows += self._prepare_rows(sale_line.name, {}, amounts, differs)
        return rows

    def _prepare_total_comparisons(self, order, taxes):
        """Return the rows of the whole order: net, each tax, all taxes, total."""
        sale_order = self.sale_order_id
        store, odoo = {}, {}
        for amounts, lines in (
            (store, [_stores_amounts(line, taxes) for line in order.lines]),
            (odoo, sale_order._get_computed_amounts().values()),
        ):
            for line in lines:
                for tax, amount in line.items():
                    amounts[tax] = amounts.get(tax, 0.0) + amount
        whole = self.env._("Whole order")
        unit = self.currency_id.rounding
        total = self._get_expected_total()
        store[None], odoo[None] = total - self.total_tax, sale_order.amount_untaxed
        rows = self._prepare_rows(
            whole, store, odoo, lambda store, odoo: abs(store - odoo) >= unit
        )
        for what, stores, odoos in (
            (self.env._("All taxes"), self.total_tax, sale_order.amount_tax),
            (self.env._("Total"), total, sale_order.amount_total),
        ):
            rows.append(
                {
                    "name": whole,
                    "what": what,
                    "store_amount": stores,
                    "odoo_amount": odoos,
                    "is_different": differs(stores, odoos),
                }
            )
        return [{**row, "is_total": True} for row in rows]

    def _prepare_rows(self, name, store, odoo, is_different):
        """Return the rows of one line: its net amount, then each tax.

        :param dict store: amounts by tax of Odoo, the net amount under ``None``
        :param dict odoo: the same of Odoo
        :param is_different: tells whether two amounts are to be marked
        """
        taxes = {**store, **odoo}
        return [
            {
                "name": name,
                "what": tax.name if tax else self.env._("Net"),
                "store_amount": store.get(tax, 0.0),
                "odoo_amount": odoo.get(tax, 0.0),
                "is_different": is_different(store.get(tax, 0.0), odoo.get(tax, 0.0)),
            }
            for tax in sorted(taxes, key=lambda tax: tax.id if tax else 0)
        ]


def _stores_amounts(line, taxes):
    """Return a store line's amounts by tax of Odoo, the net amount under ``None``."""
    amounts = {None: float(line.total)}
    for entry in line.taxes:
        tax = taxes[entry.id]
        amounts[tax] = amounts.get(tax, 0.0) + float(entry.total)
    return amounts
