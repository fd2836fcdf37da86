"""Somebody decides about an order that was changed in the store and in Odoo."""

import pytest

from tests.live.conditions import wait_until


@pytest.fixture
def conflict(office):
    """An order whose line and delivery address were changed on both sides."""
    order = office.place_order(status="on-hold")
    woo_order = office.comes_in(order, "imported")
    sale_order = office.sale_order(order)
    odoo = office.odoo
    (line,) = odoo.search(
        "sale.order.line",
        [("order_id", "=", sale_order["id"]), ("product_id.type", "=", "consu")],
    )
    odoo.write("sale.order.line", line, {"product_uom_qty": 9})
    elsewhere = odoo.create("res.partner", {"name": "Depot of Anna"})
    odoo.write("sale.order", sale_order["id"], {"partner_shipping_id": elsewhere})
    item = order["line_items"][0]
    changed = {"id": item["id"], "quantity": 4, "total": "40.00", "subtotal": "40.00"}
    order = office.shop.put(
        f"orders/{order['id']}",
        {"line_items": [changed], "shipping": {**order["billing"], "city": "Nice"}},
    )
    office.comes_in(order, "review")
    return order, woo_order["id"], line


def test_one_change_is_applied_and_another_kept(office, manager, conflict):
    order, woo_order, line = conflict
    odoo = office.odoo
    manager.open_record("sale.order", office.sale_order(order)["id"])
    manager.sees("The store changed this order")
    manager.press("See what was changed")
    manager.show_tab("Changed in the Store")
    manager.sees("Nice")
    manager.sees("Depot of Anna")
    manager.take_picture("order-edits")
    manager.rows("edit_ids").press("Delivery address", "Keep")
    manager.rows("edit_ids").row("Delivery address").wait_for(state="detached")
    manager.rows("edit_ids").press("4 × Enamel mug", "Apply")

    def is_decided():
        return not odoo.count("woo.order.edit", [("order_id", "=", woo_order)])

    wait_until(is_decided, 60, "the store's line to be applied")
    office.comes_in(order, "imported")
    assert odoo.read("sale.order.line", line, "product_uom_qty", "price_subtotal") == {
        "id": line,
        "product_uom_qty": 4,
        "price_subtotal": 40.0,
    }
    sale_order = odoo.read(
        "sale.order", office.sale_order(order)["id"], "partner_shipping_id"
    )
    assert sale_order["partner_shipping_id"][1] == "Depot of Anna"


def test_a_user_sees_the_difference_and_decides_nothing(office, user, conflict):
    _order, woo_order, _line = conflict
    user.open_record("woo.order", woo_order)
    user.show_tab("Changed in the Store")
    user.sees("Nice")
    assert not user.has_button("Apply the Store's")
    assert not user.has_button("Keep")
