"""A refund in the store becomes one credit note, equal to the cent."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from tests.live.conditions import wait_until

ANNOUNCEMENTS = 8
CREDIT_NOTES = """
    SELECT r.woo_id, m.id, m.state, m.amount_total, m.amount_tax, m.reversed_entry_id
      FROM woo_refund r
      JOIN account_move_woo_refund_rel l ON l.woo_refund_id = r.id
      JOIN account_move m ON m.id = l.account_move_id
      JOIN woo_order o ON o.id = r.order_id
     WHERE o.woo_id = %s ORDER BY r.woo_id
"""
REFUNDS = """
    SELECT r.woo_id, r.state, r.problem, r.is_deleted
      FROM woo_refund r JOIN woo_order o ON o.id = r.order_id
     WHERE o.woo_id = %s ORDER BY r.woo_id
"""


@pytest.fixture
def invoiced(running, connected):
    """A rule that takes every order to its posted invoice, for one test."""
    store = connected.backend_id
    running.odoo.write("woo.backend", store, {"refund_policy": "posted"})
    rule = running.odoo.create(
        "woo.workflow.rule", {"backend_id": store, "invoice": "posted"}
    )
    yield
    running.odoo.call("woo.workflow.rule", "unlink", [rule])


def disturb(running, connected, order):
    """Announce one order in every way at once."""
    with ThreadPoolExecutor(4) as hands:
        for _number in range(ANNOUNCEMENTS):
            hands.submit(connected.import_by_number, order["id"])
            hands.submit(connected.poll)
    refunds = running.odoo.search("woo.refund", [("order_id.woo_id", "=", order["id"])])
    if refunds:
        running.odoo.call("woo.refund", "action_retry", refunds)


def give_back(running, order, **body):
    """Make a refund, as the store's keeper does; return it."""
    body = {"api_refund": False, **body}
    return running.store.client().post(f"orders/{order['id']}/refunds", body)


def piece_of(line, quantity):
    """Return the request for some of a line's pieces, at the price they had."""
    of = Decimal(quantity) / line["quantity"]
    cent = Decimal("0.01")
    return {
        "id": line["id"],
        "quantity": quantity,
        "refund_total": str((Decimal(line["total"]) * of).quantize(cent)),
        "refund_tax": [
            {
                "id": tax["id"],
                "refund_total": str((Decimal(tax["total"]) * of).quantize(cent)),
            }
            for tax in line["taxes"]
        ],
    }


def credit_notes(running, order):
    """Return the rows of an order's credit notes, once nothing is left to do."""
    wait_until(running.is_idle, 120, "all jobs done")
    return running.database.rows(CREDIT_NOTES, order["id"])


def refunds_of(running, order):
    """Return the rows of an order's refunds."""
    return running.database.rows(REFUNDS, order["id"])


def test_refunds_become_credit_notes_once(
    running, connected, buy, arrives, work, invoiced
):
    refused_before = len(running.server.concurrency_errors())
    order = buy("LIVE-00", 3)
    sale_order = arrives(order)
    wait_until(running.is_idle, 60, "the invoice")
    work.deliver(sale_order["id"])

    [line] = order["line_items"]
    first = give_back(running, order, line_items=[piece_of(line, 1)], reason="Broken")
    disturb(running, connected, order)
    [row] = credit_notes(running, order)
    assert row[0] == first["id"], refunds_of(running, order)
    assert (row[2], f"{row[3]:.2f}") == ("posted", first["amount"])
    tax = -Decimal(first["line_items"][0]["total_tax"])
    assert Decimal(f"{row[4]:.2f}") == tax
    # The store put the piece back on its shelf; Odoo waits until it is here.
    [refund] = running.odoo.find(
        "woo.refund", [("woo_id", "=", first["id"])], ["return_ids"]
    )
    [returned] = running.odoo.find(
        "stock.move",
        [("picking_id", "in", refund["return_ids"])],
        ["product_uom_qty", "state"],
    )
    assert returned["product_uom_qty"] == 1
    assert returned["state"] in ("confirmed", "assigned")

    # Set to "refunded" by hand: the store gives back all that is left.
    running.store.client().put(f"orders/{order['id']}", {"status": "refunded"})
    disturb(running, connected, order)
    rows = credit_notes(running, order)
    assert len(rows) == 2, refunds_of(running, order)
    total = sum(Decimal(f"{row[3]:.2f}") for row in rows)
    assert total == Decimal(order["total"])
    assert sum(Decimal(f"{row[4]:.2f}") for row in rows) == Decimal(order["total_tax"])
    assert len({row[5] for row in rows}) == 1

    # The store deletes one; nobody announces it.
    path = f"orders/{order['id']}/refunds/{first['id']}"
    running.store.client().delete(path, force=True)
    running.odoo.call("woo.backend", "action_sweep_now", [connected.backend_id])
    wait_until(
        lambda: [bool(row[3]) for row in refunds_of(running, order)] == [True, False],
        60,
        lambda: f"one deleted; {refunds_of(running, order)}",
    )
    assert credit_notes(running, order) == rows
    assert running.failed_jobs() == []
    assert running.server.concurrency_errors()[refused_before:] == []
