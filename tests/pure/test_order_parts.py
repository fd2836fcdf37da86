"""What counts as a change of an order."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given
from woo.amounts import allocate
from woo.order_parts import is_only_text, order_parts
from woo.schema import Order

from .carts import CURRENCIES, orders
from .recorded import PROFILES, capture, decimals, recorded_orders

PAYLOAD = capture("order_full")["body"]


def parts(payload):
    order = Order.parse(payload)
    return order_parts(order, allocate(order, decimals(order.currency)))


def changed(payload):
    """Names of the parts in which an order differs from the recorded one."""
    before, after = parts(PAYLOAD), parts(payload)
    return {part for part in {*before, *after} if before.get(part) != after.get(part)}


def edited(**changes):
    return {**copy.deepcopy(PAYLOAD), **changes}


def with_line(**changes):
    payload = copy.deepcopy(PAYLOAD)
    payload["line_items"][0].update(changes)
    return payload


@pytest.mark.parametrize("profile", PROFILES)
def test_parts_survive_being_kept_as_json(profile):
    for payload in recorded_orders(profile):
        assert json.loads(json.dumps(parts(payload))) == parts(payload)


@given(orders())
def test_lines_sum_to_the_total(payload):
    order = Order.parse(payload)
    amounts = allocate(order, CURRENCIES[order.currency])
    described = order_parts(order, amounts)
    assert len(described) >= len(order.lines)
    for line in amounts.lines:
        assert described[f"line:{line.line.id}"]["net"] in (
            f"{line.net.normalize():f}",
            "0",
        )


def test_status_dates_and_meta_are_no_change():
    meta = {"id": 1, "key": "_reduced_stock", "value": "1"}
    payload = with_line(meta_data=[meta])
    payload.update(status="completed", date_modified_gmt="2030-01-01T00:00:00")
    assert changed(payload) == set()


def test_spelling_of_an_amount_is_no_change():
    line = PAYLOAD["line_items"][0]
    assert changed(with_line(total=line["total"] + "000")) == set()


def test_other_quantity():
    line = PAYLOAD["line_items"][0]
    payload = with_line(quantity=line["quantity"] + 1)
    assert changed(payload) == {f"line:{line['id']}"}


def test_other_detail_is_only_text():
    line = PAYLOAD["line_items"][0]
    payload = with_line(meta_data=[{"id": 1, "key": "pa_color", "value": "Blue"}])
    part = f"line:{line['id']}"
    assert changed(payload) == {part}
    assert is_only_text(parts(PAYLOAD)[part], parts(payload)[part])
    payload["line_items"][0]["quantity"] += 1
    assert not is_only_text(parts(PAYLOAD)[part], parts(payload)[part])


@pytest.mark.parametrize("kind", ["line_items", "fee_lines"])
def test_every_visible_detail_counts_and_no_invisible_one(kind):
    def with_meta(**meta):
        payload = copy.deepcopy(PAYLOAD)
        payload[kind][0]["meta_data"] = [
            {"id": 1, "key": key, "value": value} for key, value in meta.items()
        ]
        return parts(payload)

    part = f"line:{PAYLOAD[kind][0]['id']}"
    before = with_meta(Engraving="J.D.", _hash="1")
    assert with_meta(Engraving="J.D.", _hash="2") == before
    after = with_meta(Engraving="M.M.", _hash="1")
    assert {name for name in before if before[name] != after[name]} == {part}
    assert is_only_text(before[part], after[part])


def test_an_added_line_is_more_than_text():
    part = parts(PAYLOAD)[f"line:{PAYLOAD['line_items'][0]['id']}"]
    assert not is_only_text(None, part)
    assert not is_only_text(part, None)


def test_note_and_addresses():
    assert changed(edited(customer_note="Other")) == {"note"}
    billing = {**PAYLOAD["billing"], "city": "Elsewhere"}
    shipping = {**PAYLOAD["shipping"], "city": "Elsewhere"}
    assert changed(edited(shipping=shipping)) == {"shipping"}
    assert changed(edited(billing=billing)) == {"billing"}


def test_billing_address_is_the_delivery_address_where_there_is_none():
    before = edited(shipping={})
    after = edited(shipping={}, billing={**PAYLOAD["billing"], "city": "Elsewhere"})
    assert parts(before)["shipping"] != parts(after)["shipping"]


def test_guest_who_becomes_a_customer():
    assert changed(edited(customer_id=99)) == {"customer"}


def test_coupon():
    coupon = {"id": 900, "code": "Ten", "discount": "10.00"}
    payload = edited(coupon_lines=PAYLOAD["coupon_lines"] + [coupon])
    assert changed(payload) == {"coupon:ten"}


def test_total_alone():
    """A plugin may change the total and leave the lines."""
    assert "total" in changed(edited(total="1.00"))


def test_other_shipping_method():
    payload = copy.deepcopy(PAYLOAD)
    line = payload["shipping_lines"][0]
    line["method_id"] = "local_pickup"
    assert changed(payload) == {"carrier", f"line:{line['id']}"}
