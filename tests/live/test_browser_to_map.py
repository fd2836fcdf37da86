"""What the store names and Odoo does not know is filled in on one screen."""

import pytest

from tests.live.conditions import wait_until


@pytest.fixture
def status_in_question(office):
    """Forget what becomes of orders in the status *On hold* until the test is over."""
    (row,) = office.odoo.find("woo.order.status", [("slug", "=", "on-hold")], [])
    office.odoo.write("woo.order.status", row["id"], {"action": False})
    yield
    office.odoo.write("woo.order.status", row["id"], {"action": "quotation"})


@pytest.fixture
def waiting(office, status_in_question):
    """Two orders that wait: for a product, and for a product, a fee and a status."""
    office.set_store(fee_product_id=False)
    unknown = office.shop.post(
        "products", {"name": "Blue kettle", "sku": "KETTLE-1", "regular_price": "30.00"}
    )
    office.odoo.create("product.product", {"name": "Blue kettle", "list_price": 1})
    line = {"product_id": unknown["id"], "quantity": 1}
    first = office.place_order(line_items=[line])
    fee = {"name": "Tip for the driver", "total": "2.00", "tax_status": "none"}
    second = office.place_order(status="on-hold", line_items=[line], fee_lines=[fee])
    for order in (first, second):
        office.comes_in(order, "waiting")
    return first, second


def state_of(office, order) -> str:
    return office.woo_order(order)["state"]


def test_what_is_missing_is_filled_in_on_one_screen(office, manager, user, waiting):
    first, second = waiting
    tip = office.odoo.create("product.product", {"name": "Tips", "type": "service"})

    manager.visit("Mappings", "To Map")
    rows = manager.rows()
    assert rows.cell("Blue kettle", "waiting_count") == "2"
    assert rows.cell("Tip for the driver", "waiting_count") == "1"
    assert rows.cell("On hold", "suggestion") == "Quotation"
    manager.take_picture("to-map")
    user.open("woocommerce-to-map")
    assert user.rows().cell("Blue kettle", "waiting_count") == "2"
    assert not user.has_button("Accept")

    # By hand: only the orders that lack nothing else go on.
    rows.choose("Tip for the driver", "target_id", "Tips")
    manager.save()
    (fee,) = office.odoo.find(
        "woo.fee", [("name", "=", "Tip for the driver")], ["product_id"]
    )
    assert fee["product_id"][0] == tip
    office.wait_until_idle()
    assert {state_of(office, first), state_of(office, second)} == {"waiting"}

    # In the row.
    manager.rows().press("Blue kettle", "Accept")
    manager.sees("2 orders go on")
    wait_until(lambda: state_of(office, first) == "imported", 60, "the first order")
    office.wait_until_idle()
    assert state_of(office, second) == "waiting"

    # Of many.
    manager.rows().select("On hold")
    manager.take_picture("to-map-selected")
    manager.press("Accept Suggestions")
    wait_until(lambda: state_of(office, second) == "imported", 60, "the second order")
    assert office.sale_order(second)["state"] == "draft"
    assert office.sale_order(second)["amount_total"] == float(second["total"])
