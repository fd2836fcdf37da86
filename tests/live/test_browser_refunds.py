"""Refunds on the screen: those of the store, and those that the store is asked for."""

import pytest

from tests.live.conditions import wait_until
from tests.live.invoicing import invoice


def arrived(office, **values) -> tuple[dict, dict]:
    """Let an order come in; return it, and its sale order."""
    order = office.place_order(**values)
    office.comes_in(order, "imported")
    return order, office.sale_order(order)


def give_back(office, order, **body) -> dict:
    """Let the store's keeper refund something, and Odoo hear of it."""
    body = {"api_refund": False, **body}
    refund = office.shop.post(f"orders/{order['id']}/refunds", body)
    wait_until(
        lambda: office.odoo.count("woo.refund", [("woo_id", "=", refund["id"])]),
        60,
        "the refund in Odoo",
    )
    office.wait_until_idle()
    return refund


def piece_of(order) -> dict:
    """Return what asks the store to refund one mug."""
    (line,) = order["line_items"]
    half = {
        "refund_tax": [
            {"id": tax["id"], "refund_total": f"{float(tax['total']) / 2:.2f}"}
            for tax in line["taxes"]
        ]
    }
    return {
        "id": line["id"],
        "quantity": 1,
        "refund_total": f"{float(line['total']) / 2:.2f}",
        **half,
    }


def refund_row(office, refund, *fields) -> dict:
    domain = [("woo_id", "=", refund["id"])]
    domain += [("backend_id", "=", office.connected.backend_id)]
    (row,) = office.odoo.find("woo.refund", domain, ["state", *fields])
    return row


def filter_list(page, name):
    """Choose a filter of the list in view."""
    page.page.locator(".o_searchview_dropdown_toggler").click()
    page.page.get_by_role("menuitemcheckbox", name=name, exact=True).click()
    page.page.keyboard.press("Escape")
    page.page.locator(".o_facet_value", has_text=name).wait_for()


def test_a_refund_that_needs_a_product_is_tried_again(office, manager, user):
    office.set_store(
        refund_policy="posted", refund_return=True, refund_product_id=False
    )
    order, sale_order = arrived(office)
    office.work.deliver(sale_order["id"])
    invoice(office.odoo, sale_order["id"])
    line = piece_of(order)
    # 17.40 of the mug, and a euro that no line explains.
    refund = give_back(
        office, order, line_items=[line], amount="18.40", reason="Chipped"
    )
    row = refund_row(office, refund)
    assert row["state"] == "review"

    manager.visit("After the Sale", "Refunds")
    manager.rows().row("Chipped")
    manager.open_record("woo.refund", row["id"])
    manager.sees("product for refunds")
    manager.take_picture("refund-review")

    # The money went back, the goods are still with the customer.
    user.open("woocommerce-orders")
    filter_list(user, "Refunded, Goods Not Back")
    user.rows().row(str(order["number"]))
    user.take_picture("returns-filter")
    user.open_record("sale.order", sale_order["id"])
    user.show_tab("Store")
    user.sees("Refunded, goods not back")
    moments = user.rows("woo_moment_ids")
    assert "Chipped" in moments.cell("Refunded in the store", "detail")
    user.take_picture("returns-sale-order")

    goodwill = {"name": "Goodwill", "type": "service", "sale_ok": False}
    office.set_store(refund_product_id=office.odoo.create("product.product", goodwill))
    manager.press("Try Again")
    wait_until(lambda: refund_row(office, refund)["state"] == "done", 60, "the note")
    office.wait_until_idle()
    manager.reload()
    manager.press_statistic("Credit Notes")
    manager.sees("Chipped")
    manager.take_picture("refund-credit-note")
    manager.open_record("woo.refund", row["id"])
    manager.take_picture("refund-done")
    assert not manager.has_button("Try Again")
    assert not manager.has_button("Settled by Hand")


def test_a_refund_is_settled_by_hand(office, manager):
    office.set_store(refund_product_id=False)
    order, sale_order = arrived(office)
    invoice(office.odoo, sale_order["id"])
    refund = give_back(office, order, amount="1.00", reason="Late")
    row = refund_row(office, refund)
    assert row["state"] == "review"

    manager.open_record("woo.refund", row["id"])
    manager.sees("product for refunds")
    manager.press("Settled by Hand")
    manager.sees("Nothing is made of it in Odoo")
    manager.press("Ok")
    manager.sees("Settled by hand by Manager")
    assert refund_row(office, refund, "credit_note_ids")["credit_note_ids"] == []
    assert refund_row(office, refund)["state"] == "done"
    manager.take_picture("refund-settled")


@pytest.fixture
def credit_note(office, manager):
    """Begin a credit note on the screen; return the order that it gives back."""
    office.set_store(send_refunds=True)
    order, sale_order = arrived(office)
    manager.open_record("account.move", invoice(office.odoo, sale_order["id"]))
    manager.press("Credit Note")
    manager.sees("Reason displayed on Credit Note")
    manager.press("Reverse")
    manager.page.locator(".modal").wait_for(state="detached")
    return order


def test_a_refund_that_the_gateway_refuses_is_sent_without_it(
    office, manager, user, credit_note
):
    order = credit_note
    manager.tick("woo_pays_back")
    manager.save()
    manager.take_picture("refund-out-draft")
    manager.press("Confirm")
    title = manager.page.locator(".o_last_breadcrumb_item")
    title.filter(has_text="RINV").wait_for()
    office.wait_until_idle()
    manager.reload()
    manager.press_statistic("WooCommerce")
    assert manager.rows().cell("RINV", "state") == "Failed"
    assert office.shop.get(f"orders/{order['id']}/refunds") == []
    manager.rows().open("RINV")
    manager.sees("The gateway did not pay back")
    manager.sees("The store was not told of RINV")
    manager.take_picture("refund-out-failed")

    manager.press_statistic("Credit Note")
    manager.tick("woo_pays_back", False)
    manager.save()
    manager.press_statistic("WooCommerce")
    manager.rows().open("RINV")
    manager.press("Send Again")
    wait_until(
        lambda: office.shop.get(f"orders/{order['id']}/refunds"), 60, "the refund"
    )
    office.wait_until_idle()
    manager.reload()
    manager.sees_not("The store was not told of RINV")
    asked = [("res_model", "=", "woo.refund.send")]
    assert office.odoo.count("mail.activity", asked) == 0
    manager.take_picture("refund-out-sent")

    woo_order = office.woo_order(order)
    user.open_record("woo.order", woo_order["id"])
    user.show_tab("Refunds Sent")
    assert user.rows("refund_send_ids").cell("RINV", "state") == "Sent"
    user.show_tab("Timeline")
    assert "RINV" in user.rows("moment_ids").cell("Credit note posted", "name")
    assert user.rows("moment_ids").cell("Credit note posted", "cause") == "Manager"
    user.rows("moment_ids").row("Told to the store").scroll_into_view_if_needed()
    user.take_picture("refund-out-order")
