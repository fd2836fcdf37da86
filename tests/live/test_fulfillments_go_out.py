"""A delivery in Odoo becomes one of WooCommerce's own fulfillments, once."""

import pytest

from tests.live.conditions import wait_until

TOLD_SECONDS = 60
FULFILLMENTS = r"/orders/\d+/fulfillments$"


@pytest.fixture
def told(running, connected):
    """Tell a store that has fulfillments of shipments."""
    running.store.switch(fulfillments=True)
    values = {
        "send_shipments": True,
        "shipment_note": "private",
        "tracking_target": "fulfillments",
    }
    running.odoo.write("woo.backend", connected.backend_id, values)
    yield
    values = {"send_shipments": False, "tracking_target": "none"}
    running.odoo.write("woo.backend", connected.backend_id, values)
    running.store.switch(fulfillments=False)


@pytest.fixture
def shop(running):
    """The store as its keeper sees it."""
    return running.store.client()


def are_told(running, sale_order, *states):
    """Wait until the shipments of a sale order came to these states; return them."""
    domain = [("order_id.sale_order_id", "=", sale_order["id"])]
    fields = ["state", "reason", "picking_id", "fulfillment_woo_id"]

    def shipments():
        return running.odoo.find("woo.shipment", domain, fields, order="id")

    wait_until(
        lambda: (
            running.is_idle() and [one["state"] for one in shipments()] == list(states)
        ),
        TOLD_SECONDS,
        shipments,
    )
    return shipments()


def said_by(fulfillment):
    """Return the meta data of a fulfillment by its keys."""
    return {meta["key"]: meta["value"] for meta in fulfillment["meta_data"]}


@pytest.mark.parametrize("fault", ["reset_before", "reset_after", "server_error"])
def test_one_fulfillment_although_the_connection_is_cut(
    running, connected, told, shop, buy, arrives, work, fault
):
    order = buy("LIVE-05", 2)
    sale_order = arrives(order)
    running.store.misbehave(fault, path=FULFILLMENTS, methods=["POST"], times=1)

    work.deliver(sale_order["id"])

    [shipment] = are_told(running, sale_order, "sent")
    assert running.store.hits() == 1
    path = f"orders/{order['id']}/fulfillments"
    [fulfillment] = shop.get(path)
    assert fulfillment["id"] == shipment["fulfillment_woo_id"]
    [line] = order["line_items"]
    assert said_by(fulfillment)["_items"] == [{"item_id": line["id"], "qty": 2}]
    there = shop.get(f"orders/{order['id']}")
    assert there["status"] == "completed"
    meta = {one["key"]: one["value"] for one in there["meta_data"]}
    assert meta["_fulfillment_status"] == "fulfilled"

    # A label platform fills the number in later.
    running.odoo.write(
        "stock.picking", shipment["picking_id"][0], {"carrier_tracking_ref": "1Z 999"}
    )
    wait_until(
        lambda: said_by(shop.get(path)[0]).get("_tracking_number") == "1Z 999",
        TOLD_SECONDS,
        lambda: shop.get(path),
    )
    are_told(running, sale_order, "sent")
    assert len(shop.get(path)) == 1
    assert said_by(shop.get(path)[0])["_items"] == said_by(fulfillment)["_items"]
    connected.poll()
    wait_until(running.is_idle, TOLD_SECONDS, connected.jobs_left)
    assert connected.bindings()[order["id"]]["state"] == "imported"


def test_parts_are_a_fulfillment_each(running, told, shop, buy, arrives, work):
    order = buy("LIVE-04", 3)
    sale_order = arrives(order)

    work.deliver(sale_order["id"], at_most=1)
    are_told(running, sale_order, "sent")
    work.deliver(sale_order["id"])
    are_told(running, sale_order, "sent", "sent")

    parts = [said_by(one) for one in shop.get(f"orders/{order['id']}/fulfillments")]
    pieces = [item["qty"] for part in parts for item in part["_items"]]
    assert sorted(pieces) == [1, 2]


def test_store_that_has_none_says_so(running, told, shop, buy, arrives, work):
    order = buy("LIVE-00")
    sale_order = arrives(order)
    running.store.switch(fulfillments=False)

    work.deliver(sale_order["id"])

    [shipment] = are_told(running, sale_order, "failed")
    assert "Switch them on" in shipment["reason"]
    running.store.switch(fulfillments=True)
    [row] = running.odoo.search(
        "woo.shipment", [("order_id.sale_order_id", "=", sale_order["id"])]
    )
    running.odoo.call("woo.shipment", "action_send_again", [row])
    are_told(running, sale_order, "sent")
    assert len(shop.get(f"orders/{order['id']}/fulfillments")) == 1
