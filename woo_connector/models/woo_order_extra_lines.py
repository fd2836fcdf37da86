from odoo import models

from ..woo.discounts import MANUAL_LINE, given_discounts
from ..woo.gift_cards import deducted, gift_cards


class WooOrder(models.Model):
    """Lines of the sale order that are of no product of the store."""

    _inherit = "woo.order"

    def _resolve_money_only(self, line, resolution):
        """Let the product of fees stand for a product line without any pieces.

        Nothing is delivered for its amount, and Odoo invoices nothing of which there
        are no pieces.
        """
        backend = self.backend_id
        product = self.env["woo.fee"]._find_product(backend, line.name)
        resolution.products[line.id] = product
        if not product:
            resolution.miss(
                self.env._(
                    "“%s” is charged without any pieces, as a fee is, and the store "
                    "has no product for fees",
                    line.name,
                ),
                backend,
            )

    def _resolve_extra_lines(self, order, resolution):
        """Note the products that such lines lack.

        :param woo.schema.Order order: the store's order
        :param Resolution resolution: what its words are in Odoo
        """
        backend = self.backend_id
        if backend.discount_policy == "line" and not backend.coupon_product_id:
            for coupon in order.coupon_lines:
                if not self._find_discount_product(coupon.code):
                    resolution.miss(
                        self.env._(
                            "The coupon “%s” is mapped to no product, and the store "
                            "has no product for discounts in its settings",
                            coupon.code,
                        ),
                        backend,
                    )
            if self._lacks_manual_discount(order):
                resolution.miss(
                    self.env._(
                        "A discount was given without a coupon, and the store has no "
                        "product for discounts in its settings"
                    ),
                    backend,
                )
        if backend.gift_card_policy == "liability" and not backend.gift_card_product_id:
            if deducted(order, gift_cards(order)):
                resolution.miss(
                    self.env._("The store has no product for gift cards"), backend
                )

    def _lacks_manual_discount(self, order):
        """Tell whether somebody gave a discount by hand, and no product is for it."""
        cards = gift_cards(order)
        codes = {card.code.lower() for card in cards if deducted(order, cards)}
        given = given_discounts(order, self.currency_id.decimal_places, codes)
        is_by_hand = any(discount.id == MANUAL_LINE for discount in given)
        return is_by_hand and not self._find_discount_product("")

    def _prepare_extra_line_identity(self, line):
        """Return what a line is that the store's order does not have.

        :param woo.order_amounts.ExtraLine line: what it is for
        """
        if line.kind == "discount":
            product = self._find_discount_product(line.name)
            text = self.env._("Discount")
        elif line.kind == "gift_card":
            product = self.backend_id.gift_card_product_id
            text = self.env._("Gift card")
        else:
            product = self._get_difference_product()
            text = self.env._("Difference to the total in the store")
        return {
            "product_id": product.id,
            "name": f"{text} {line.name}".strip(),
            "product_uom_qty": 1.0,
        }

    def _find_discount_product(self, code):
        """Return the product of a coupon's discount, or of one without coupon."""
        return self.env["woo.coupon.product"]._find_product(self.backend_id, code)
