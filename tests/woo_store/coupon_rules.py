"""When a coupon may be used: WooCommerce's checks, in its order, with its words."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass, field

from .discounts import PRODUCT_TYPES, Coupon, DiscountedLine
from .rest.php import to_float


class CouponError(Exception):
    """The coupon may not be used; the text is HTML-encoded as WooCommerce sends it."""


@dataclass
class CouponUse:
    """The cart or order a coupon is to be used on.

    ``subtotal`` is what its minimum and maximum are compared with, in the currency's
    units; ``price_html`` writes an amount as the shop shows it; ``now`` is GMT.
    """

    lines: list[DiscountedLine]
    subtotal: float
    now: str
    price_html: Callable[[float], str]
    customer_id: int = 0
    emails: list[str] = field(default_factory=list)
    category_names: dict[int, str] = field(default_factory=dict)


def coupon_from_row(row: dict) -> Coupon:
    """Return what the arithmetic needs of a stored coupon."""
    return Coupon(
        code=row["code"],
        discount_type=row["discount_type"],
        amount=to_float(row["amount"]),
        item_limit=row.get("limit_usage_to_x_items") or 0,
        product_ids=frozenset(row.get("product_ids") or ()),
        excluded_product_ids=frozenset(row.get("excluded_product_ids") or ()),
        categories=frozenset(row.get("product_categories") or ()),
        excluded_categories=frozenset(row.get("excluded_product_categories") or ()),
        exclude_sale_items=bool(row.get("exclude_sale_items")),
    )


def coupon_error(code: str, text: str) -> CouponError:
    """Return the error for a text with ``{coupon}`` in it, quoted and encoded."""
    named = html.escape(text.replace("{coupon}", f'"{code}"'), quote=True)
    return CouponError(named)


def check_coupon(code: str, row: dict | None, use: CouponUse) -> None:
    """Raise CouponError unless the coupon may be used here."""
    if row is None or row.get("status") == "trash":
        raise coupon_error(
            code, "Coupon {coupon} cannot be applied because it does not exist."
        )
    _check_usage(row, use)
    _check_expiry(row, use)
    _check_spend(row, use)
    coupon = coupon_from_row(row)
    _check_products(coupon, use)
    if coupon.discount_type in PRODUCT_TYPES:
        _check_something_covered(coupon, use)
    else:
        _check_exclusions(coupon, use)
    _check_emails(row, use)


def _check_usage(row: dict, use: CouponUse) -> None:
    limit = row.get("usage_limit")
    reached = bool(limit) and row.get("usage_count", 0) >= limit
    per_user = row.get("usage_limit_per_user")
    if per_user and use.customer_id:
        used = row.get("used_by", []).count(str(use.customer_id))
        reached = reached or used >= per_user
    if reached:
        raise usage_limit_reached(row["code"])


def usage_limit_reached(code: str) -> CouponError:
    """Return the error of a coupon used often enough."""
    return coupon_error(code, "Usage limit for coupon {coupon} has been reached.")


def _check_expiry(row: dict, use: CouponUse) -> None:
    expires = row.get("date_expires_gmt")
    if expires and use.now > expires:
        raise coupon_error(row["code"], "Coupon {coupon} has expired.")


def _check_spend(row: dict, use: CouponUse) -> None:
    least, most = to_float(row["minimum_amount"]), to_float(row["maximum_amount"])
    if 0 < least and use.subtotal < least:
        _refuse_spend(row, "minimum", use.price_html(least))
    if 0 < most < use.subtotal:
        _refuse_spend(row, "maximum", use.price_html(most))


def _refuse_spend(row: dict, which: str, amount: str) -> None:
    text = coupon_error(row["code"], f"The {which} spend for coupon {{coupon}} is ")
    raise CouponError(f"{text}{amount}.")


def _check_products(coupon: Coupon, use: CouponUse) -> None:
    products = [line.product for line in use.lines if line.product]
    fits = not coupon.product_ids or any(
        product.ids & coupon.product_ids for product in products
    )
    if fits and coupon.categories:
        fits = any(
            product.categories & coupon.categories
            for product in products
            if not (coupon.exclude_sale_items and product.on_sale)
        )
    if not fits:
        raise _not_applicable(coupon)


def _check_something_covered(coupon: Coupon, use: CouponUse) -> None:
    if use.lines and not any(coupon.covers(line.product) for line in use.lines):
        raise _not_applicable(coupon)


def _not_applicable(coupon: Coupon) -> CouponError:
    text = "Sorry, coupon {coupon} is not applicable to selected products."
    return coupon_error(coupon.code, text)


def _check_exclusions(coupon: Coupon, use: CouponUse) -> None:
    products = [line.product for line in use.lines if line.product]
    if coupon.exclude_sale_items and any(product.on_sale for product in products):
        text = "Sorry, coupon {coupon} is not valid for sale items."
        raise coupon_error(coupon.code, text)
    names = [each.name for each in products if each.ids & coupon.excluded_product_ids]
    if names:
        _refuse_named(coupon, "products", names)
    excluded = [
        use.category_names.get(category, "")
        for product in products
        for category in sorted(product.categories & coupon.excluded_categories)
    ]
    if excluded:
        _refuse_named(coupon, "categories", list(dict.fromkeys(excluded)))


def _refuse_named(coupon: Coupon, what: str, names: list[str]) -> None:
    text = f"Sorry, coupon {{coupon}} is not applicable to the {what}: "
    listed = html.escape(", ".join(html.unescape(name) for name in names), quote=True)
    raise CouponError(f"{coupon_error(coupon.code, text)}{listed}.")


def _check_emails(row: dict, use: CouponUse) -> None:
    allowed = [pattern.lower() for pattern in row.get("email_restrictions") or []]
    if allowed and not any(
        _email_fits(email.lower(), pattern)
        for email in use.emails
        for pattern in allowed
    ):
        text = "Please enter a valid email at checkout to use coupon code {coupon}."
        raise coupon_error(row["code"], text)


def _email_fits(email: str, pattern: str) -> bool:
    if pattern.startswith("*"):
        return bool(email) and email.endswith(pattern.lstrip("*"))
    return email == pattern
