"""What a stored delivery does not tell about the visitor."""

from __future__ import annotations

import json

import pytest
from woo.visitor_data import without_visitor

from .recorded import recorded_orders

ADDRESS = "203.0.113.7"
BROWSER = 'Mozilla/5.0 "quoted" \\ back'


def order(**fields) -> dict:
    return {"id": 7, "customer_note": "ring", **fields}


@pytest.mark.parametrize("separators", [(",", ":"), (", ", ": ")])
def test_address_and_browser_are_emptied(separators):
    data = order(customer_ip_address=ADDRESS, customer_user_agent=BROWSER)
    text = without_visitor(json.dumps(data, separators=separators))
    expected = order(customer_ip_address="", customer_user_agent="")
    assert json.loads(text) == expected


def test_meta_data_is_emptied():
    keys = ["_customer_user_agent", "_wc_order_attribution_user_agent", "_kept"]
    entries = [{"id": 1, "key": key, "value": BROWSER} for key in keys]
    text = without_visitor(json.dumps(order(meta_data=entries)))
    values = [entry["value"] for entry in json.loads(text)["meta_data"]]
    assert values == ["", "", BROWSER]


def test_what_a_customer_writes_is_left_alone():
    note = '"customer_ip_address":"1.2.3.4" and "key":"_customer_user_agent"'
    text = json.dumps(order(customer_note=note))
    assert without_visitor(text) == text


@pytest.mark.parametrize("text", ["", "not json", '"customer_ip_address":"open', "{"])
def test_what_is_no_json_is_left_alone(text):
    assert without_visitor(text) == text


def test_everything_else_of_recorded_orders_stays():
    for data in recorded_orders("fr3_excl_line"):
        cut = {**data, "customer_ip_address": "", "customer_user_agent": ""}
        text = json.dumps({**data, "customer_ip_address": ADDRESS}, ensure_ascii=False)
        assert json.loads(without_visitor(text)) == cut
