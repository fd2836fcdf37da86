"""Orders become paid invoices by themselves while everything happens at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live.conditions import wait_until

GOODS = ["LIVE-00", "LIVE-01", "LIVE-02", "LIVE-03"] * 3
STEPS = """
    SELECT o.woo_id, s.kind, s.state FROM woo_order_step s
      JOIN woo_order o ON o.id = s.order_id ORDER BY o.woo_id, s.sequence
"""
INVOICES = """
    SELECT DISTINCT o.woo_id, m.id, m.name, m.state, m.payment_state, m.amount_total
      FROM woo_order o
      JOIN sale_order_line l ON l.order_id = o.sale_order_id
      JOIN sale_order_line_invoice_rel r ON r.order_line_id = l.id
      JOIN account_move_line ml ON ml.id = r.invoice_line_id
      JOIN account_move m ON m.id = ml.move_id
"""


@pytest.fixture
def paid_invoices(running, connected):
    """A rule that takes every order to its paid invoice, for one test."""
    journal = running.odoo.search("account.journal", [("type", "=", "bank")])[0]
    running.odoo.write("woo.backend", connected.backend_id, {"journal_id": journal})
    rule = running.odoo.create(
        "woo.workflow.rule",
        {"backend_id": connected.backend_id, "invoice": "posted", "payment": "always"},
    )
    yield
    running.odoo.call("woo.workflow.rule", "unlink", [rule])


def disturb(running, connected, orders):
    """Press every button while the jobs work."""
    connected.poll()
    for order in orders[::2]:
        connected.import_by_number(order["id"])
    steps = running.odoo.search("woo.order.step", [])
    running.odoo.call("woo.order.step", "action_retry", steps)


def test_each_order_has_one_paid_invoice(
    running, connected, buy, arrives, paid_invoices
):
    refused_before = len(running.server.concurrency_errors())
    with ThreadPoolExecutor(4) as shoppers:
        orders = list(shoppers.map(buy, GOODS))
    for order in orders:
        arrives(order)
    disturb(running, connected, orders)
    wait_until(running.is_idle, 120, "all steps done")

    done = [("invoice", "done"), ("post", "done"), ("payment", "done")]
    expected = [
        (order["id"], *step)
        for order in sorted(orders, key=lambda order: order["id"])
        for step in done
    ]
    assert running.database.rows(STEPS) == expected
    invoices = {row[0]: row for row in running.database.rows(INVOICES)}
    assert len(running.database.rows(INVOICES)) == len(orders) == len(invoices)
    for order in orders:
        _id, _move, _name, state, payment_state, total = invoices[order["id"]]
        assert (state, payment_state) == ("posted", "paid")
        assert f"{total:.2f}" == order["total"]
    numbers = sorted(int(row[2].split("/")[-1]) for row in invoices.values())
    assert numbers == list(range(numbers[0], numbers[0] + len(orders)))
    payments = running.odoo.search("account.payment", [])
    assert len(payments) == len(orders)
    assert running.failed_jobs() == []
    assert running.server.concurrency_errors()[refused_before:] == []
