"""What is delivered in Odoo is told to the store, once, whatever happens on the way."""

import pytest

from tests.live.conditions import wait_until

TOLD_SECONDS = 60
ITEMS = "_wc_shipment_tracking_items"
NOTES, ORDER = r"/orders/\d+/notes$", r"/orders/\d+$"


@pytest.fixture
def told(running, connected):
    """Tell the store of shipments, with notes to the customer and tracking."""
    values = {
        "send_shipments": True,
        "partly_shipped_status": "on-hold",
        "shipment_note": "customer",
        "tracking_target": "shipment_tracking",
    }
    running.odoo.write("woo.backend", connected.backend_id, values)
    yield
    running.odoo.write("woo.backend", connected.backend_id, {"send_shipments": False})


@pytest.fixture
def shop(running):
    """The store as its keeper sees it."""
    return running.store.client()


def shipments_of(running, sale_order):
    """Return the shipments of a sale order, the oldest first."""
    domain = [("order_id.sale_order_id", "=", sale_order["id"])]
    fields = ["name", "state", "reason", "picking_id", "note_woo_id"]
    return running.odoo.find("woo.shipment", domain, fields, order="id")


def are_told(running, sale_order, count=1):
    """Wait until the store was told of all shipments and said so; return them."""
    wait_until(
        lambda: (
            running.is_idle()
            and [one["state"] for one in shipments_of(running, sale_order)]
            == ["sent"] * count
        ),
        TOLD_SECONDS,
        lambda: shipments_of(running, sale_order),
    )
    return shipments_of(running, sale_order)


def notes_about(shop, order, shipment):
    """Return the texts of the store's notes that name a shipment."""
    notes = shop.get(f"orders/{order['id']}/notes")
    return [note["note"] for note in notes if shipment["name"] in note["note"]]


def tracking_numbers(shop, order):
    """Return the tracking numbers that the store's plugin would show."""
    meta = shop.get(f"orders/{order['id']}")["meta_data"]
    items = [entry["value"] for entry in meta if entry["key"] == ITEMS]
    return [item["tracking_number"] for item in (items[0] if items else [])]


def test_delivery_completes_the_order_and_tracking_follows(
    running, connected, told, shop, buy, arrives, work
):
    order = buy("LIVE-05")
    sale_order = arrives(order)

    work.deliver(sale_order["id"])

    [shipment] = are_told(running, sale_order)
    assert shop.get(f"orders/{order['id']}")["status"] == "completed"
    assert len(notes_about(shop, order, shipment)) == 1
    assert tracking_numbers(shop, order) == []

    # A label platform fills it in later, and once more.
    for _time in range(2):
        running.odoo.write(
            "stock.picking",
            shipment["picking_id"][0],
            {"carrier_tracking_ref": "1Z 999"},
        )
        are_told(running, sale_order)
    wait_until(
        lambda: tracking_numbers(shop, order) == ["1Z 999"],
        TOLD_SECONDS,
        "the number in the store",
    )
    are_told(running, sale_order)
    texts = notes_about(shop, order, shipment)
    assert [("1Z 999" in text) for text in texts] == [True, False]

    # Our own words come back by webhook and by poll.
    before = shop.get(f"orders/{order['id']}")
    connected.poll()
    wait_until(running.is_idle, TOLD_SECONDS, connected.jobs_left)
    binding = connected.bindings()[order["id"]]
    assert (binding["state"], binding["status"]) == ("imported", "completed")
    assert shop.get(f"orders/{order['id']}") == before


@pytest.mark.parametrize("fault", ["reset_before", "reset_after", "server_error"])
@pytest.mark.parametrize(
    ("path", "method"), [(ORDER, "PUT"), (NOTES, "POST"), (NOTES, "GET")]
)
def test_told_once_although_the_connection_is_cut(
    running, told, shop, buy, arrives, work, fault, path, method
):
    order = buy("LIVE-01")
    sale_order = arrives(order)
    # A GET is sent twice at once; only two failures are a try of the job's.
    times = 2 if method == "GET" else 1
    running.store.misbehave(fault, path=path, methods=[method], times=times)

    work.deliver(sale_order["id"])

    [shipment] = are_told(running, sale_order)
    assert running.store.hits() == times
    assert shop.get(f"orders/{order['id']}")["status"] == "completed"
    [text] = notes_about(shop, order, shipment)
    assert shipment["note_woo_id"] in [
        note["id"]
        for note in shop.get(f"orders/{order['id']}/notes", type="customer")
        if note["note"] == text
    ]


def test_completed_only_with_the_last_part(running, told, shop, buy, arrives, work):
    order = buy("LIVE-02", 3)
    sale_order = arrives(order)

    work.deliver(sale_order["id"], at_most=1)

    are_told(running, sale_order)
    assert shop.get(f"orders/{order['id']}")["status"] == "on-hold"

    work.deliver(sale_order["id"])

    shipments = are_told(running, sale_order, 2)
    assert shop.get(f"orders/{order['id']}")["status"] == "completed"
    for shipment in shipments:
        assert len(notes_about(shop, order, shipment)) == 1


def test_what_a_person_cancelled_in_the_store_stays_so(
    running, told, shop, buy, arrives, work
):
    order = buy("LIVE-03")
    sale_order = arrives(order)
    running.store.edit_order(order["id"], {"status": "refunded"}, quietly=True)

    work.deliver(sale_order["id"])

    def states():
        return [one["state"] for one in shipments_of(running, sale_order)]

    wait_until(lambda: states() == ["nothing"], TOLD_SECONDS, states)
    assert shop.get(f"orders/{order['id']}")["status"] == "refunded"
    [shipment] = shipments_of(running, sale_order)
    assert "refunded" in shipment["reason"]
    assert notes_about(shop, order, shipment) == []
