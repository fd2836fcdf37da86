"""What else a store is told, on the screen: pieces taken off, payments, invoices."""

from tests.live.conditions import wait_until
from tests.live.invoicing import draft_invoice


def rows_of(office, model, order) -> list[dict]:
    """Return what was to be told of an order."""
    domain = [("order_id.woo_id", "=", order["id"])]
    domain += [("backend_id", "=", office.connected.backend_id)]
    return office.odoo.find(model, domain, ["name", "state", "reason"])


def come_to(office, model, order, state) -> dict:
    """Wait until the only row of an order has come to a state; return it."""

    def states():
        return [row["state"] for row in rows_of(office, model, order)]

    wait_until(
        lambda: office.running.is_idle() and states() == [state],
        60,
        lambda: f"{model}: {rows_of(office, model, order)}",
    )
    (row,) = rows_of(office, model, order)
    return row


def test_pieces_that_the_gateway_does_not_pay_back_are_recorded_only(office, user):
    model = "woo.line.cancellation.send"
    office.set_store(line_cancel_policy="refund")
    order = office.place_order()
    office.comes_in(order, "imported")
    sale_order = office.sale_order(order)

    user.open_record("sale.order", sale_order["id"])
    user.show_tab("Store")
    user.tick("woo_pays_back")
    user.save()
    user.take_picture("pieces-gateway")
    mine = [("order_id", "=", sale_order["id"]), ("woo_line_id", ">", 0)]
    line = office.odoo.search("sale.order.line", [*mine, ("product_uom_qty", "=", 2)])
    office.odoo.write("sale.order.line", line[0], {"product_uom_qty": 1})
    row = come_to(office, model, order, "failed")
    assert office.shop.get(f"orders/{order['id']}/refunds") == []

    user.open_record("woo.backend", office.connected.backend_id)
    user.press_statistic("Failed Line Cancellations")
    rows = user.rows()
    assert rows.cell(sale_order["name"], "state") == "Failed"
    user.take_picture("pieces-of-the-store")

    user.visit("After the Sale", "Cancelled Lines Sent")
    rows = user.rows()
    assert rows.cell(sale_order["name"], "state") == "Failed"
    assert "1 × " in rows.cell(sale_order["name"], "content")
    user.take_picture("pieces-failed")
    rows.press(sale_order["name"], "Record Only")
    row = come_to(office, model, order, "sent")
    (refund,) = office.shop.get(f"orders/{order['id']}/refunds")
    assert refund["refunded_payment"] is False
    asked = [("res_model", "=", model), ("res_id", "=", row["id"])]
    assert office.odoo.count("mail.activity", asked) == 0

    # The tick was for what was taken off then, not for what comes next.
    user.open_record("sale.order", sale_order["id"])
    user.show_tab("Store")
    assert not office.odoo.read("sale.order", sale_order["id"], "woo_pays_back")[
        "woo_pays_back"
    ]
    user.take_picture("pieces-sent")


def test_payment_and_invoice_reach_the_store(office, manager, user):
    office.set_store(paid_policy="registered", invoice_note="private")
    order = office.place_order(status="on-hold", payment_method="bacs")
    office.comes_in(order, "imported")
    sale_order = office.sale_order(order)
    office.odoo.call("sale.order", "action_confirm", [sale_order["id"]])
    move = draft_invoice(office.odoo, sale_order["id"])
    manager.open_record("account.move", move)
    manager.press("Confirm")
    link = come_to(office, "woo.invoice.send", order, "sent")
    manager.reload()
    manager.press("Pay")
    manager.sees("Journal")
    manager.press("Create Payment")
    manager.page.locator(".modal").wait_for(state="detached")
    row = come_to(office, "woo.payment.send", order, "sent")
    assert office.shop.get(f"orders/{order['id']}")["status"] == "processing"

    user.visit("After the Sale", "Payments Sent")
    assert user.rows().cell(row["name"], "state") == "Sent"
    user.take_picture("payments-list")
    user.visit("After the Sale", "Invoice Links Sent")
    assert user.rows().cell(link["name"], "state") == "Sent"
    user.take_picture("invoice-links-list")

    user.open_record("woo.order", office.woo_order(order)["id"])
    user.show_tab("Payments Sent")
    payments = user.rows("payment_send_ids")
    payments.press(row["name"], "Send Again")
    come_to(office, "woo.payment.send", order, "sent")
    user.reload()
    user.show_tab("Payments Sent")
    assert user.rows("payment_send_ids").cell(row["name"], "state") == "Sent"
    user.rows("payment_send_ids").row(row["name"]).scroll_into_view_if_needed()
    user.take_picture("payment-again")
    notes = office.shop.get(f"orders/{order['id']}/notes")
    assert sum(link["name"] in note["note"] for note in notes) == 1
