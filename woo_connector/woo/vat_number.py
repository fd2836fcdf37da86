"""VAT numbers as checkout plugins write them into an order's meta data.

WooCommerce itself knows no VAT numbers; each plugin keeps them under a key of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from .schema import Order

#: Keys of the known plugins, most particular first, without leading underscores: the
#: store keeps a key with one or without, as the plugin likes it.
KNOWN_KEYS = (
    "billing_vat_number",  # WooCommerce EU VAT Number
    "billing_eu_vat_number",  # EU VAT for WooCommerce
    "billing_vat_id",  # Germanized
    "billing_vat",  # German Market, many checkout editors
    "oss_vat_number",
    "vat_number",  # older versions, Aelia
    "vat_id",
    "billing_dic_dph",  # Slovakia: the tax id, too, is called DIČ
    "billing_dic",
    "billing_btw_nummer",
    "billing_nif",
    "nif",
    "billing_gstin",
)
# A field that a plugin added to the block checkout: `_wc_billing/plugin/vat-number`.
_BLOCK_FIELD = re.compile(
    r"_?wc_(?:billing|other)/[^/]+/(?:eu-)?vat(?:-?(?:id|number))?"
)
_FEWEST_DIGITS = 5
# Switzerland has one number with an ending in each of its languages.
_SWISS = re.compile(r"(CHE\d{9})(?:MWST|TVA|IVA)?")
_SWISS_ENDINGS = ("", "MWST", "TVA", "IVA")
# Greece and Northern Ireland have a prefix of their own in VAT numbers.
_PREFIX_OF_COUNTRY = {"GR": "EL", "GB": "XI"}


def find_vat_number(order: Order, keys: Iterable[str] = ()) -> str:
    """The VAT number an order names, as typed; empty without one.

    :param keys: further meta keys of this store, looked at first
    """
    texts = {
        meta.key: str(meta.value).strip()
        for meta in order.meta_data
        if isinstance(meta.value, (str, int)) and not isinstance(meta.value, bool)
    }
    for key in _with_and_without_underscore((*keys, *KNOWN_KEYS)):
        if texts.get(key):
            return texts[key]
    found = (
        text for key, text in texts.items() if text and _BLOCK_FIELD.fullmatch(key)
    )
    return next(found, "")


def normalize_vat_number(text: str) -> str:
    """A VAT number in capitals and digits alone; empty when it cannot be one.

    People also write "none", "-" or "n/a" into the field.
    """
    number = unicodedata.normalize("NFKC", text).upper()
    number = re.sub(r"[^A-Z0-9]", "", number)
    has_enough = sum(letter.isdigit() for letter in number) >= _FEWEST_DIGITS
    return number if has_enough else ""


def vat_spellings(number: str, country: str) -> tuple[str, ...]:
    """Every way one normalised number may be written down: with prefix and without.

    :param country: ISO code of the country whose number it is; may be empty
    """
    if swiss := _SWISS.fullmatch(number):
        return tuple(swiss[1] + ending for ending in _SWISS_ENDINGS)
    prefixes = [country, _PREFIX_OF_COUNTRY.get(country, country)] if country else []
    prefix = next((one for one in prefixes if number.startswith(one)), "")
    if not prefix and number[:2].isalpha():
        # The number of another country: a customer may be registered elsewhere.
        return (number,)
    bare = number.removeprefix(prefix)
    return tuple(dict.fromkeys([number, bare, *(one + bare for one in prefixes)]))


def _with_and_without_underscore(keys: Iterable[str]) -> Iterable[str]:
    for key in keys:
        yield f"_{key}"
        yield key
