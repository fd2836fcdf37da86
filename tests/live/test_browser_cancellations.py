"""Cancelling a sale order on the screen, and what its store does about it."""

from tests.live.conditions import wait_until


def cancellation_of(office, order) -> dict:
    domain = [("order_id.woo_id", "=", order["id"])]
    domain += [("backend_id", "=", office.connected.backend_id)]
    fields = ["state", "reason"]
    (row,) = office.odoo.find("woo.cancellation.send", domain, fields)
    return row


def test_cancelled_here_and_told_again_when_the_store_has_it_open(office, user):
    order = office.place_order(status="on-hold")
    woo_order = office.comes_in(order, "imported")
    office.set_store(sale_cancel_policy="cancel")
    office.store.edit_order(order["id"], {"status": "completed"}, quietly=True)

    user.open_record("sale.order", office.sale_order(order)["id"])
    user.press("Cancel")
    user.sees("sure you want to cancel")
    user.press("Ok")
    wait_until(
        lambda: office.sale_order(order)["state"] == "cancel", 60, "the cancellation"
    )
    wait_until(
        lambda: cancellation_of(office, order)["state"] == "nothing",
        60,
        lambda: f"nothing to do: {cancellation_of(office, order)}",
    )
    assert office.shop.get(f"orders/{order['id']}")["status"] == "completed"

    user.open_record("woo.order", woo_order["id"])
    user.show_tab("Cancellations Sent")
    rows = user.rows("cancellation_send_ids")
    name = office.sale_order(order)["name"]
    assert rows.cell(name, "state") == "Nothing to do"
    assert "completed" in rows.cell(name, "reason").lower()
    rows.row(name).scroll_into_view_if_needed()
    user.take_picture("cancellation-nothing")

    office.store.edit_order(order["id"], {"status": "on-hold"}, quietly=True)
    rows.press(name, "Send Again")
    wait_until(
        lambda: office.shop.get(f"orders/{order['id']}")["status"] == "cancelled",
        60,
        "the order cancelled in the store",
    )
    office.wait_until_idle()
    user.reload()
    user.show_tab("Cancellations Sent")
    assert user.rows("cancellation_send_ids").cell(name, "state") == "Sent"
    user.rows("cancellation_send_ids").row(name).scroll_into_view_if_needed()
    user.take_picture("cancellation-sent")

    user.show_tab("Timeline")
    moments = user.rows("moment_ids")
    assert moments.cell("Cancelled", "cause") == "User"
    assert moments.cell("Told to the store", "name") == name
    user.take_picture("timeline-cancelled")

    user.visit("After the Sale", "Cancellations Sent")
    assert user.rows().cell(name, "state") == "Sent"
    user.take_picture("cancellations-list")
