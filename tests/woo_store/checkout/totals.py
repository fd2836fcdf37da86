"""WooCommerce's cart arithmetic: from prices, coupons and shipping to the total.

It works in the currency's smallest units ("cents") and, unlike an order's, starts from
prices that may include tax; coupons come off what the shopper sees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..discounts import Coupon, DiscountedLine, DiscountedProduct, Discounts
from ..orders.totals import TaxRules
from ..php_numbers import add_up, from_cents, php_round, to_cents
from ..tax_rates import Location, Rate, calculate, find_rates, find_shipping_rates

Taxes = dict[int, float]


@dataclass(frozen=True)
class CartLine:
    """What is in the cart; ``price`` is one piece's, in the currency's units."""

    key: str
    price: float
    quantity: float
    tax_class: str = ""
    taxable: bool = True
    product: DiscountedProduct | None = None


@dataclass(frozen=True)
class Charge:
    """A chosen shipping rate without tax, in the currency's units."""

    cost: float
    taxable: bool = True


@dataclass
class LineTotals:
    """A line's amounts without tax and their taxes per rate, unrounded."""

    subtotal: float
    subtotal_taxes: Taxes
    total: float
    taxes: Taxes


@dataclass
class CartTotals:
    """Everything the cart comes to, in the currency's units."""

    lines: dict[str, LineTotals] = field(default_factory=dict)
    coupons: dict[str, tuple[float, float]] = field(default_factory=dict)
    shipping_taxes: list[Taxes] = field(default_factory=list)
    items: float = 0.0
    items_tax: float = 0.0
    discount: float = 0.0
    discount_tax: float = 0.0
    shipping: float = 0.0
    shipping_tax: float = 0.0
    tax: float = 0.0
    total: float = 0.0
    per_rate: Taxes = field(default_factory=dict)


