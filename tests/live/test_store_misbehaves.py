"""A store that stumbles loses nothing: the work is tried again."""

import pytest

TIMES = 2


@pytest.mark.parametrize(
    ("fault", "details"),
    [
        ("too_many_requests", {"retry_after": 1}),
        ("too_many_requests", {}),
        ("server_error", {}),
        ("reset_before", {}),
        ("reset_after", {}),
        ("truncated", {}),
        ("firewall", {"status": 200}),
    ],
)
def test_an_order_arrives_although_the_store_stumbles_when_asked_for_it(
    running, buy, arrives, fault, details
):
    running.store.misbehave(
        fault, path=r"/orders/\d+$", methods=["GET"], times=TIMES, **details
    )

    arrives(buy("LIVE-02"))

    assert running.store.hits() == TIMES


def test_stock_arrives_although_the_store_stumbles_when_told(
    running, work, goods, stock_agrees
):
    (product,) = running.odoo.search(
        "product.product", [("default_code", "=", "LIVE-04")]
    )
    before = int(work.free_quantities(["LIVE-04"])["LIVE-04"])
    running.store.misbehave(
        "server_error", path="/batch$", methods=["POST"], times=TIMES
    )

    work.receive(product, 3)

    stock_agrees("LIVE-04", before + 3)
    assert running.store.hits() == TIMES


@pytest.mark.parametrize(
    ("fault", "details"),
    [
        ("webhook_doubled", {}),
        ("webhook_reordered", {}),
        ("webhook_late", {"seconds": 1}),
    ],
)
def test_disturbed_webhooks_make_one_sale_order_in_its_last_status(
    running, connected, buy, arrives, fault, details
):
    running.store.misbehave(fault, path="^order", **details)

    order = buy("LIVE-03", status="on-hold")
    running.store.client().put(f"orders/{order['id']}", {"status": "completed"})

    arrives(order)
    assert len(connected.sale_orders()[order["id"]]) == 1
