from decimal import Decimal

from odoo import models

from ..woo.apportion import round_half_up, unit_of
from ..woo.refund_amounts import RefundedLine
from ..woo.refund_request import by_rate, told_lines
from ..woo.schema import Order
from .sale_order_line_invoice import exact

ZERO = Decimal(0)


class Untold(Exception):
    """A line of a credit note that no line of the store's order stands for."""


class WooRefundSend(models.Model):
    """What a credit note gives back, by the lines and tax rates of the store."""

    _inherit = "woo.refund.send"

    def _prepare_lines(self, payload):
        """Return the lines of the refund, and why there are none.

        :param dict payload: the order as the store has it
        :return: lines that sum to the credit note's total, and ``False``; or none, and
            in plain words why the amount stands alone
        :rtype: tuple
        """
        order = Order.parse(payload)
        ordered = {line.id: line for line in order.lines}
        base_lines, _tax_lines = self.move_id._get_rounded_base_and_tax_lines()
        try:
            lines = [
                line
                for base_line in base_lines
                if (line := self._prepare_line(base_line, ordered))
            ]
        except Untold as error:
            return (), str(error)
        amount = self._exact(self.move_id.amount_total)
        told = told_lines(lines, amount, self.currency_id.decimal_places)
        if told:
            return told, False
        reason = self.env._(
            "Sent as an amount alone: the lines do not sum to it as a refund of the "
            "store can say it."
        )
        return (), reason

    def _exact(self, amount):
        """Return a float as the amount of the credit note's currency it stands for."""
        return round_half_up(exact(amount), unit_of(self.currency_id.decimal_places))

    def _prepare_line(self, base_line, ordered):
        """Return a line of the credit note as one of the store's order.

        :param dict base_line: as Odoo computes taxes from it
        :param dict ordered: the lines of the store's order by their ids
        :return: ``None`` for one that gives nothing back
        :rtype: RefundedLine
        :raise Untold: no line of the store's order, or no single one, stands for it
        """
        line, details = base_line["record"], base_line["tax_details"]
        net = self._exact(
            details["total_excluded_currency"]
            + details["delta_total_excluded_currency"]
        )
        taxes = {}
        for data in details["taxes_data"]:
            tax = data["tax"]
            taxes[tax] = taxes.get(tax, ZERO) + self._exact(data["tax_amount_currency"])
        if not (net or any(taxes.values()) or line.sale_line_ids):
            return None
        store_line = self._find_store_line(line, ordered)
        pieces = self._get_pieces(line, store_line)
        rates = self._get_rates(taxes, store_line)
        return RefundedLine(store_line.id, line.name or "", pieces, net, rates)

    def _find_store_line(self, line, ordered):
        """Return the line of the store's order that a line of the credit note is about.

        :raise Untold: there is none, or no single one
        """
        sale_line = line.sale_line_ids
        if len(sale_line) == 1 and sale_line.woo_line_id in ordered:
            return ordered[sale_line.woo_line_id]
        name = (line.name or line.display_name or "").split("\n")[0]
        raise Untold(
            self.env._(
                "Sent as an amount alone: “%s” is no line of the store's order.", name
            )
        )

    def _get_pieces(self, line, store_line):
        """Return how many pieces come back; shipping and fees have none.

        The store counts whole pieces; parts of one are told by their money.
        """
        if not getattr(store_line, "quantity", ZERO):
            return ZERO
        pieces = exact(
            line.product_uom_id._compute_quantity(
                line.quantity, line.sale_line_ids.product_uom_id, round=False
            )
        )
        return pieces if pieces == pieces.to_integral_value() else ZERO

    def _get_rates(self, taxes, store_line):
        """Return the taxes of a line by the store's rates.

        :param dict taxes: Decimal amounts by tax of Odoo
        :raise Untold: the store charged no rate that is this tax
        """
        found = {}
        if any(one.id < 0 for one in store_line.taxes):
            raise Untold(
                self.env._(
                    "Sent as an amount alone: a tax service names the store's taxes by "
                    "codes, and a store takes refunded taxes by numbers only."
                )
            )
        for tax, amount in taxes.items():
            charged = self._get_charged(tax, store_line, is_only=len(taxes) == 1)
            shares = by_rate(amount, charged, self.currency_id.decimal_places)
            if shares is None:
                raise Untold(
                    self.env._(
                        "Sent as an amount alone: the store did not charge “%s”.",
                        tax.display_name,
                    )
                )
            for rate, share in shares.items():
                found[rate] = found.get(rate, ZERO) + share
        return found

    def _get_charged(self, tax, store_line, is_only):
        """Return what a line of the store was charged of the rates that are a tax.

        :param bool is_only: the tax is all that the line has in Odoo, and stands for
            all rates where it is none of them: the order's taxes were replaced, as a
            fiscal position does
        """
        charged = {}
        for one in store_line.taxes:
            charged[one.id] = charged.get(one.id, ZERO) + one.total
        mapped = self.env["woo.tax"].search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("woo_id", "in", list(charged)),
                ("tax_id", "=", tax.id),
            ]
        )
        rates = set(mapped.mapped("woo_id")) or (set(charged) if is_only else set())
        return {rate: amount for rate, amount in charged.items() if rate in rates}