class CartCalculator:
    """Computes the totals of a cart for a shopper at an address."""

    def __init__(self, rules: TaxRules, place: Location):
        self.rules = rules
        self.place = place

    def calculate(
        self,
        lines: Sequence[CartLine],
        coupons: Sequence[Coupon] = (),
        charges: Sequence[Charge] = (),
        *,
        sequential: bool = False,
    ) -> CartTotals:
        """Return the totals; coupons are applied in the order given."""
        prices = {line.key: self._price(line) for line in lines}
        discounts = self._discounts(lines, prices, coupons, sequential)
        taken = discounts.by_line()
        totals = CartTotals()
        subtotals = []
        for line in lines:
            subtotal, before = self._split(line, prices[line.key])
            reduced = prices[line.key] - taken.get(line.key, 0)
            total, taxes = self._split(line, reduced)
            subtotals.append((line.key, subtotal, before, total, taxes))
        self._sum_items(totals, subtotals)
        self._sum_coupons(totals, lines, discounts)
        self._sum_shipping(totals, lines, charges)
        self._sum_up(totals, subtotals)
        return totals

    def rates(self, tax_class: str) -> list[Rate]:
        """Return the rates of a class at the shopper's address."""
        if not self.rules.enabled:
            return []
        return find_rates(self.rules.rates, self.place, tax_class)

    def _price(self, line: CartLine) -> float:
        """Return a line's price in cents, with the shopper's tax in place of the
        store's own when prices include tax."""
        price = to_cents(line.price * line.quantity, self.rules.decimals)
        if not (self.rules.prices_include_tax and line.taxable):
            return price
        rates = self.rates(line.tax_class)
        base = find_rates(self.rules.rates, self.rules.base, line.tax_class)
        if rates == base or not self.rules.enabled:
            return price
        net = price - add_up(calculate(price, base, included=True).values())
        return net + add_up(calculate(net, rates).values())

    def _split(self, line: CartLine, price: float) -> tuple[float, Taxes]:
        """Return a price in cents without tax, and the tax."""
        rates = self.rates(line.tax_class) if line.taxable else []
        included = self.rules.prices_include_tax
        taxes = calculate(price, rates, included=included)
        return (price - add_up(taxes.values()) if included else price), taxes

    def _line_tax(self, cents: float) -> float:
        if self.rules.round_at_subtotal:
            return cents
        mode = self.rules.tax_mode
        return php_round(cents, 0, mode)

    def _discounts(
        self,
        lines: Sequence[CartLine],
        prices: Mapping[str, float],
        coupons: Sequence[Coupon],
        sequential: bool,
    ) -> Discounts:
        wanted = [
            DiscountedLine(line.key, line.quantity, prices[line.key], line.product)
            for line in lines
        ]
        discounts = Discounts(wanted, self.rules.decimals, sequential)
        for coupon in coupons:
            discounts.apply(coupon)
        return discounts

    def _units(self, cents: float) -> float:
        return from_cents(cents, self.rules.decimals)

    def _taxes_in_units(self, taxes: Taxes) -> Taxes:
        return {rate_id: self._units(tax) for rate_id, tax in taxes.items()}

    def _rounded(self, cents: Sequence[float]) -> float:
        if self.rules.round_at_subtotal:
            return add_up(cents)
        return add_up(php_round(each) for each in cents)

    def _sum_items(self, totals: CartTotals, rows: Sequence[tuple]) -> None:
        for key, subtotal, before, total, taxes in rows:
            totals.lines[key] = LineTotals(
                self._units(subtotal),
                self._taxes_in_units(before),
                self._units(total),
                self._taxes_in_units(taxes),
            )
        before = [self._line_tax(tax) for row in rows for tax in row[2].values()]
        totals.items = self._units(self._rounded([row[1] for row in rows]))
        totals.items_tax = self._units(add_up(before))

    def _sum_coupons(
        self, totals: CartTotals, lines: Sequence[CartLine], discounts: Discounts
    ) -> None:
        by_key = {line.key: line for line in lines}
        for code, taken in discounts.cents.items():
            amount, tax = add_up(taken.values()), 0.0
            for key, cents in taken.items():
                part = add_up(self._split(by_key[key], cents)[1].values())
                tax += part
                if self.rules.prices_include_tax:
                    amount -= part
            totals.coupons[code] = self._units(amount), self._units(tax)
        totals.discount = add_up(amount for amount, _tax in totals.coupons.values())
        totals.discount_tax = add_up(tax for _amount, tax in totals.coupons.values())

    def _sum_shipping(
        self, totals: CartTotals, lines: Sequence[CartLine], charges: Sequence[Charge]
    ) -> None:
        rates = self._shipping_rates(lines)
        for charge in charges:
            taxes = calculate(charge.cost, rates if charge.taxable else [])
            totals.shipping_taxes.append(taxes)
        cents = [to_cents(each.cost, self.rules.decimals) for each in charges]
        totals.shipping = self._units(add_up(cents))
        rounded = [
            self.rules.line_tax(tax)
            for taxes in totals.shipping_taxes
            for tax in taxes.values()
        ]
        totals.shipping_tax = add_up(rounded)

    def _shipping_rates(self, lines: Sequence[CartLine]) -> list[Rate]:
        tax_class: str | None = self.rules.shipping_class
        if tax_class == "inherit":
            used = [line.tax_class for line in lines if line.taxable]
            order = ("", *self.rules.classes)
            tax_class = next((each for each in order if each in used), None)
        if tax_class is None or not self.rules.enabled:
            return []
        return find_shipping_rates(self.rules.rates, self.place, tax_class)

    def _sum_up(self, totals: CartTotals, rows: Sequence[tuple]) -> None:
        merged: Taxes = {}
        for row in rows:
            for rate_id, tax in row[4].items():
                merged[rate_id] = merged.get(rate_id, 0.0) + self._line_tax(tax)
        items_tax = self._units(add_up(merged.values()))
        merged = self._taxes_in_units(merged)
        for taxes in totals.shipping_taxes:
            for rate_id, tax in taxes.items():
                rounded = self.rules.line_tax(tax)
                merged[rate_id] = merged.get(rate_id, 0.0) + rounded
        totals.per_rate = merged
        items = self._units(self._rounded([row[3] for row in rows]))
        whole = items + totals.shipping + items_tax + totals.shipping_tax
        totals.tax = items_tax + self.rules.round_amount(totals.shipping_tax)
        totals.total = max(0.0, self.rules.round_amount(whole))
