"""The store gives orders up, or changes them silently; somebody looks after it."""

import pytest

from tests.live.conditions import wait_until


@pytest.fixture
def sweep(office, manager):
    """Press the button on the store's form and wait until all is done."""

    def sweep():
        manager.open_record("woo.backend", office.connected.backend_id)
        manager.show_tab("Orders")
        manager.press("Sweep Now")
        manager.sees("are being compared")
        office.wait_until_idle()

    return sweep


def swept_orders(office):
    """Return the numbers of the orders that sweeps have found."""
    found = office.odoo.find("woo.event", [("source", "=", "sweep")], ["woo_id"])
    return [event["woo_id"] for event in found]


def test_an_order_deleted_for_good_is_cancelled_by_hand(office, manager, sweep):
    order = office.place_order()
    woo_order = office.comes_in(order, "imported")
    office.set_store(delete_policy="ask")
    office.shop.delete(f"orders/{order['id']}", force=True)

    sweep()
    manager.take_picture("store-orders")
    office.comes_in(order, "review")
    assert office.sale_order(order)["state"] == "sale"

    manager.open_record("woo.order", woo_order["id"])
    manager.sees("deleted for good in the store")
    manager.take_picture("order-given-up")
    manager.press("Cancel the Sale Order")
    office.comes_in(order, "imported")
    assert office.sale_order(order)["state"] == "cancel"


def test_an_edit_that_moved_no_date_is_found_and_applied(office, sweep):
    order = office.place_order()
    other = office.place_order()
    office.comes_in(order, "imported")
    office.comes_in(other, "imported")
    office.store.edit_order(order["id"], {"customer_note": "Ring twice"}, quietly=True)
    unmoved = office.shop.get(f"orders/{order['id']}")
    assert unmoved["date_modified_gmt"] == order["date_modified_gmt"]

    sweep()

    sale_order = office.sale_order(order)
    assert sale_order["state"] == "sale"
    (transfer,) = office.odoo.find(
        "stock.picking", [("sale_id", "=", sale_order["id"])], ["note"]
    )
    assert "Ring twice" in transfer["note"]
    assert order["id"] in swept_orders(office)
    assert other["id"] not in swept_orders(office)


def test_a_restored_order_is_opened_again(office, sweep):
    order = office.place_order()
    office.comes_in(order, "imported")
    office.shop.delete(f"orders/{order['id']}", force=False)
    wait_until(
        lambda: office.sale_order(order)["state"] == "cancel", 60, "the cancellation"
    )
    office.store.restore("order", order["id"])

    sweep()

    wait_until(lambda: office.sale_order(order)["state"] == "sale", 60, "it confirmed")
    assert office.woo_order(order)["state"] == "imported"
