from decimal import Decimal

from odoo import models
from odoo.fields import Command

from ..woo.three_way import KEPT, Snapshot
from .sale_order_line_invoice import exact
from .woo_order_cancel import CANCELLED_HERE
from .woo_refund_attention import NeedsPerson

#: A part that no order of the store has: kept, it says that a refund changed the order.
REFUNDED_PART = "refund"


class WooRefund(models.Model):
    """What was refunded before it was invoiced is taken off the sale order."""

    _inherit = "woo.refund"

    def _cancel_sale_order(self):
        """Cancel the sale order of which all is refunded; nothing of it happened yet.

        Its transfers are cancelled with it, which releases the stock.
        """
        order, sale_order = self.order_id, self.order_id.sale_order_id
        order._hold_stock()
        if sale_order.locked:
            sale_order.action_unlock()
        sale_order._action_cancel()
        sale_order.message_post(
            body=self.env._("Cancelled: all of it is refunded in the store.")
        )
        # That it is cancelled here is meant: nobody is asked, nothing opens it again.
        order.answered = CANCELLED_HERE
        self.is_off_order = True

    def _reduce_sale_order(self, plan):
        """Take off the sale order what nobody is to deliver or to invoice any more.

        :raise NeedsPerson: the order would not come to what the store leaves of it
        """
        sale_order = self.order_id.sale_order_id
        if plan.is_cancelled or not (plan.reductions or plan.extras):
            return
        self.order_id._hold_stock()
        was_locked, before = sale_order.locked, exact(sale_order.amount_total)
        if was_locked:
            sale_order.action_unlock()
        off = sum(self._reduce_line(reduction) for reduction in plan.reductions)
        for extra in plan.extras:
            self._add_line(extra)
            off -= extra.amount.gross
        if was_locked:
            sale_order.action_lock()
        self._check_equal(before - off, exact(sale_order.amount_total))
        self.is_off_order = True
        self._keep_from_imports()

    def _keep_from_imports(self):
        """Let later imports know that the sale order is meant to differ."""
        snapshot = self.order_id._snapshot()
        written = {**snapshot.written, REFUNDED_PART: KEPT}
        self.order_id._keep_snapshot(Snapshot(snapshot.last, written))

    def _reduce_line(self, reduction):
        """Write what is left of a line.

        :return: what the line comes to less than before, with tax
        :rtype: Decimal
        """
        line = reduction.sale_line
        before = exact(line.price_total)
        quantity = exact(line.product_uom_qty) - reduction.quantity
        left = self._get_ordered(line) - reduction.amount
        if not quantity:
            # Of an invoiced line the credit note says what is given back.
            left = left.part(quantity, Decimal(1), self._get_unit())
        line.write(self._prepare_line_values(line, quantity, left))
        return before - left.gross

    def _prepare_line_values(self, line, quantity, amount):
        """Return the values of a line with these amounts.

        The price stays what it is, unless it is not the price of these pieces.
        """
        price, discount = line.price_unit, line.discount
        if not line.invoice_lines:
            # Those on an invoice have been charged at this price.
            price, discount = self._get_price(line, quantity, amount)
        amounts = self.order_id._prepare_extra_tax_data(
            amount.net, amount.taxes, line.currency_id, line.extra_tax_data["rate"]
        )
        return {
            "product_uom_qty": float(quantity),
            "price_unit": price,
            "technical_price_unit": price + 1.0,
            "discount": discount,
            "extra_tax_data": amounts
            | {
                "quantity": float(quantity),
                "price_unit": price,
                "discount": discount,
            },
        }

    def _get_price(self, line, quantity, amount):
        """Return price and discount with which pieces come to an amount.

        The line's own, if that is as near as rounding can tell.
        """
        pieces = float(quantity)
        if not pieces:
            return line.price_unit, line.discount
        price = self._get_charged_price(amount, pieces)
        usual = line.price_unit * (1 - line.discount / 100)
        rounding = float(self._get_unit()) * (1 + len(amount.taxes))
        if abs(usual - price) * pieces <= rounding:
            return line.price_unit, line.discount
        return price, 0.0

    def _get_charged_price(self, amount, pieces):
        """Return the price of one piece, with the taxes that prices include."""
        included = (tax for tax in amount.taxes if tax.price_include)
        return float(amount.net + sum(amount.taxes[tax] for tax in included)) / pieces

    def _add_line(self, extra):
        """Add a line to the sale order for an amount.

        :param Extra extra: what it is
        """
        product = extra.product or self._get_refund_product()
        sale_order = self.order_id.sale_order_id
        amount = extra.amount
        amounts = self.order_id._prepare_extra_tax_data(
            amount.net, amount.taxes, sale_order.currency_id, self._get_rate()
        )
        price = self._get_charged_price(amount, 1)
        self.env["sale.order.line"].create(
            {
                "order_id": sale_order.id,
                "product_id": product.id,
                "name": extra.name,
                "product_uom_qty": 1.0,
                "price_unit": price,
                "technical_price_unit": price + 1.0,
                "discount": 0.0,
                "tax_ids": [Command.set([tax.id for tax in amount.taxes])],
                "extra_tax_data": amounts
                | {"quantity": 1.0, "price_unit": price, "discount": 0.0},
            }
        )

    def _get_rate(self):
        """Return the currency rate that the order's own lines have."""
        for line in self.order_id.sale_order_id.order_line:
            if line.extra_tax_data and line.extra_tax_data.get("rate"):
                return line.extra_tax_data["rate"]
        return self.order_id._currency_rate(self.currency_id)

    def _get_line_text(self, product):
        """Return what a line says that carries an amount of no line of the order."""
        name = product.with_context(lang=self._get_customer_language()).name
        return f"{name}: {self.reason}" if self.reason else name

    def _get_customer_language(self):
        return self.order_id.sale_order_id.partner_id.lang

    def _get_refund_product(self):
        """Return the product for what no line explains.

        :raise NeedsPerson: the store has none
        """
        product = self.backend_id.refund_product_id
        if not product:
            raise NeedsPerson(
                self.env._(
                    "An amount is refunded that no line of the order explains. Choose "
                    "the store's product for refunds, and try again."
                )
            )
        return product

    def _check_equal(self, expected, made):
        """Check that a document comes to what it should.

        :raise NeedsPerson: it does not
        """
        if abs(expected - made) >= self._get_unit() / 2:
            raise NeedsPerson(
                self.env._(
                    "It should come to %(expected)s, but Odoo makes it %(made)s.",
                    expected=expected,
                    made=made,
                )
            )
