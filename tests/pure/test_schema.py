"""Payloads as the store sends them, and as it must not."""

from __future__ import annotations

import copy
from datetime import datetime, timezone
from decimal import Decimal

import pytest
from pydantic import ValidationError
from woo.errors import RejectedError
from woo.schema import Address, Order, Product, TaxRate, Webhook

from .recorded import PROFILES, capture, recorded_orders

ORDER = next(recorded_orders("de_incl_sub"))


def changed(**fields) -> dict:
    return {**copy.deepcopy(ORDER), **fields}


@pytest.mark.parametrize("profile", PROFILES)
def test_every_recorded_order(profile):
    for data in recorded_orders(profile):
        order = Order.parse(data)
        assert order.id == data["id"]
        assert order.total == Decimal(data["total"])
        assert len(order.lines) == sum(
            len(data[name]) for name in ("line_items", "shipping_lines", "fee_lines")
        )
        assert order.date_created.tzinfo is timezone.utc


def test_text_that_no_database_takes():
    address = Address.parse({"first_name": "A\x00nn\ud83d", "city": "\x00"})
    assert (address.first_name, address.city) == ("Ann", "")


@pytest.mark.parametrize("version", ["8.5.2", "9.9.5", "10.7.0"])
def test_every_version(version):
    order = Order.parse(capture(f"by_version/order_{version}")["body"])
    assert order.version == version
    assert order.total == Decimal("42.84")
    assert [line.sold_id for line in order.line_items][1] > 0
    assert order.coupon_lines[0].code.lower() == "save10"
    assert order.fee_lines[0].taxes[0].total == Decimal("0.2")


@pytest.mark.parametrize(
    "name",
    [
        "product_downloadable",
        "product_entities",
        "product_external",
        "product_grouped",
        "product_simple",
        "product_variable",
        "product_variation",
        "product_variation_parent_stock",
    ],
)
def test_every_kind_of_product(name):
    data = capture(name)["body"]
    product = Product.parse(data)
    assert product.id == data["id"]
    assert product.is_variation == name.startswith("product_variation")
    assert "&amp;" not in product.name


def test_names_are_decoded():
    encoded = capture("product_entities")["body"]
    assert "&amp;" in encoded["name"]
    name = Product.parse(encoded).name
    assert name == 'Tom & Jerry <i>5 < 6</i> "q" 日本 😀'


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("O&#039;Neil &amp; Co", "O'Neil & Co"),
        ("R&D&copy", "R&D&copy"),
        ("&lt;b&gt;", "<b>"),
        ("&unknown; thing", "&unknown; thing"),
        ("  Ann ", "Ann"),
        (None, ""),
        (False, ""),
        (7, "7"),
    ],
)
def test_text_for_people(sent, read):
    assert Address.parse({"company": sent}).company == read


def test_variation_whose_stock_is_its_parents():
    parent_stock = Product.parse(capture("product_variation_parent_stock")["body"])
    assert parent_stock.manage_stock == "parent"
    assert not parent_stock.counts_own_stock
    own_stock = Product.parse(capture("product_variation")["body"])
    assert own_stock.counts_own_stock
    assert own_stock.stock_quantity == 15


def test_variation_of_an_old_store_has_no_type():
    data = copy.deepcopy(capture("product_variation")["body"])
    del data["type"]
    assert Product.parse(data).is_variation


def test_product_without_price_or_stock():
    product = Product.parse(capture("product_grouped")["body"])
    assert product.regular_price is None
    assert product.stock_quantity is None


def test_tax_rates_and_webhooks():
    (rate,) = map(TaxRate.parse, capture("get_taxes")["body"])
    assert (rate.rate, rate.tax_class, rate.shipping) == (20, "standard", True)
    webhook = Webhook.parse(capture("webhook_post")["body"])
    assert (webhook.topic, webhook.status) == ("order.created", "active")
    assert webhook.date_modified is None


@pytest.mark.parametrize(
    ("sent", "read"),
    [("45", 45), (45, 45), ("", 0), (None, 0), (45.0, 45), (" 7 ", 7)],
)
def test_identifiers(sent, read):
    assert Order.parse(changed(customer_id=sent)).customer_id == read


def test_float_price_keeps_its_written_digits():
    line = {**ORDER["line_items"][0], "price": 9.811524571428572}
    order = Order.parse(changed(line_items=[line]))
    assert order.line_items[0].price == Decimal("9.811524571428572")


@pytest.mark.parametrize("value", ["text", 3, 1.5, None, True, [1], {"a": [None]}])
def test_meta_of_any_kind(value):
    order = Order.parse(changed(meta_data=[{"id": 1, "key": "k", "value": value}]))
    assert order.meta("k") == value
    assert order.meta("another") is None


@pytest.mark.parametrize("empty", [None, "", {}, []])
def test_empty_lists_in_every_spelling_of_php(empty):
    assert Order.parse(changed(fee_lines=empty)).fee_lines == ()


