"""Somebody asks what an order would become before it is imported."""

import pytest


@pytest.fixture
def order_left_alone(office):
    """An order that Odoo does not import: an engraved mug, a fee, a coupon's worth."""
    office.set_store(import_orders=False)
    item = {"product_id": office.mug["id"], "quantity": 3}
    item["meta_data"] = [{"key": "Engraving", "value": "For Zoë"}]
    fee = {"name": "Gift wrap", "total": "2.50"}
    return office.place_order(line_items=[item], fee_lines=[fee])


def sale_orders(office, order):
    return office.odoo.count("sale.order", [("client_order_ref", "=", order["number"])])


def test_an_order_is_shown_without_being_made(office, user, order_left_alone):
    order = order_left_alone
    contacts = office.odoo.count("res.partner", [])
    user.open_record("woo.backend", office.connected.backend_id)
    user.press("Try Out an Order")
    user.fill("number", order["number"])
    user.press("Try Out")
    user.sees("A confirmed sale order would be made.")
    rows = user.rows("line_ids")
    assert rows.cell("Enamel mug", "sale_untaxed") == "43.50"
    assert rows.cell("Gift wrap", "sale_untaxed") == "2.50"
    user.take_picture("try-out")
    user.press("Close")

    assert sale_orders(office, order) == 0
    assert office.woo_order(order) is None
    assert office.odoo.count("res.partner", []) == contacts


def test_what_is_missing_is_shown(office, user):
    office.set_store(import_orders=False)
    values = {"name": "Unheard-of lamp", "sku": "LAMP-0", "regular_price": "30"}
    lamp = office.shop.post("products", values)
    order = office.place_order(line_items=[{"product_id": lamp["id"], "quantity": 1}])
    user.open_record("woo.backend", office.connected.backend_id)
    user.press("Try Out an Order")
    user.fill("number", order["number"])
    user.press("Try Out")
    user.sees("The order would wait")
    user.sees("bound to no product of Odoo")
    user.take_picture("try-out-missing")

    assert sale_orders(office, order) == 0


def test_an_imported_order_tells_so(office, manager):
    order = office.place_order()
    woo_order = office.comes_in(order, "imported")
    manager.open_record("woo.order", woo_order["id"])
    manager.press("Try Out")
    manager.sees("Nothing: it is the sale order")
    assert sale_orders(office, order) == 1
