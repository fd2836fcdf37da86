"""WooCommerce's order arithmetic: from the items to the totals.

The rules, as a running WooCommerce 10.7 applies them: product lines are summed
rounded when the store rounds per line, shipping is always summed rounded, fees
never; each tax is rounded when rounding per line, half down if the store's
prices include tax; the total is rounded once, half up, at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..php_numbers import (
    HALF_DOWN,
    HALF_UP,
    add_up,
    format_decimal,
    from_cents,
    php_round,
    to_cents,
)
from ..rest.php import to_float
from ..tax_rates import Location, Rate, calculate, find_rates, find_shipping_rates
from .items import (
    FeeItem,
    OrderAmounts,
    ProductItem,
    ShippingItem,
    TaxedItem,
    Taxes,
    TaxItem,
)

NON_TAXABLE = "non-taxable"
LOCAL_PICKUP = frozenset({"local_pickup", "legacy_local_pickup"})


@dataclass(frozen=True)
class TaxRules:
    """The store's settings that its arithmetic depends on."""

    rates: tuple[Rate, ...] = ()
    enabled: bool = True
    decimals: int = 2
    round_at_subtotal: bool = False
    prices_include_tax: bool = False
    based_on: str = "shipping"
    shipping_class: str = "inherit"
    classes: tuple[str, ...] = ("reduced-rate", "zero-rate")
    base: Location = Location()

    @property
    def tax_mode(self) -> str:
        """How taxes are rounded: half down when prices include tax."""
        return HALF_DOWN if self.prices_include_tax else HALF_UP

    def round_tax(self, tax: float) -> float:
        """Round a tax to the currency."""
        return php_round(tax, self.decimals, self.tax_mode)

    def line_tax(self, tax: float) -> float:
        """Round one line's tax, unless the store rounds at the subtotal."""
        return tax if self.round_at_subtotal else self.round_tax(tax)

    def round_discount(self, amount: float) -> float:
        """Round what a coupon takes off to the currency, always half down."""
        return php_round(amount, self.decimals, HALF_DOWN)

    def round_amount(self, amount: float) -> float:
        """Round an amount to the currency, half up."""
        return php_round(amount, self.decimals)


def set_taxes(item: TaxedItem, total: dict, subtotal: dict, rules: TaxRules) -> None:
    """Store an item's taxes and their sum; a product's tax before discount too."""
    item.taxes = _stored(total)
    if isinstance(item, ProductItem):
        item.subtotal_taxes = _stored(subtotal)
        if _sum(item.subtotal_taxes) < _sum(item.taxes):
            item.subtotal_taxes = dict(item.taxes)
        item.subtotal_tax = _tax_sum(item.subtotal_taxes, rules)
    item.total_tax = _tax_sum(item.taxes, rules)


def _stored(taxes: dict) -> Taxes:
    return {rate_id: format_decimal(tax) for rate_id, tax in taxes.items()}


def _sum(taxes: Taxes) -> float:
    return add_up(to_float(tax) for tax in taxes.values())


def _all_taxes(taxes: list[Taxes]) -> float:
    return add_up(to_float(tax) for each in taxes for tax in each.values())


def _tax_sum(taxes: Taxes, rules: TaxRules) -> str:
    amounts = (rules.line_tax(to_float(tax)) for tax in taxes.values())
    return format_decimal(add_up(amounts))


def tax_location(order: OrderAmounts, rules: TaxRules) -> Location:
    """Return the address whose taxes apply to the order."""
    based_on = rules.based_on
    if based_on == "shipping" and not order.shipping.get("country"):
        based_on = "billing"
    place = Location.of(order.billing if based_on == "billing" else order.shipping)
    if any(line.method_id in LOCAL_PICKUP for line in order.shipping_lines):
        based_on = "base"
    return rules.base if based_on == "base" or not place.country else place


def item_tax_classes(order: OrderAmounts) -> list[str]:
    """Return the tax classes of the taxed product lines, each once, in order."""
    found = [
        line.tax_class
        for line in order.line_items
        if line.tax_status in ("taxable", "shipping")
    ]
    return list(dict.fromkeys(found))


