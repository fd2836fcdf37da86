"""An invoice that is posted and paid in Odoo: the store gets its link, and is paid.

Each write once, also when the connection is cut before or after the store has done it.
"""

import pytest
import requests

from tests.live.conditions import wait_until
from tests.live.invoicing import invoice

TOLD_SECONDS = 60
NOTES, ORDER = r"/orders/\d+/notes$", r"/orders/\d+$"
FAULTS = [None, "reset_before", "reset_after", "server_error"]


@pytest.fixture
def told(running, connected):
    """Tell the store of payments, with links to invoices in notes and meta data."""
    store = connected.backend_id
    values = {
        "paid_policy": "registered",
        "invoice_note": "customer",
        "invoice_meta": True,
    }
    running.odoo.write("woo.backend", store, values)
    yield
    values = {"paid_policy": "nothing", "invoice_note": "none", "invoice_meta": False}
    running.odoo.write("woo.backend", store, values)


@pytest.fixture
def shop(running):
    """The store as its keeper sees it."""
    return running.store.client()


@pytest.fixture
def order_unpaid(shop, goods):
    """Let the store have an order that was never paid, as by bank transfer."""

    def order_unpaid(sku, quantity, status):
        line = {"product_id": goods.items[sku].product_id, "quantity": quantity}
        billing = {
            "first_name": "Ina",
            "last_name": "Test",
            "address_1": "Street 1",
            "city": "Berlin",
            "postcode": "10115",
            "country": "DE",
            "email": "ina@example.com",
        }
        body = {
            "status": status,
            "payment_method": "bacs",
            "line_items": [line],
            "billing": billing,
        }
        return shop.post("orders", body)

    return order_unpaid


def is_told(running, model, sale_order):
    """Wait until the store was told and nothing is left to do; return the row."""

    def rows():
        domain = [("order_id.sale_order_id", "=", sale_order["id"])]
        return running.odoo.find(model, domain, ["state", "reason"])

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


def invoiced(running, sale_order):
    """Confirm and invoice a sale order as a person does; return the posted invoice."""
    odoo = running.odoo
    if odoo.read("sale.order", sale_order["id"], "state")["state"] == "draft":
        odoo.call("sale.order", "action_confirm", [sale_order["id"]])
    move = invoice(odoo, sale_order["id"])
    return odoo.read("account.move", move, "name", "amount_total")


def pay(running, move):
    """Register the payment of an invoice as a person does."""
    context = {"active_model": "account.move", "active_ids": [move["id"]]}
    wizard = running.odoo.call(
        "account.payment.register", "create", [{}], context=context
    )
    running.odoo.call(
        "account.payment.register", "action_create_payments", wizard, context=context
    )


@pytest.mark.parametrize("status", ["on-hold", "pending"])
@pytest.mark.parametrize("fault", FAULTS)
def test_paid_in_odoo_is_paid_in_the_store(
    running,
    connected,
    told,
    shop,
    order_unpaid,
    arrives,
    stock_agrees,
    work,
    status,
    fault,
):
    sku = "LIVE-01"
    order = order_unpaid(sku, 2, status)
    assert order["date_paid_gmt"] is None
    sale_order = arrives(order, "draft")
    move = invoiced(running, sale_order)
    is_told(running, "woo.invoice.send", sale_order)
    if fault:
        running.store.misbehave(fault, path=ORDER, methods=["PUT"], times=1)

    pay(running, move)

    row = is_told(running, "woo.payment.send", sale_order)
    assert running.store.hits() == (1 if fault else 0)
    # After a lost answer the store is found to have it as paid already.
    assert row["state"] == ("nothing" if fault == "reset_after" else "sent")
    there = shop.get(f"orders/{order['id']}")
    assert there["status"] == "processing"
    assert there["date_paid_gmt"]
    stock_agrees(sku, work.sellable_quantities([sku])[sku])

    # Our own words come back by webhook and by poll.
    connected.poll()
    connected.import_by_number(order["id"])
    wait_until(running.is_idle, TOLD_SECONDS, connected.jobs_left)
    binding = connected.bindings()[order["id"]]
    assert (binding["state"], binding["status"]) == ("imported", "processing")
    assert is_told(running, "woo.payment.send", sale_order) == row
    assert shop.get(f"orders/{order['id']}")["date_paid"] == there["date_paid"]


@pytest.mark.parametrize("fault", FAULTS[1:])
@pytest.mark.parametrize(("path", "method"), [(ORDER, "PUT"), (NOTES, "POST")])
def test_link_is_given_once_and_opens_the_invoice(
    running, told, shop, buy, arrives, path, method, fault
):
    order = buy("LIVE-02")
    sale_order = arrives(order)
    wait_until(running.is_idle, TOLD_SECONDS, "nothing left to do")
    running.store.misbehave(fault, path=path, methods=[method], times=1)

    move = invoiced(running, sale_order)

    assert is_told(running, "woo.invoice.send", sale_order)["state"] == "sent"
    assert running.store.hits() == 1
    meta = shop.get(f"orders/{order['id']}")["meta_data"]
    [documents] = [one["value"] for one in meta if one["key"] == "_odoo_invoices"]
    [document] = documents
    assert (document["number"], document["type"]) == (move["name"], "invoice")
    notes = shop.get(f"orders/{order['id']}/notes", type="customer")
    [note] = [one["note"] for one in notes if move["name"] in one["note"]]
    assert document["link"] in note
    # A customer has no session in Odoo; the link alone opens the document.
    page = requests.get(document["link"], timeout=TOLD_SECONDS)
    assert page.status_code == 200
    assert move["name"] in page.text
    without = document["link"].split("access_token=")[0]
    assert move["name"] not in requests.get(without, timeout=TOLD_SECONDS).text