def test_list_with_a_gap_is_an_object_in_php():
    [line] = ORDER["line_items"][:1]
    blank = {"id": 99, "total": "", "subtotal": ""}
    line = {**line, "taxes": {"1": blank}, "meta_data": {"3": {"key": "k"}}}
    order = Order.parse(changed(line_items={"2": line}))
    assert [one.id for one in order.line_items] == [line["id"]]
    assert order.line_items[0].taxes == ()
    assert [meta.key for meta in order.line_items[0].meta_data] == ["k"]


@pytest.mark.parametrize("empty", [None, "", {}, []])
def test_empty_address_in_every_spelling_of_php(empty):
    assert Order.parse(changed(shipping=empty)).shipping.is_empty()


def test_image_of_a_line_may_be_anything():
    lines = [
        {**ORDER["line_items"][0], "image": image}
        for image in ({"id": "45", "src": ""}, {"id": 0}, {"id": ""}, [], None)
    ]
    assert len(Order.parse(changed(line_items=lines)).line_items) == 5


def test_rate_with_a_blank_tax_does_not_apply_to_the_line():
    taxes = [
        {"id": 2, "total": "1.00", "subtotal": ""},
        {"id": 3, "total": "", "subtotal": ""},
        {"id": 4, "total": "0.00", "subtotal": ""},
    ]
    line = {**ORDER["shipping_lines"][0], "taxes": taxes}
    order = Order.parse(changed(shipping_lines=[line]))
    assert [tax.id for tax in order.shipping_lines[0].taxes] == [2, 4]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("2026-11-23T07:00:20", datetime(2026, 11, 23, 7, 0, 20, tzinfo=timezone.utc)),
        ("2026-11-23T07:00:20Z", datetime(2026, 11, 23, 7, 0, 20, tzinfo=timezone.utc)),
        (
            "2026-11-23T07:00:20+02:00",
            datetime(2026, 11, 23, 5, 0, 20, tzinfo=timezone.utc),
        ),
        ("", None),
        (None, None),
    ],
)
def test_moments_are_utc(sent, read):
    assert Order.parse(changed(date_paid_gmt=sent)).date_paid == read


def test_address_with_only_a_preset_country_is_empty():
    assert Address.parse({"country": "FR", "state": "75"}).is_empty()
    assert not Address.parse({"country": "FR", "city": "Paris"}).is_empty()
    name = Address.parse({"first_name": "", "last_name": "Kim"}).name
    assert name == "Kim"


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"total": "12,50"}, "total"),
        ({"total": "NaN"}, "total"),
        ({"total": None, "id": {"a": 1}}, "id"),
        ({"customer_id": 1.5}, "customer_id"),
        ({"customer_id": True}, "customer_id"),
        ({"line_items": [{"id": 1, "quantity": "many"}]}, "line_items.0.quantity"),
        ({"billing": {"first_name": ["x"]}}, "billing.first_name"),
        ({"date_paid_gmt": "yesterday"}, "date_paid_gmt"),
        ({"date_paid_gmt": 5}, "date_paid_gmt"),
        ({"fee_lines": "none"}, "fee_lines"),
    ],
)
def test_unreadable_fields_are_named(fields, path):
    with pytest.raises(RejectedError, match=rf"Order is unreadable at {path}:"):
        Order.parse(changed(**fields))


@pytest.mark.parametrize("data", [None, [], "x", 1, {}, {"id": 1}])
def test_no_order_at_all(data):
    with pytest.raises(RejectedError):
        Order.parse(data)


def test_message_and_traceback_hold_no_personal_data():
    with pytest.raises(RejectedError) as caught:
        Order.parse(changed(billing={"first_name": ["Zoë Secret"]}))
    assert "Zoë" not in caught.value.message
    assert caught.value.__context__ is None


def test_payloads_are_immutable():
    order = Order.parse(ORDER)
    with pytest.raises(ValidationError):
        order.total = Decimal(0)


def test_rates_of_a_tax_service_have_codes():
    """AvaTax names rates by codes, and WooCommerce makes a 0 of them in one place."""
    code = "AVATAX-1-NJ-STATE-TAX"
    line = {"id": 1, "total": "30", "taxes": [{"id": code, "total": "1.99"}]}
    tax_line = {"id": 8, "rate_id": 0, "rate_code": code, "rate_percent": 0}
    order = Order.parse(changed(line_items=[line], tax_lines=[tax_line]))
    [tax] = order.line_items[0].taxes
    assert tax.id < 0
    assert tax.id == order.tax_lines[0].rate_id


def test_number_of_a_rate_stays_its_number():
    tax_line = {"id": 8, "rate_id": "7", "rate_code": "US-NJ-TAX-1"}
    order = Order.parse(changed(tax_lines=[tax_line]))
    assert order.tax_lines[0].rate_id == 7


NOTHING = (None, False, "", [], {})


