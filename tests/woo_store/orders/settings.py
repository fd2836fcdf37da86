"""The store's settings as its orders need them."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from ..catalogue.prices import PriceWriter, currency_symbol
from ..tax_rates import Location, Rate
from .totals import TaxRules

if TYPE_CHECKING:
    from ..store import Store


def tax_rules(store: Store) -> TaxRules:
    """Return the settings and tax rates that the arithmetic depends on."""
    country, _, state = store.setting(
        "general", "woocommerce_default_country"
    ).partition(":")
    base = Location(
        country,
        state,
        store.setting("general", "woocommerce_store_postcode"),
        store.setting("general", "woocommerce_store_city"),
    )
    rates = tuple(Rate.from_json(row) for row in store.state.tax_rates.values())
    classes = {rate.tax_class for rate in rates} | set(store.state.tax_classes)
    return TaxRules(
        rates=rates,
        enabled=store.setting("general", "woocommerce_calc_taxes") == "yes",
        decimals=decimals(store),
        round_at_subtotal=_yes(store, "woocommerce_tax_round_at_subtotal"),
        prices_include_tax=_yes(store, "woocommerce_prices_include_tax"),
        based_on=store.setting("tax", "woocommerce_tax_based_on"),
        shipping_class=store.setting("tax", "woocommerce_shipping_tax_class"),
        classes=tuple(sorted(classes - {"standard", ""})),
        base=base,
    )


def _yes(store: Store, name: str) -> bool:
    return store.setting("tax", name) == "yes"


def decimals(store: Store) -> int:
    """Return the number of decimals that prices are shown with."""
    return int(store.setting("general", "woocommerce_price_num_decimals") or 2)


def currency(store: Store) -> str:
    """Return the code of the store's currency."""
    return store.setting("general", "woocommerce_currency")


def price_html(store: Store, amount: float) -> str:
    """Write an amount with markup, as shop texts show it."""
    return PriceWriter(store).amount(amount)


def currency_sign(store: Store, code: str) -> str:
    """Return a currency's symbol; for one the store does not know, its code."""
    return html.unescape(currency_symbol(store, code)) or code
