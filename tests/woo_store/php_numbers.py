"""PHP's number arithmetic, as far as a shop's amounts depend on it.

WooCommerce computes amounts in PHP floats and keeps them as strings. Python's
floats are the same IEEE doubles, so only PHP's own rounding and formatting are
written here. Amounts are in the currency's units unless a name says "cents".
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from decimal import ROUND_DOWN, Decimal

from .rest.php import to_float

HALF_UP = "half up"
HALF_DOWN = "half down"
# WooCommerce keeps unrounded amounts with this many decimals.
ROUNDING_PRECISION = 6


def php_round(value: float, places: int = 0, mode: str = HALF_UP) -> float:
    """Round like PHP before 8.4: first to 15 significant digits, then to places.

    The first rounding hides the float error of e.g. 1.005, which PHP rounds to 1.01.
    It is done in floats as PHP does it, for its own errors are part of the result.
    """
    value = float(value)
    if value == 0 or not math.isfinite(value):
        return value
    guaranteed = 14 - math.floor(math.log10(abs(value)))
    if places < guaranteed < places + 15:
        scaled = _to_whole(_shifted(value, guaranteed), mode)
        scaled = scaled / 10.0 ** (guaranteed - places)
    else:
        scaled = _shifted(value, places)
        if abs(scaled) >= 1e15:
            return value
    return _shifted(_to_whole(scaled, mode), -places)


def _shifted(value: float, places: int) -> float:
    return value * 10.0**places if places >= 0 else value / 10.0**-places


def _to_whole(value: float, mode: str) -> float:
    half = 0.5 if mode == HALF_UP else -0.5
    if value >= 0:
        return math.floor(value + half) if mode == HALF_UP else math.ceil(value + half)
    return math.ceil(value - half) if mode == HALF_UP else math.floor(value - half)


def add_up(values: Iterable[float]) -> float:
    """Add floats one after the other; Python's sum() corrects errors PHP keeps."""
    total = 0.0
    for value in values:
        total += value
    return total


def number_format(value: float, places: int) -> str:
    """Format with exactly the given decimals, rounding half up, without "-0"."""
    text = f"{Decimal(repr(php_round(value, places))):.{places}f}"
    return text.lstrip("-") if Decimal(text) == 0 else text


def format_decimal(value: object, places: int | None = None) -> str:
    """Write an amount as WooCommerce stores it.

    Without places a text is kept as it is (cleaned of all but digits, dot and
    minus) and a float is written with up to six decimals. With places the result
    has exactly so many.
    """
    if isinstance(value, float):
        text = f"{Decimal(value):.{ROUNDING_PRECISION}f}"
        stored = text.rstrip("0").rstrip(".") if "." in text else text
        return stored if places is None else number_format(value, places)
    text = "" if value is None else str(value)
    text = re.sub(r"\.(?![^.]+$)|[^0-9.-]", "", text)
    return text if places is None else number_format(to_float(text), places)


def float_text(value: float) -> str:
    """Write a float as PHP's string cast does: 14 significant digits."""
    text = f"{value:.14G}"
    return str(int(value)) if "E" not in text and float(value).is_integer() else text


def json_number(value: float) -> int | float:
    """Write a whole float as an integer, as PHP's json_encode does."""
    return int(value) if float(value).is_integer() else value


def to_cents(value: float, places: int, *, rounded: bool = True) -> float:
    """Move an amount to the currency's smallest units, keeping float fractions."""
    cents = float(value) * 10**places
    if not rounded:
        return cents
    return php_round(cents, max(ROUNDING_PRECISION - places, 0))


def from_cents(cents: float, places: int) -> float:
    """Move smallest units back to the currency's units."""
    return cents / 10**places


def cut(value: float) -> int:
    """Cut to a whole number without its sign (WordPress's absint)."""
    return abs(int(Decimal(value).to_integral_value(rounding=ROUND_DOWN)))