def shipping_tax_class(order: OrderAmounts, rules: TaxRules) -> str | None:
    """Return the class shipping is taxed by, None when shipping is not taxed."""
    if rules.shipping_class != "inherit":
        return rules.shipping_class
    used = item_tax_classes(order)
    return next((each for each in ("", *rules.classes) if each in used), None)


def calculate_taxes(
    order: OrderAmounts, rules: TaxRules, saved: OrderAmounts | None = None
) -> None:
    """Set the taxes of every item, the tax lines and the order's tax sums.

    A negative fee's tax is spread over the order as it was saved last, not over
    the order being changed: the store reads it anew there.
    """
    costs = tax_class_costs(saved or order, rules)
    place = tax_location(order, rules)
    for line in order.line_items:
        _tax_product(line, order, place, rules)
    for fee in order.fee_lines:
        _tax_fee(fee, order, place, rules, costs)
    shipping_class = shipping_tax_class(order, rules)
    for charge in order.shipping_lines:
        rates = []
        if shipping_class is not None and _is_taxed(charge, order, rules):
            rates = find_shipping_rates(rules.rates, place, shipping_class)
        set_taxes(charge, calculate(to_float(charge.total), rates), {}, rules)
    update_taxes(order, rules)


def _is_taxed(item: TaxedItem, order: OrderAmounts, rules: TaxRules) -> bool:
    taxable = item.tax_status == "taxable" and item.tax_class != "0"
    return taxable and rules.enabled and not order.vat_exempt


def _tax_product(
    line: ProductItem, order: OrderAmounts, place: Location, rules: TaxRules
) -> None:
    rates = []
    if _is_taxed(line, order, rules):
        rates = find_rates(rules.rates, place, line.tax_class)
    total = calculate(to_float(line.total), rates)
    set_taxes(line, total, calculate(to_float(line.subtotal), rates), rules)


def _tax_fee(
    fee: FeeItem,
    order: OrderAmounts,
    place: Location,
    rules: TaxRules,
    costs: dict[str, float],
) -> None:
    amount = to_float(fee.total)
    if amount < 0 and rules.enabled and not order.vat_exempt:
        taxes = spread_discount_tax(
            amount, costs, lambda name: find_rates(rules.rates, place, name)
        )
    elif amount >= 0 and _is_taxed(fee, order, rules):
        taxes = calculate(amount, find_rates(rules.rates, place, fee.tax_class))
    else:
        taxes = {}
    set_taxes(fee, taxes, {}, rules)


def tax_class_costs(order: OrderAmounts, rules: TaxRules) -> dict[str, float]:
    """Return what the order's positive items cost per tax class.

    A negative fee's tax is spread in these proportions, so that it works as a
    discount on everything in the order.
    """
    classes = item_tax_classes(order)
    costs = dict.fromkeys([*classes, NON_TAXABLE], 0.0)
    for item in order.taxed_items():
        amount = to_float(item.total)
        if amount < 0:
            continue
        name = item.tax_class
        if isinstance(item, ShippingItem):
            name = rules.shipping_class
        if item.tax_status != "taxable":
            name = NON_TAXABLE
        elif name == "inherit":
            name = classes[0] if classes else ""
        costs[name] = costs.get(name, 0.0) + amount
    return {name: cost for name, cost in costs.items() if cost}


def spread_discount_tax(
    amount: float,
    costs: dict[str, float],
    rates_of: Callable[[str], list[Rate]],
) -> dict[int, float]:
    """Return the tax of a negative amount, apportioned over the tax classes."""
    whole = add_up(costs.values())
    taxes: dict[int, float] = {}
    for name, cost in costs.items():
        if name == NON_TAXABLE:
            continue
        part = calculate(amount * (cost / whole), rates_of(name))
        for rate_id, tax in part.items():
            taxes[rate_id] = taxes.get(rate_id, 0.0) + tax
    return taxes


