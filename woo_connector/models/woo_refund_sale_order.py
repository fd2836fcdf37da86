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
        has_extra = plan.unexplained and not self._find_invoices()
        if plan.is_cancelled or not (plan.reductions or has_extra):
            return
        self.order_id._hold_stock()
        was_locked, before = sale_order.locked, exact(sale_order.amount_total)
        if was_locked:
            sale_order.action_unlock()
        off = sum(self._reduce_line(reduction) for reduction in plan.reductions)
        if has_extra:
            off += plan.unexplained
            self._add_refund_line(plan.unexplained)
            plan.unexplained *= 0
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
        if not line._has_stores_amounts():
            raise NeedsPerson(
                self.env._(
                    "“%s” was changed in Odoo. Take off yourself what is refunded.",
                    line.name.splitlines()[0],
                )
            )
        before = exact(line.price_total)
        quantity = exact(line.product_uom_qty) - reduction.quantity
        net, taxes = self._get_left(reduction)
        if not quantity:
            self._check_nothing_left(reduction, net + sum(taxes.values()))
            net, taxes = net * 0, {tax: amount * 0 for tax, amount in taxes.items()}
        line.write(self._prepare_line_values(line, quantity, net, taxes))
        return before - net - sum(taxes.values())

    def _get_left(self, reduction):
        """Return net and taxes of a line without what is refunded."""
        whole = reduction.sale_line.extra_tax_data
        net = exact(whole["manual_total_excluded_currency"]) - reduction.net
        charged = whole["manual_tax_amounts"]
        taxes = {
            tax: exact(charged.get(str(tax.id), {}).get("tax_amount_currency", 0.0))
            - amount
            for tax, amount in reduction.taxes.items()
        }
        return net, taxes

    def _check_nothing_left(self, reduction, left):
        """Check that the pieces are given back with all of their price.

        Of an invoiced line the credit note says what is given back.

        :raise NeedsPerson: the store keeps a part of it
        """
        line = reduction.sale_line
        allowed = self._get_unit() * (1 + len(reduction.taxes))
        if abs(left) > allowed and not line._get_posted_invoices():
            raise NeedsPerson(
                self.env._(
                    "“%(name)s”: all pieces are refunded, but %(left)s of their price "
                    "is not.",
                    name=line.name.splitlines()[0],
                    left=left,
                )
            )

    def _prepare_line_values(self, line, quantity, net, taxes):
        """Return the values of a line with these amounts.

        The price stays what it is, unless it is not the price of these pieces.
        """
        price, discount = self._get_price(line, quantity, net, taxes)
        amounts = self.order_id._prepare_extra_tax_data(
            net, taxes, line.currency_id, line.extra_tax_data["rate"]
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

    def _get_price(self, line, quantity, net, taxes):
        """Return price and discount with which pieces come to an amount.

        The line's own, if that is as near as rounding can tell.
        """
        included = [tax for tax in taxes if tax.price_include]
        charged = float(net + sum(taxes[tax] for tax in included))
        pieces = float(quantity)
        usual = pieces * line.price_unit * (1 - line.discount / 100)
        rounding = float(self._get_unit()) * (1 + len(taxes))
        if not pieces or abs(usual - charged) <= rounding:
            return line.price_unit, line.discount
        return charged / pieces, 0.0

    def _add_refund_line(self, amount):
        """Add a line that takes off what no line of the order explains."""
        product = self._get_refund_product()
        sale_order = self.order_id.sale_order_id
        amounts = self.order_id._prepare_extra_tax_data(
            -amount, {}, sale_order.currency_id, self._get_rate()
        )
        price = -float(amount)
        self.env["sale.order.line"].create(
            {
                "order_id": sale_order.id,
                "product_id": product.id,
                "name": self._get_line_text(product),
                "product_uom_qty": 1.0,
                "price_unit": price,
                "technical_price_unit": price + 1.0,
                "discount": 0.0,
                "tax_ids": [Command.clear()],
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
