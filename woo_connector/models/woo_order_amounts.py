from odoo import fields, models

from ..woo.discounts import given_discounts
from ..woo.document_amounts import Policy, document_amounts
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

    coupon_ids = fields.One2many(
        "woo.order.coupon", "order_id", string="Discounts", readonly=True
    )
    gift_card_ids = fields.One2many(
        "woo.order.gift.card", "order_id", string="Gift Cards", readonly=True
    )
    gift_card_amount = fields.Float(
        string="Paid by Gift Card",
        min_display_digits=2,
        readonly=True,
        aggregator=None,
        help="What gift cards paid, besides the total in the store: the sale order's "
        "total is the sum of both.",
    )

    def _allocate(self, order, resolution=None):
        """Return the order's amounts line by line, as the sale order shows them.

        :param woo.schema.Order order: the store's order
        :param Resolution resolution: what its words are in Odoo; keeps the amounts
        :rtype: woo.document_amounts.DocumentAmounts
        """
        if resolution and resolution.amounts:
            return resolution.amounts
        backend = self.backend_id
        policy = Policy(
            adjusts=self._takes_adjustment(order),
            has_difference_line=bool(self._get_difference_product()),
            discounts_apart=backend.discount_policy == "line",
            gift_cards_are_lines=backend.gift_card_policy == "liability",
            shown_decimals=backend.price_decimals,
        )
        amounts = document_amounts(order, self.currency_id.decimal_places, policy)
        if resolution:
            resolution.amounts = amounts
        return amounts

    def _renew_amounts(self, order, resolution):
        """Keep what is worth knowing of amounts written to a sale order of before."""
        if resolution.amounts:
            self.placed_unit_ids.unlink()
            self.coupon_ids.unlink()
            self.gift_card_ids.unlink()
            self._note_amounts(order, resolution)

    def _note_amounts(self, order, resolution):
        """Keep what is worth knowing of the amounts that were just written.

        :param woo.schema.Order order: the store's order
        :param Resolution resolution: what its words are in Odoo
        """
        amounts = resolution.amounts
        if amounts.placed:
            self._note_placed_units(amounts, resolution)
        if values_list := self._prepare_coupons(order, amounts):
            self.env["woo.order.coupon"].create(values_list)
        if amounts.gift_cards:
            self._note_gift_cards(amounts)
        paid = float(amounts.paid_by_gift_card)
        if self.gift_card_amount != paid:
            self.gift_card_amount = paid

    def _note_placed_units(self, amounts, resolution):
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

    def _prepare_coupons(self, order, amounts):
        """Return the values of the rows that say which coupon gave what."""
        cards = {card.code.lower() for card in amounts.gift_cards}
        decimals = self.currency_id.decimal_places
        return [
            {
                "order_id": self.id,
                "code": discount.code,
                "discount_type": discount.type,
                "amount": float(discount.amount),
                "tax": float(discount.tax),
            }
            for discount in given_discounts(order, decimals, cards)
        ]

    def _note_gift_cards(self, amounts):
        treatment = "payment" if amounts.paid_by_gift_card else "liability"
        self.env["woo.order.gift.card"].create(
            [
                {
                    "order_id": self.id,
                    "code": card.code,
                    "amount": float(card.amount),
                    "plugin": card.plugin,
                    "treatment": treatment,
                }
                for card in amounts.gift_cards
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
