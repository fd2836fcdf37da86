"""The timeline of an order, on the sale order's tab *Store* and beside it."""

import pytest


def deliver_and_tell(office, order, status):
    """Deliver an order that the store is told of; return its shipment."""
    office.set_store(send_shipments=True, shipped_status=status)
    office.work.deliver(office.sale_order(order)["id"])
    office.wait_until_idle()
    domain = [("order_id.woo_id", "=", order["id"])]
    domain += [("backend_id", "=", office.connected.backend_id)]
    (shipment,) = office.odoo.find("woo.shipment", domain, ["name", "state"])
    return shipment


@pytest.fixture
def foreman(office, sign_in):
    """A browser of somebody who also sees the jobs."""
    if not office.odoo.search("res.users", [("login", "=", "foreman")]):
        groups = ("woo_connector.group_woo_manager", "sales_team.group_sale_manager")
        office.add_user("foreman", *groups, "queue_job.group_queue_job_manager")
    return sign_in("foreman")


def test_what_happened_to_an_order_and_by_which_event_and_job(office, user, foreman):
    order = office.place_order()
    woo_order = office.comes_in(order, "imported")
    sale_order = office.sale_order(order)
    shipment = deliver_and_tell(office, order, "completed")
    assert shipment["state"] == "sent"

    user.open_record("sale.order", sale_order["id"])
    user.show_tab("Store")
    rows = user.rows("woo_moment_ids")
    assert rows.cell("Received", "cause") == "Webhook"
    assert rows.cell("Imported", "name") == sale_order["name"]
    assert rows.cell("Imported", "cause") == "Webhook"
    assert f"Import order {order['id']}" in rows.cell("Confirmed", "job_name")
    assert rows.cell("Shipped", "name") == shipment["name"]
    kinds = [row.split("\t")[1] for row in rows.texts()]
    happened = ["Received", "Imported", "Confirmed", "Shipped", "Told to the store"]
    assert kinds == happened
    assert "Tell store" in rows.cell("Told to the store", "job_name")
    # The jobs are the job managers'.
    assert rows.place.locator("button[name=action_open_job]").count() == 0
    rows.row("Told to the store").scroll_into_view_if_needed()
    user.take_picture("timeline-sale-order")

    foreman.open_record("woo.order", woo_order["id"])
    foreman.show_tab("Timeline")
    foreman.rows("moment_ids").row("Shipped").scroll_into_view_if_needed()
    foreman.take_picture("timeline-order")
    foreman.rows("moment_ids").press("Imported", "Open the Job")
    title = foreman.page.locator(".o_last_breadcrumb_item")
    title.filter(has_text=f"Import order {order['id']}").wait_for()
    foreman.take_picture("timeline-job")

    foreman.open_record("woo.order", woo_order["id"])
    foreman.show_tab("Timeline")
    foreman.press("Also What Was Announced Again")
    title.filter(has_text="Timeline").wait_for()
    foreman.rows().row("Announced again")
    foreman.take_picture("timeline-everything")
