"""A cart as the store keeps it, and what it comes to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..catalogue.rows import find_row
from ..coupon_rules import CouponUse, check_coupon, coupon_error, coupon_from_row
from ..discounts import Coupon, DiscountedLine
from ..orders import products
from ..orders.coupons import find_coupon, normal_code
from ..orders.model import BILLING_FIELDS, SHIPPING_FIELDS
from ..orders.settings import price_html, tax_rules
from ..php_numbers import to_cents
from ..rest.php import to_float
from ..state import Row
from ..tax_rates import Location
from .shipping import Parcel, ShippingRate, shipping_rates
from .totals import CartCalculator, CartLine, CartTotals, Charge

if TYPE_CHECKING:
    from ..store import Store

# The order in which coupons are applied, whatever the order of their use.
_COUPON_ORDER = {"fixed_product": 1, "percent": 2, "fixed_cart": 3}


@dataclass
class CartItem:
    """Some pieces of a product or variation; ``choices`` are the shopper's options."""

    key: str
    product_id: int
    quantity: int
    choices: dict[str, str] = field(default_factory=dict)


@dataclass
class Cart:
    """What a shopper has chosen; ``order_id`` is the draft made at checkout."""

    token: str
    items: dict[str, CartItem] = field(default_factory=dict)
    coupons: list[str] = field(default_factory=list)
    billing: dict[str, str] = field(default_factory=dict)
    shipping: dict[str, str] = field(default_factory=dict)
    chosen_rate: str = ""
    order_id: int = 0

    @property
    def hash(self) -> str:
        """A hash that changes with the contents."""
        text = repr([(each.key, each.quantity) for each in self.items.values()])
        return hashlib.md5(text.encode()).hexdigest()


def new_cart(store: Store, token: str) -> Cart:
    """Return an empty cart of a shopper at the store's own place."""
    base = tax_rules(store).base
    home = {"country": base.country, "state": base.state}
    return Cart(
        token,
        billing={**dict.fromkeys(BILLING_FIELDS, ""), **home},
        shipping={**dict.fromkeys(SHIPPING_FIELDS, ""), **home},
    )


def item_key(product_id: int, choices: dict[str, str]) -> str:
    """Return the key of a product's item with the options chosen."""
    return hashlib.md5(repr((product_id, choices)).encode()).hexdigest()


class Basket:
    """A cart with the store it is in: rates, totals, coupons."""

    def __init__(self, store: Store, cart: Cart):
        self.store = store
        self.cart = cart
        self.rules = tax_rules(store)

    def rows(self) -> list[tuple[CartItem, Row]]:
        """Return the items whose products still exist, with their rows."""
        items = self.cart.items.values()
        found = [(item, find_row(self.store.state, item.product_id)) for item in items]
        return [(item, row) for item, row in found if row]

    def needs_shipping(self) -> bool:
        """Tell whether anything is not virtual."""
        return any(not row["virtual"] for _item, row in self.rows())

    def place(self) -> Location:
        """Return the address whose taxes apply."""
        chosen = self.chosen_rate()
        if chosen and chosen.method_id == "local_pickup":
            return self.rules.base
        return self._address_for_taxes()

    def _address_for_taxes(self) -> Location:
        address = self.cart.shipping
        if self.rules.based_on == "billing":
            address = self.cart.billing
        place = Location.of(address)
        based_here = self.rules.based_on == "base" or not place.country
        return self.rules.base if based_here else place

    def rates(self) -> list[ShippingRate]:
        """Return the shipping rates offered."""
        if not self.needs_shipping():
            return []
        place = Location.of(self.cart.shipping)
        return shipping_rates(self.store, place, self._parcel())

    def _parcel(self) -> Parcel:
        shipped = [(item, row) for item, row in self.rows() if not row["virtual"]]
        seen = CartCalculator(self.rules, self._address_for_taxes()).calculate(
            self.lines(), self.sorted_coupons()
        )
        with_tax = self.store.setting("tax", "woocommerce_tax_display_cart") == "incl"
        coupons = self._coupon_rows().values()
        return Parcel(
            pieces=sum(item.quantity for item, _row in shipped),
            cost=sum(to_float(row["price"]) * item.quantity for item, row in shipped),
            spent=seen.items + (seen.items_tax if with_tax else 0),
            discount=seen.discount + (seen.discount_tax if with_tax else 0),
            free_by_coupon=any(row and row["free_shipping"] for row in coupons),
        )

    def chosen_rate(self) -> ShippingRate | None:
        """Return the selected rate, by default the first."""
        rates = self.rates()
        chosen = [rate for rate in rates if rate.id == self.cart.chosen_rate]
        return next(iter(chosen or rates), None)

    def totals(self) -> CartTotals:
        """Return what the cart comes to."""
        chosen = self.chosen_rate()
        charges = []
        if chosen:
            charges.append(Charge(chosen.cost, chosen.tax_status == "taxable"))
        sequential = self.store.setting(
            "general", "woocommerce_calc_discounts_sequentially"
        )
        return CartCalculator(self.rules, self.place()).calculate(
            self.lines(),
            self.sorted_coupons(),
            charges,
            sequential=sequential == "yes",
        )

    def lines(self) -> list[CartLine]:
        """Return the items as the arithmetic takes them."""
        return [self._line(item, row) for item, row in self.rows()]

    def _line(self, item: CartItem, row: Row) -> CartLine:
        return CartLine(
            item.key,
            to_float(row["price"]),
            item.quantity,
            products.tax_class(self.store, row),
            row["tax_status"] == "taxable",
            products.discounted_product(self.store, row),
        )

    def _coupon_rows(self) -> dict[str, Row | None]:
        return {code: find_coupon(self.store, code) for code in self.cart.coupons}

    def sorted_coupons(self) -> list[Coupon]:
        """Return the coupons in the order in which they are applied."""
        rows = [row for row in self._coupon_rows().values() if row]
        rows.sort(
            key=lambda row: (
                _COUPON_ORDER.get(row["discount_type"], 0),
                row["limit_usage_to_x_items"] or 0,
                to_float(row["amount"]),
                -row["id"],
            )
        )
        return [coupon_from_row(row) for row in rows]

    def add_coupon(self, code: str) -> None:
        """Use a coupon; raise CouponError when it may not be used."""
        code = normal_code(code)
        check_coupon(code, find_coupon(self.store, code), self._use())
        if code in self.cart.coupons:
            raise coupon_error(code, "Coupon code {coupon} already applied!")
        self.cart.coupons.append(code)

    def _use(self) -> CouponUse:
        decimals = self.rules.decimals
        lines = [
            DiscountedLine(
                line.key,
                line.quantity,
                to_cents(line.price * line.quantity, decimals),
                line.product,
            )
            for line in self.lines()
        ]
        categories = self.store.state.categories.values()
        return CouponUse(
            lines=lines,
            subtotal=sum(line.price for line in lines) / 10**decimals,
            now=self.store.clock.now_gmt(),
            price_html=lambda amount: price_html(self.store, amount),
            emails=[self.cart.billing["email"]],
            category_names={row["id"]: row["name"] for row in categories},
        )
