"""The three ways an order finds into Odoo."""


def test_an_order_comes_in_by_webhook(connected, buy, arrives):
    order = buy("LIVE-00", quantity=2)

    sale_order = arrives(order)

    assert connected.events(order["id"], "webhook") > 0
    assert f"{sale_order['amount_total']:.2f}" == order["total"]
    assert f"{sale_order['amount_tax']:.2f}" == order["total_tax"]
    assert sale_order["client_order_ref"] == order["number"]


def test_a_variation_comes_in_as_its_own_product(running, buy, arrives):
    order = buy("LIVE-V0-M", quantity=3)

    sale_order = arrives(order)

    lines = running.odoo.find(
        "sale.order.line",
        [("order_id", "=", sale_order["id"]), ("is_delivery", "=", False)],
        ["product_id", "product_uom_qty"],
    )
    product = running.odoo.search(
        "product.product", [("default_code", "=", "LIVE-V0-M")]
    )
    assert [line["product_id"][0] for line in lines] == product
    assert [line["product_uom_qty"] for line in lines] == [3]


def test_an_unpaid_order_is_a_quotation_until_it_is_paid(running, buy, arrives):
    order = buy("LIVE-01", status="on-hold")
    quotation = arrives(order, state="draft")

    running.store.client().put(f"orders/{order['id']}", {"status": "processing"})

    assert arrives(order)["id"] == quotation["id"]


def test_the_poll_brings_what_no_webhook_announced(running, connected, buy, arrives):
    running.store.lose_webhooks()
    order = buy("LIVE-02")

    connected.poll()

    arrives(order)
    assert connected.events(order["id"], "webhook") == 0
    assert connected.events(order["id"], "poll") > 0


def test_a_person_brings_an_order_by_its_number(running, connected, buy, arrives):
    running.store.lose_webhooks()
    order = buy("LIVE-03")

    connected.import_by_number(order["id"])

    arrives(order)
    assert connected.events(order["id"], "manual") == 1


def test_both_sides_link_to_each_other(running, connected, buy, arrives):
    order = buy("LIVE-04")
    sale_order = arrives(order)

    (binding,) = sale_order["woo_order_ids"]
    row = running.odoo.read("woo.order", binding, "sale_order_id", "store_url")

    assert row["sale_order_id"][0] == sale_order["id"]
    assert str(order["id"]) in row["store_url"]
    assert row["store_url"].startswith(running.store.access.address)
