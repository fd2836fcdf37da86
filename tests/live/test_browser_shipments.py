"""What people see of shipments: on the store, the order and the delivery."""

from tests.live.conditions import wait_until

MISTYPED, RIGHT = "shiped", "completed"


def deliver(office, order) -> dict:
    """Deliver an order; return its shipment."""
    office.work.deliver(office.sale_order(order)["id"])
    office.wait_until_idle()
    domain = [("order_id.woo_id", "=", order["id"])]
    domain += [("backend_id", "=", office.connected.backend_id)]
    (shipment,) = office.odoo.find("woo.shipment", domain, ["state", "picking_id"])
    return shipment


def test_a_refused_status_is_corrected_and_sent_again(office, manager, user):
    office.set_store(send_shipments=False, shipped_status=RIGHT)
    manager.open_record("woo.backend", office.connected.backend_id)
    manager.show_tab("Shipments")
    manager.sees("stays so, whoever did it there")
    manager.tick("send_shipments")
    manager.fill("shipped_status", MISTYPED)
    manager.save()
    manager.take_picture("shipments-store")

    order = office.place_order()
    woo_order = office.comes_in(order, "imported")
    shipment = deliver(office, order)
    assert shipment["state"] == "failed"

    user.open_record("woo.order", woo_order["id"])
    user.show_tab("Shipments")
    assert user.rows("shipment_ids").cell("WH/OUT", "state") == "Failed"
    user.rows("shipment_ids").row("WH/OUT").scroll_into_view_if_needed()
    user.take_picture("shipments-failed")

    office.set_store(shipped_status=RIGHT)
    user.rows("shipment_ids").press("WH/OUT", "Send Again")
    wait_until(
        lambda: office.shop.get(f"orders/{order['id']}")["status"] == RIGHT,
        60,
        "the order completed in the store",
    )
    office.wait_until_idle()
    user.reload()
    user.show_tab("Shipments")
    assert user.rows("shipment_ids").cell("WH/OUT", "state") == "Sent"
    user.rows("shipment_ids").row("WH/OUT").scroll_into_view_if_needed()
    user.take_picture("shipments-sent")

    manager.open_record("stock.picking", shipment["picking_id"][0])
    manager.press_statistic("WooCommerce")
    assert manager.rows().cell("WH/OUT", "state") == "Sent"
    manager.visit("After the Sale", "Shipments")
    manager.take_picture("shipments-list")
