"""The screen on which past orders are asked for and seen coming in."""

import pytest

from tests.live.conditions import wait_until


@pytest.fixture
def past_orders(office):
    """Three orders of which Odoo has not heard."""
    office.store.lose_webhooks()
    office.set_store(import_orders=False)
    orders = [office.place_order() for _number in range(3)]
    yield orders
    office.store.calm()


def test_past_orders_become_done_documents(office, manager, past_orders):
    manager.open_record("woo.backend", office.connected.backend_id)
    manager.press("Import Past Orders")
    manager.take_picture("past-orders-new")
    manager.press("Start")
    wait_until(
        lambda: office.odoo.count("woo.history", [("state", "=", "done")]),
        60,
        "the import of past orders",
    )
    manager.press("Refresh")

    manager.sees("100%")
    manager.take_picture("past-orders-done")
    numbers = {order["id"] for order in past_orders}
    (history,) = office.odoo.find("woo.history", [], ["order_count", "attention_count"])
    assert history["attention_count"] == 0
    assert history["order_count"] >= len(numbers)
    for order in past_orders:
        row = office.woo_order(order, "state", "treatment", "sale_order_id")
        assert (row["state"], row["treatment"]) == ("imported", "done")
        sale_order = office.odoo.read(
            "sale.order", row["sale_order_id"][0], "state", "locked", "picking_ids"
        )
        assert (sale_order["state"], sale_order["locked"]) == ("sale", True)
        assert sale_order["picking_ids"] == []

    manager.press_statistic("New Orders")
    assert manager.rows().has(past_orders[0]["number"])


def test_user_may_look_but_not_start(office, user):
    user.open_record("woo.backend", office.connected.backend_id)

    assert not user.has_button("Import Past Orders")
