"""Prices of products: which one holds now, and how a page writes it."""

import re

from ..php_numbers import number_format, php_round
from ..rest.php import to_float, to_int
from ..state import Row
from ..store import Store
from ..tax_rates import Location, Rate, calculate, find_rates
from ..texts import encode_entities
from .rows import find_row, is_variation, variations_of

_CURRENCY_LABEL = re.compile(r".* \((?P<symbol>[^()]*)\) — [A-Z]{3}")


def settle_price(store: Store, row: Row) -> None:
    """Set a row's present price, and its parent's; drop a sale that is no reduction."""
    if row.get("type") in ("variable", "grouped"):
        row["price"] = next(iter(listed_prices(store, row)), "")
        return
    regular, sale = row["regular_price"], row["sale_price"]
    if sale != "" and (regular == "" or to_float(sale) >= to_float(regular)):
        row["sale_price"] = ""
    row["price"] = row["sale_price"] if on_sale(store, row) else regular
    if is_variation(row) and row["parent_id"] in store.state.products:
        settle_price(store, store.state.products[row["parent_id"]])


def children(store: Store, row: Row) -> list[Row]:
    """Return the visible members of a variable or grouped product."""
    if row.get("type") == "variable":
        members = variations_of(store.state, row["id"])
    else:
        numbers = row.get("grouped_products", [])
        members = [r for r in (find_row(store.state, n) for n in numbers) if r]
    return [member for member in members if member["status"] == "publish"]


def listed_prices(store: Store, row: Row) -> list[str]:
    """Return all present prices under which a product is found."""
    if row.get("type") not in ("variable", "grouped"):
        return [row["price"]] if row["price"] != "" else []
    prices = [c["price"] for c in children(store, row) if c["price"] != ""]
    prices.sort(key=to_float)
    # of a group only the lowest and the highest price are kept
    return prices if row["type"] == "variable" else [*prices[:1], *prices[-1:]]


def on_sale(store: Store, row: Row) -> bool:
    """Say whether a reduced price holds now."""
    if row.get("type") in ("variable", "grouped"):
        members = (m for m in children(store, row) if m["price"] != "")
        return any(on_sale(store, member) for member in members)
    if row["sale_price"] == "":
        return False
    if to_float(row["regular_price"]) <= to_float(row["sale_price"]):
        return False
    now = store.clock.now_gmt()
    begun = (row["date_on_sale_from_gmt"] or now) <= now
    return begun and now <= (row["date_on_sale_to_gmt"] or now)


def purchasable(store: Store, row: Row) -> bool:
    """Say whether an administrator could order the product."""
    if row.get("type") in ("external", "grouped"):
        return False
    return row["price"] != ""


def currency_symbol(store: Store, code: str) -> str:
    """Return a currency's symbol, HTML-encoded; empty when the store has none."""
    settings = store.state.settings.get("general", {})
    labels = settings.get("woocommerce_currency", {}).get("options", {})
    match = _CURRENCY_LABEL.fullmatch(labels.get(code, ""))
    return match["symbol"] if match else ""


