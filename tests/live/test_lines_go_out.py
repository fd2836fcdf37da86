"""Pieces taken off a sale order in Odoo are one refund in the store, whatever happens.

The connection is cut before and after the store has made it.
"""

from decimal import Decimal

import pytest

from tests.live.conditions import wait_until

TOLD_SECONDS = 60
REFUNDS = r"/orders/\d+/refunds$"
MODEL = "woo.line.cancellation.send"


@pytest.fixture
def told(running, connected):
    """Tell the store of pieces that are taken off sale orders."""
    store = connected.backend_id
    running.odoo.write("woo.backend", store, {"line_cancel_policy": "refund"})
    yield
    running.odoo.write("woo.backend", store, {"line_cancel_policy": "nothing"})


@pytest.fixture
def shop(running):
    """The store as its keeper sees it."""
    return running.store.client()


def rows_of(running, sale_order):
    """Return the messages about a sale order, the oldest first."""
    domain = [("sale_order_id", "=", sale_order["id"])]
    fields = ["state", "reason", "refund_woo_id", "content"]
    return running.odoo.find(MODEL, domain, fields, order="id")


def are_told(running, sale_order, *states):
    """Wait until the messages about a sale order have come to these states."""
    wait_until(
        lambda: (
            running.is_idle()
            and [row["state"] for row in rows_of(running, sale_order)] == list(states)
        ),
        TOLD_SECONDS,
        lambda: rows_of(running, sale_order),
    )


def take_off(running, sale_order, left):
    """Leave so many pieces of the product, as the form of the sale order does."""
    [line, *_delivery] = running.odoo.find(
        "sale.order.line",
        [("order_id", "=", sale_order["id"]), ("woo_line_id", ">", 0)],
        ["product_uom_qty"],
        order="sequence, id",
    )
    change = [(1, line["id"], {"product_uom_qty": left})]
    running.odoo.write("sale.order", sale_order["id"], {"order_line": change})


@pytest.mark.parametrize("fault", [None, "reset_before", "reset_after", "server_error"])
def test_pieces_taken_off_are_one_refund(
    running, connected, told, shop, buy, arrives, stock_agrees, work, fault
):
    sku = "LIVE-03"
    order = buy(sku, 3)
    sale_order = arrives(order)
    wait_until(running.is_idle, TOLD_SECONDS, connected.jobs_left)
    if fault:
        running.store.misbehave(fault, path=REFUNDS, methods=["POST"], times=1)

    take_off(running, sale_order, 1)

    are_told(running, sale_order, "sent")
    assert running.store.hits() == (1 if fault else 0)
    [refund] = shop.get(f"orders/{order['id']}/refunds")
    [told_line] = refund["line_items"]
    assert told_line["quantity"] == -2
    assert refund["refunded_payment"] is False
    total = Decimal(shop.get(f"orders/{order['id']}")["total"])
    left = running.odoo.read("sale.order", sale_order["id"], "amount_total")
    assert total - Decimal(refund["amount"]) == Decimal(f"{left['amount_total']:.2f}")
    # Odoo has the say about the stock; the pieces are free there again.
    stock_agrees(sku, work.sellable_quantities([sku])[sku])

    # Our own refund comes back by webhook, by poll and by number.
    connected.poll()
    connected.import_by_number(order["id"])
    wait_until(running.is_idle, TOLD_SECONDS, connected.jobs_left)
    [known] = running.odoo.find(
        "woo.refund",
        [("order_id.sale_order_id", "=", sale_order["id"])],
        ["woo_id", "state"],
    )
    assert (known["woo_id"], known["state"]) == (refund["id"], "done")
    assert len(shop.get(f"orders/{order['id']}/refunds")) == 1
    assert len(rows_of(running, sale_order)) == 1


def test_refund_of_the_store_does_not_go_out_again(
    running, connected, told, shop, buy, arrives
):
    order = buy("LIVE-02", 3)
    sale_order = arrives(order)
    wait_until(running.is_idle, TOLD_SECONDS, connected.jobs_left)
    [line] = shop.get(f"orders/{order['id']}")["line_items"]
    piece = Decimal(line["total"]) / 3
    body = {
        "amount": str(piece),
        "api_refund": False,
        "line_items": [{"id": line["id"], "quantity": 1, "refund_total": str(piece)}],
    }
    shop.post(f"orders/{order['id']}/refunds", body)
    connected.poll()

    def pieces():
        [found] = running.odoo.find(
            "sale.order.line",
            [("order_id", "=", sale_order["id"]), ("woo_line_id", "=", line["id"])],
            ["product_uom_qty"],
        )
        return found["product_uom_qty"]

    wait_until(lambda: pieces() == 2, TOLD_SECONDS, pieces)
    wait_until(running.is_idle, TOLD_SECONDS, connected.jobs_left)
    assert rows_of(running, sale_order) == []
    assert len(shop.get(f"orders/{order['id']}/refunds")) == 1
