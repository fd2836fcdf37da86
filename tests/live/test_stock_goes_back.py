"""What moves in Odoo is told to the store, also where the store counted itself."""


def free(work, sku):
    return int(work.free_quantities([sku])[sku])


def product_of(running, sku):
    return running.odoo.search("product.product", [("default_code", "=", sku)])[0]


def test_a_confirmed_order_reserves_in_the_store(work, buy, arrives, stock_agrees):
    before = free(work, "LIVE-V1-S")

    arrives(buy("LIVE-V1-S", quantity=4))

    stock_agrees("LIVE-V1-S", before - 4)


def test_a_delivery_leaves_the_number_as_it_is(work, buy, arrives, stock_agrees):
    before = free(work, "LIVE-V1-M")
    sale_order = arrives(buy("LIVE-V1-M", quantity=2))

    work.deliver(sale_order["id"])

    stock_agrees("LIVE-V1-M", before - 2)


def test_a_count_goes_to_the_store(running, work, goods, stock_agrees):
    work.count(product_of(running, "LIVE-V1-L"), 61)

    stock_agrees("LIVE-V1-L", 61)


def test_a_receipt_goes_to_the_store(running, work, goods, stock_agrees):
    before = free(work, "LIVE-05")

    work.receive(product_of(running, "LIVE-05"), 9)

    stock_agrees("LIVE-05", before + 9)


def test_a_cancelled_order_gives_its_stock_back(
    running, work, buy, arrives, stock_agrees
):
    before = free(work, "LIVE-V0-L")
    order = buy("LIVE-V0-L", quantity=5)
    arrives(order)

    running.store.client().put(f"orders/{order['id']}", {"status": "cancelled"})

    arrives(order, state="cancel")
    stock_agrees("LIVE-V0-L", before)


def test_an_unpaid_order_is_not_offered_again(work, buy, arrives, stock_agrees):
    """Odoo reserves nothing for it, and the store has sold it all the same."""
    before = int(work.sellable_quantities(["LIVE-V0-S"])["LIVE-V0-S"])
    free_before = free(work, "LIVE-V0-S")

    arrives(buy("LIVE-V0-S", quantity=3, status="on-hold"), state="draft")

    assert free(work, "LIVE-V0-S") == free_before
    stock_agrees("LIVE-V0-S", before - 3)
