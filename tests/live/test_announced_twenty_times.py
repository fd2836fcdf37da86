"""One order announced from everywhere at once becomes one sale order."""

from concurrent.futures import ThreadPoolExecutor

from tests.live.conditions import wait_until
from tests.live.delivery_load import send_all
from tests.live.signed_delivery import sign

ANNOUNCEMENTS = 20


def announce(running, order):
    """Deliver the order 20 times at once, each delivery with an id of its own."""
    ((token, secret),) = running.database.rows(
        "SELECT webhook_token, webhook_secret FROM woo_backend"
    )
    path = f"/woo_connector/webhook/{token}"
    deliveries = [
        sign(path, secret, order, f"{order['id']:016x}{number:016x}")
        for number in range(ANNOUNCEMENTS)
    ]
    return send_all(running.server.address, deliveries, at_once=ANNOUNCEMENTS)


def test_twenty_webhooks_the_poll_and_a_person_make_one_sale_order(
    running, connected, buy, arrives
):
    running.store.lose_webhooks()
    order = buy("LIVE-00", quantity=2)
    refused_before = len(running.server.concurrency_errors())

    with ThreadPoolExecutor() as everybody:
        webhooks = everybody.submit(announce, running, order)
        others = [
            everybody.submit(connected.poll),
            everybody.submit(connected.import_by_number, order["id"]),
            everybody.submit(connected.poll),
            everybody.submit(connected.import_by_number, order["id"]),
        ]
    for other in others:
        other.result()

    assert webhooks.result().statuses == {200: ANNOUNCEMENTS}
    arrives(order)
    wait_until(running.is_idle, 60, "no job left")
    assert len(connected.sale_orders()[order["id"]]) == 1
    assert connected.events(order["id"], "webhook") == ANNOUNCEMENTS
    assert running.failed_jobs() == []
    assert running.server.concurrency_errors()[refused_before:] == []


def test_the_same_delivery_twice_is_stored_once(running, connected, buy, arrives):
    running.store.lose_webhooks()
    order = buy("LIVE-01")

    first, again = announce(running, order), announce(running, order)

    assert first.statuses == again.statuses == {200: ANNOUNCEMENTS}
    assert connected.events(order["id"], "webhook") == ANNOUNCEMENTS
    arrives(order)


def test_a_forged_delivery_is_refused_and_leaves_nothing(running, connected):
    ((token,),) = running.database.rows("SELECT webhook_token FROM woo_backend")
    forged = sign(f"/woo_connector/webhook/{token}", "guessed", {"id": 7}, "f" * 32)

    result = send_all(running.server.address, [forged])

    assert result.statuses == {401: 1}
    assert connected.events(7, "webhook") == 0


def test_an_unknown_address_is_not_found(running):
    unknown = sign("/woo_connector/webhook/nobody", "secret", {"id": 7}, "e" * 32)

    assert send_all(running.server.address, [unknown]).statuses == {404: 1}
