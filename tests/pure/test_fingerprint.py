"""Which changes count as changes."""

from __future__ import annotations

import copy

import pytest
from woo.fingerprint import fingerprint

from .recorded import capture, recorded_orders

ORDER = next(recorded_orders("de_incl_sub"))


def test_same_content_in_another_order_of_keys():
    shuffled = dict(sorted(ORDER.items(), reverse=True))
    assert list(shuffled) != list(ORDER)
    assert fingerprint(shuffled) == fingerprint(ORDER)


@pytest.mark.parametrize(
    ("key", "value"),
    [("date_modified_gmt", "2030-01-01T00:00:00"), ("_links", {}), ("payment_url", "")],
)
def test_volatile_keys_do_not_count(key, value):
    assert fingerprint({**ORDER, key: value}) == fingerprint(ORDER)


@pytest.mark.parametrize(
    ("key", "value"),
    [("status", "refunded"), ("total", "0.01"), ("customer_note", "!"), ("new", None)],
)
def test_everything_else_counts(key, value):
    assert fingerprint({**ORDER, key: value}) != fingerprint(ORDER)


def test_depth_counts():
    changed = copy.deepcopy(ORDER)
    changed["line_items"][0]["quantity"] += 1
    assert fingerprint(changed) != fingerprint(ORDER)


def test_product_with_other_related_products_is_the_same():
    product = capture("product_simple")["body"]
    assert "related_ids" in product
    assert fingerprint({**product, "related_ids": [1]}) == fingerprint(product)


def test_form():
    assert len(fingerprint([])) == 64
    assert fingerprint({}) != fingerprint([])