class PriceWriter:
    """Writes prices as the shop's pages do, with the settings of one store."""

    def __init__(self, store: Store):
        self.store = store
        setting = store.setting
        self.decimals = to_int(setting("general", "woocommerce_price_num_decimals"))
        self.position = setting("general", "woocommerce_currency_pos")
        self.separators = (
            setting("general", "woocommerce_price_thousand_sep"),
            setting("general", "woocommerce_price_decimal_sep"),
        )

    def html(self, row: Row) -> str:
        """Return ``price_html`` of a product or variation."""
        if row.get("type") in ("variable", "grouped"):
            return self._html_of_many(row)
        if row["price"] == "":
            return ""
        price = self._shown(row, row["price"])
        if on_sale(self.store, row):
            return self._reduced(self._shown(row, row["regular_price"]), price)
        return self.amount(price)

    def _html_of_many(self, row: Row) -> str:
        members = [m for m in children(self.store, row) if m["price"] != ""]
        if not members:
            return ""
        prices = [self._shown(member, member["price"]) for member in members]
        low, high = min(prices), max(prices)
        if low != high:
            return self._range(low, high)
        if row["type"] == "variable" and on_sale(self.store, row):
            regular = [self._shown(m, m["regular_price"]) for m in members]
            if min(regular) == max(regular):
                return self._reduced(regular[0], low)
        if row["type"] == "grouped" and low == 0:
            return "Free!"
        return self.amount(low)

    def _shown(self, row: Row, price: str) -> float:
        """Return a price with or without tax, as the shop displays it."""
        amount = to_float(price)
        setting = self.store.setting
        included = setting("tax", "woocommerce_prices_include_tax") == "yes"
        display = setting("tax", "woocommerce_tax_display_shop") == "incl"
        taxable = row.get("tax_status", "taxable") == "taxable"
        active = setting("general", "woocommerce_calc_taxes") == "yes"
        if included == display or not taxable or not active:
            return amount
        taxes = calculate(amount, self._rates(row), included=included)
        if display:
            return php_round(amount + sum(taxes.values()), self.decimals)
        return amount - sum(taxes.values())

    def _rates(self, row: Row) -> list[Rate]:
        state, setting = self.store.state, self.store.setting
        country, _, area = setting("general", "woocommerce_default_country").partition(
            ":"
        )
        place = Location(
            country,
            area,
            setting("general", "woocommerce_store_postcode"),
            setting("general", "woocommerce_store_city"),
        )
        tax_class = row["tax_class"]
        if tax_class == "parent":
            tax_class = state.products[row["parent_id"]]["tax_class"]
        rates = (
            Rate.from_json({"postcode": "", **r}) for r in state.tax_rates.values()
        )
        return find_rates(rates, place, tax_class)

    def amount(self, amount: float, *, hidden: bool = False) -> str:
        """Return an amount with its markup (WooCommerce's ``wc_price``)."""
        classes = 'class="woocommerce-Price-amount amount"'
        attributes = f'{classes} aria-hidden="true"' if hidden else classes
        symbol = f'<span class="woocommerce-Price-currencySymbol">{self._symbol}</span>'
        text = self._placed(symbol, self._number(amount))
        return f"<span {attributes}><bdi>{text}</bdi></span>"

    def _plain(self, amount: float) -> str:
        return self._placed(self._symbol, self._number(amount))

    def _reduced(self, regular: float, price: float) -> str:
        reader = '<span class="screen-reader-text">'
        before, now = (encode_entities(self._plain(p)) for p in (regular, price))
        return (
            f'<del aria-hidden="true">{self.amount(regular)}</del> '
            f"{reader}Original price was: {before}.</span>"
            f'<ins aria-hidden="true">{self.amount(price)}</ins>'
            f"{reader}Current price is: {now}.</span>"
        )

    def _range(self, low: float, high: float) -> str:
        texts = [self.amount(amount, hidden=True) for amount in (low, high)]
        between = ' <span aria-hidden="true">&ndash;</span> '
        reader = f"Price range: {self._plain(low)} through {self._plain(high)}"
        return between.join(texts) + f'<span class="screen-reader-text">{reader}</span>'

    def _number(self, amount: float) -> str:
        whole, _, decimals = number_format(amount, self.decimals).partition(".")
        thousands, point = self.separators
        whole = f"{int(whole):,}".replace(",", thousands)
        return f"{whole}{point}{decimals}" if decimals else whole

    def _placed(self, symbol: str, number: str) -> str:
        return {
            "right": f"{number}{symbol}",
            "left_space": f"{symbol}&nbsp;{number}",
            "right_space": f"{number}&nbsp;{symbol}",
        }.get(self.position, f"{symbol}{number}")

    @property
    def _symbol(self) -> str:
        code = self.store.setting("general", "woocommerce_currency")
        return currency_symbol(self.store, code)
