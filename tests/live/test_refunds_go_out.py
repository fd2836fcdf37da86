"""A credit note in Odoo becomes one refund in the store, whatever happens on the way.

So does the cancellation of a sale order become one there.
"""

from decimal import Decimal

import pytest

from tests.live.conditions import wait_until

TOLD_SECONDS = 60
REFUNDS, ORDER = r"/orders/\d+/refunds$", r"/orders/\d+$"
FAULTS = ["reset_before", "reset_after", "server_error"]


@pytest.fixture
def told(running, connected):
    """Tell the store of credit notes and cancellations."""
    store = connected.backend_id
    values = {"send_refunds": True, "sale_cancel_policy": "cancel"}
    running.odoo.write("woo.backend", store, values)
    yield
    values = {"send_refunds": False, "sale_cancel_policy": "nothing"}
    running.odoo.write("woo.backend", store, values)


@pytest.fixture
def invoiced(running, connected):
    """A rule that takes every order to its posted invoice, for one test."""
    values = {"backend_id": connected.backend_id, "invoice": "posted"}
    rule = running.odoo.create("woo.workflow.rule", values)
    yield
    running.odoo.call("woo.workflow.rule", "unlink", [rule])


@pytest.fixture
def shop(running):
    """The store as its keeper sees it."""
    return running.store.client()


def documents_of(running, sale_order, kind):
    """Return the posted invoices or credit notes of a sale order."""
    domain = [
        ("line_ids.sale_line_ids.order_id", "=", sale_order["id"]),
        ("move_type", "=", kind),
    ]
    fields = ["name", "state", "amount_total", "journal_id"]
    return running.odoo.find("account.move", domain, fields)


def credit(running, sale_order, quantity):
    """Post a credit note about pieces of the only product; return it."""
    odoo = running.odoo
    wait_until(
        lambda: running.is_idle() and documents_of(running, sale_order, "out_invoice"),
        TOLD_SECONDS,
        "the invoice",
    )
    [invoice] = documents_of(running, sale_order, "out_invoice")
    context = {"active_model": "account.move", "active_ids": [invoice["id"]]}
    wizard = odoo.call(
        "account.move.reversal",
        "create",
        [{"journal_id": invoice["journal_id"][0]}],
        context=context,
    )
    note = odoo.call("account.move.reversal", "refund_moves", wizard)["res_id"]
    lines = odoo.find(
        "account.move.line",
        [("move_id", "=", note), ("display_type", "=", "product")],
        ["product_id", "quantity"],
        order="id",
    )
    changes = [(1, lines[0]["id"], {"quantity": quantity})]
    changes += [(2, line["id"]) for line in lines[1:]]
    odoo.write("account.move", note, {"invoice_line_ids": changes})
    odoo.call("account.move", "action_post", [note])
    return odoo.read("account.move", note, "name", "amount_total")


def is_told(running, model, sale_order):
    """Wait until the store was told and nothing is left to do; return the row."""

    def rows():
        return running.odoo.find(
            model,
            [("order_id.sale_order_id", "=", sale_order["id"])],
            ["state", "reason"],
        )

    wait_until(
        lambda: (
            running.is_idle()
            and [row["state"] for row in rows()] in (["sent"], ["nothing"])
        ),
        TOLD_SECONDS,
        lambda: f"{model}: {rows()}",
    )
    [row] = rows()
    return row


def assert_refunded_once(running, connected, shop, order, sale_order, note):
    """One refund in the store, of the credit note's amount; none came back."""
    connected.poll()
    connected.import_by_number(order["id"])
    wait_until(running.is_idle, TOLD_SECONDS, connected.jobs_left)
    [refund] = shop.get(f"orders/{order['id']}/refunds")
    assert note["name"] in refund["reason"]
    assert Decimal(refund["amount"]) == Decimal(f"{note['amount_total']:.2f}")
    told = [
        Decimal(line["total"]) + Decimal(line["total_tax"])
        for line in refund["line_items"]
    ]
    assert -sum(told) == Decimal(refund["amount"])
    assert refund["refunded_payment"] is False
    [known] = documents_of(running, sale_order, "out_refund")
    assert known["name"] == note["name"]
    [row] = running.odoo.find(
        "woo.refund",
        [("order_id.sale_order_id", "=", sale_order["id"])],
        ["woo_id", "state", "credit_note_ids"],
    )
    assert (row["woo_id"], row["state"]) == (refund["id"], "done")
    assert row["credit_note_ids"] == [note["id"]]


@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_credit_note_is_one_refund(
    running, connected, told, invoiced, shop, buy, arrives, stock_agrees, work, fault
):
    sku = "LIVE-00"
    order = buy(sku, 3)
    sale_order = arrives(order)
    wait_until(running.is_idle, TOLD_SECONDS, "the invoice")
    if fault:
        running.store.misbehave(fault, path=REFUNDS, methods=["POST"], times=1)

    note = credit(running, sale_order, 1)

    assert is_told(running, "woo.refund.send", sale_order)["state"] == "sent"
    assert running.store.hits() == (1 if fault else 0)
    assert_refunded_once(running, connected, shop, order, sale_order, note)
    # Nothing went back on the shelf: Odoo has the say about the stock.
    stock_agrees(sku, work.sellable_quantities([sku])[sku])


@pytest.mark.parametrize("fault", [None, *FAULTS])
def test_cancelled_sale_order_is_cancelled_once(
    running, connected, told, shop, buy, arrives, stock_agrees, work, fault
):
    sku = "LIVE-04"
    before = work.sellable_quantities([sku])[sku]
    order = buy(sku, 2, status="on-hold")
    sale_order = arrives(order, "draft")
    wait_until(running.is_idle, TOLD_SECONDS, connected.jobs_left)
    if fault:
        running.store.misbehave(fault, path=ORDER, methods=["PUT"], times=1)

    running.odoo.call("sale.order", "action_cancel", [sale_order["id"]])

    row = is_told(running, "woo.cancellation.send", sale_order)
    # After a lost answer the store is found to have cancelled it already.
    assert row["state"] == ("nothing" if fault == "reset_after" else "sent")
    assert shop.get(f"orders/{order['id']}")["status"] == "cancelled"
    stock_agrees(sku, before)

    # Our own words come back by webhook and by poll.
    connected.poll()
    connected.import_by_number(order["id"])
    wait_until(running.is_idle, TOLD_SECONDS, connected.jobs_left)
    binding = connected.bindings()[order["id"]]
    assert (binding["state"], binding["status"]) == ("imported", "cancelled")
    assert is_told(running, "woo.cancellation.send", sale_order) == row