@pytest.mark.parametrize("nothing", NOTHING)
def test_nothing_in_every_spelling_of_php(nothing):
    line = {
        **ORDER["line_items"][0],
        **dict.fromkeys(("sku", "variation_id", "parent_name", "taxes"), nothing),
        "meta_data": nothing,
    }
    fields = ("parent_id", "date_paid_gmt", "transaction_id", "prices_include_tax")
    order = Order.parse(changed(line_items=[line], **dict.fromkeys(fields, nothing)))
    assert order.date_paid is None
    assert order.line_items[0].total == Decimal(line["total"])
    assert order.line_items[0].sold_id == line["product_id"]


@pytest.mark.parametrize(
    "entry",
    [
        *NOTHING,
        "text",
        ["k", "v"],
        {"id": "a1b2", "key": "odd", "value": 1},
        {"id": 1, "key": ["odd"], "value": 1},
        {"id": 1, "key": "odd", "value": 1, "display_key": ["Odd"]},
    ],
)
def test_odd_meta_keeps_no_order_out(entry):
    meta = [entry, {"id": 2, "key": "k", "value": "v"}]
    line = {**ORDER["line_items"][0], "meta_data": meta}
    coupon = {"id": 9, "code": "ten", "meta_data": meta}
    fields = {"line_items": [line], "coupon_lines": [coupon], "meta_data": meta}
    order = Order.parse(changed(**fields))
    assert order.meta("k") == order.line_items[0].meta("k") == "v"


def test_meta_of_a_plugin_that_names_its_entries():
    entry = {"id": 2, "key": "k", "value": "v"}
    assert Order.parse(changed(meta_data={"mine": entry})).meta("k") == "v"


@pytest.mark.parametrize("odd", [["x"], {"a": 1}, "NaN", "1.200,50"])
def test_what_decides_nothing_keeps_no_order_out(odd):
    line = {**ORDER["line_items"][0], "price": odd, "sku": odd, "tax_class": odd}
    tax_line = {**ORDER["tax_lines"][0], "compound": odd, "label": odd}
    fields = ("customer_user_agent", "transaction_id", "discount_total", "cart_tax")
    order = Order.parse(
        changed(
            line_items=[line],
            tax_lines=[tax_line],
            prices_include_tax=odd,
            date_completed_gmt=odd,
            **dict.fromkeys(fields, odd),
        )
    )
    assert order.total == Decimal(ORDER["total"])
    assert not order.tax_lines[0].compound


@pytest.mark.parametrize(
    "date", ["-0001-11-30T00:00:00", "0000-00-00T00:00:00", "0000-00-00 00:00:00"]
)
def test_no_date_of_the_database(date):
    order = Order.parse(changed(date_paid_gmt=date, date_created_gmt=date))
    assert (order.date_paid, order.date_created) == (None, None)


def test_date_before_all_calendars_is_named():
    with pytest.raises(RejectedError, match="unreadable at date_paid_gmt"):
        Order.parse(changed(date_paid_gmt="0001-01-01T00:00:00+02:00"))


@pytest.mark.parametrize(
    "tax",
    [
        {"id": "total", "total": []},
        {"id": "total", "total": {}, "subtotal": ""},
        {"id": "", "total": "0.00", "subtotal": ""},
        {"id": None, "total": 0},
        None,
    ],
)
def test_tax_that_is_none(tax):
    named = {"id": 4, "total": "0.00", "subtotal": "0.00"}
    line = {**ORDER["shipping_lines"][0], "taxes": [tax, named]}
    order = Order.parse(changed(shipping_lines=[line]))
    assert [tax.id for tax in order.shipping_lines[0].taxes] == [4]


def test_tax_without_a_rate_that_charges_something_is_kept():
    line = {**ORDER["shipping_lines"][0], "taxes": [{"id": "", "total": "1.00"}]}
    order = Order.parse(changed(shipping_lines=[line]))
    assert [tax.total for tax in order.shipping_lines[0].taxes] == [1]


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ({"manage_stock": None, "virtual": None}, (False, False)),
        ({"manage_stock": "", "virtual": []}, (False, False)),
        ({"manage_stock": "no", "virtual": "no"}, (False, False)),
        ({"manage_stock": "yes", "virtual": "1"}, (True, True)),
        ({"manage_stock": "parent", "virtual": 1}, ("parent", True)),
    ],
)
def test_yes_and_no_in_every_spelling_of_php(sent, read):
    product = Product.parse({**capture("product_simple")["body"], **sent})
    assert (product.manage_stock, product.virtual) == read


@pytest.mark.parametrize(
    "odd",
    [
        {"weight": "0.5-0.7"},
        {"weight": "1,5 kg"},
        {"attributes": ["Red"]},
        {"attributes": {"pa_color": {"name": ["Color"], "option": ["Red"]}}},
        {"images": [{"id": "x", "alt": ["a"]}, 5]},
        {"variations": [{"id": 5}]},
        {"categories": {"shoes": {"name": "Shoes"}}},
        {"image": [[]]},
        {"permalink": ["x"]},
        {"date_modified_gmt": "-0001-11-30T00:00:00"},
    ],
)
def test_what_decides_nothing_keeps_no_product_out(odd):
    body = capture("product_simple")["body"]
    assert Product.parse({**body, **odd}).sku == body["sku"]
