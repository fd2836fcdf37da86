"""What tests of screens rest on does what it says."""

import pytest
from playwright.sync_api import expect


def test_an_order_of_the_office_is_seen_in_both_roles(office, manager, user):
    order = office.place_order()
    woo_order = office.comes_in(order, "imported")

    for page in (manager, user):
        page.open_record("woo.order", woo_order["id"])
        page.sees(order["number"])
        page.sees("Amounts in the Store")
    manager.take_picture("harness-order")

    assert office.sale_order(order)["amount_total"] == float(order["total"])


def test_a_form_is_filled_in_and_saved(office, manager):
    manager.open_record("woo.backend", office.connected.backend_id)
    manager.show_tab("Orders")
    manager.fill("poll_interval", "7")
    manager.save()

    assert office.read_store("poll_interval")["poll_interval"] == 7
    assert manager.field("poll_interval").text() == "7"
    office.set_store(poll_interval=1)


def test_rows_of_a_list_are_found_filled_and_opened(office, manager):
    manager.visit("Mappings", "Order Statuses")
    manager.rows().choose("On hold", "action", "Confirmed sale order")
    manager.save()

    assert manager.rows().cell("On hold", "action") == "Confirmed sale order"
    (row,) = office.odoo.find(
        "woo.order.status", [("slug", "=", "on-hold")], ["action"]
    )
    assert row["action"] == "confirm"
    office.odoo.write("woo.order.status", row["id"], {"action": "quotation"})


def test_settings_of_the_store_last_for_one_test(office, opened_office):
    before = office.read_store("poll_interval")
    office.set_store(poll_interval=30)
    office.set_store(poll_interval=31)

    opened_office.restore()

    assert office.read_store("poll_interval") == before


def test_an_error_in_the_console_is_noted(office, manager):
    manager.page.evaluate("console.error('this is expected')")

    assert manager.errors == ["this is expected"]
    manager.errors.clear()


def test_somebody_else_signs_in(office, sign_in):
    office.add_user("visitor", "base.group_user")

    visitor = sign_in("visitor")

    with pytest.raises(AssertionError):
        menu = visitor.page.locator("[data-menu-xmlid*=woo_connector]")
        expect(menu).not_to_have_count(0, timeout=10)