def update_taxes(order: OrderAmounts, rules: TaxRules) -> None:
    """Rebuild the tax lines and the order's tax sums from the items' taxes."""
    cart: dict[int, float] = {}
    for item in (*order.line_items, *order.fee_lines):
        _add_taxes(cart, item, rules)
    shipping: dict[int, float] = {}
    for charge in order.shipping_lines:
        _add_taxes(shipping, charge, rules)
    known = {line.rate_id: line for line in reversed(order.tax_lines)}
    rates = {rate.id: rate for rate in rules.rates}
    wanted = list(dict.fromkeys([*cart, *shipping]))
    kept = [line for line in order.tax_lines if known.get(line.rate_id) is line]
    order.tax_lines = [line for line in kept if line.rate_id in wanted]
    for rate_id in wanted:
        if rate_id not in known:
            order.tax_lines.append(TaxItem(rate_id=rate_id))
    for line in order.tax_lines:
        _describe(line, rates.get(line.rate_id))
        line.tax_total = format_decimal(float(cart.get(line.rate_id, 0)))
        line.shipping_tax_total = format_decimal(float(shipping.get(line.rate_id, 0)))
    order.shipping_tax = format_decimal(add_up(shipping.values()))
    order.cart_tax = format_decimal(add_up(cart.values()))
    both = to_float(order.cart_tax) + to_float(order.shipping_tax)
    order.total_tax = format_decimal(rules.round_amount(both))


def _add_taxes(sums: dict[int, float], item: TaxedItem, rules: TaxRules) -> None:
    for rate_id, tax in item.taxes.items():
        sums[rate_id] = sums.get(rate_id, 0.0) + rules.line_tax(to_float(tax))


def _describe(line: TaxItem, rate: Rate | None) -> None:
    """Copy the rate's description; a deleted rate leaves only its old one."""
    if rate is None:
        return
    line.rate_code = rate.code
    line.label = rate.label
    line.compound = rate.compound
    line.rate_percent = rate.percent


def items_total(amounts: list[str], rules: TaxRules) -> float:
    """Sum product line amounts, each rounded when the store rounds per line."""
    cents = [
        to_cents(to_float(amount), rules.decimals, rounded=False) for amount in amounts
    ]
    if not rules.round_at_subtotal:
        cents = [php_round(each) for each in cents]
    return from_cents(add_up(cents), rules.decimals)


def limit_negative_fees(
    order: OrderAmounts, items: float, shipping: float, rules: TaxRules
) -> float:
    """Cut discounts by fee to what there is to discount; return the fees' sum."""
    fees = 0.0
    for fee in order.fee_lines:
        most = -rules.round_amount(items + fees + shipping)
        if to_float(fee.total) < most < 0:
            fee.set_total(most)
        fees += to_float(fee.total)
    return fees


def calculate_totals(
    order: OrderAmounts,
    rules: TaxRules,
    *,
    saved: OrderAmounts | None = None,
    and_taxes: bool = True,
) -> None:
    """Compute every amount of the order from its items.

    ``saved`` is the order as last saved, see ``calculate_taxes``.
    """
    subtotal = items_total([line.subtotal for line in order.line_items], rules)
    items = items_total([line.total for line in order.line_items], rules)
    shipping = add_up(
        rules.round_amount(to_float(each.total)) for each in order.shipping_lines
    )
    order.shipping_total = format_decimal(shipping)
    fees = limit_negative_fees(order, items, shipping, rules)
    if and_taxes:
        calculate_taxes(order, rules, saved)
    before = _all_taxes([line.subtotal_taxes for line in order.line_items])
    after = _all_taxes([line.taxes for line in order.line_items])
    order.discount_total = format_decimal(rules.round_amount(subtotal - items))
    order.discount_tax = format_decimal(rules.round_tax(before - after))
    taxes = to_float(order.cart_tax), to_float(order.shipping_tax)
    whole = items + fees + to_float(order.shipping_total) + taxes[0] + taxes[1]
    order.total = format_decimal(rules.round_amount(whole))
