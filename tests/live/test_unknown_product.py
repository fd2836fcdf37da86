"""What is missing is named, waits, and goes on by itself once it is filled in."""

from dataclasses import replace

from tests.live.conditions import wait_until
from tests.live.shopper import Shopper


def test_an_order_of_an_unknown_product_waits_until_it_is_bound(
    running, connected, goods, arrives, visitor_numbers
):
    store = running.store.client()
    product = store.post(
        "products",
        {"name": "Brand new", "sku": "LIVE-NEW", "regular_price": "8.00"},
    )
    shopper = Shopper(running.store.access)
    shopper.put_in_cart(replace(goods.items["LIVE-00"], product_id=product["id"]))
    order_id = shopper.check_out(next(visitor_numbers), "cod")["order_id"]
    shopper.close()

    def waiting():
        row = connected.bindings().get(order_id)
        return row and row["state"] == "waiting" and row

    row = wait_until(waiting, 60, lambda: f"waiting; {connected.story(order_id)}")
    assert "Brand new" in row["reason"]
    activities = [("res_model", "=", "woo.order"), ("res_id", "=", row["id"])]
    assert running.odoo.count("mail.activity", activities) == 1

    created = running.odoo.create(
        "product.product", {"name": "Brand new", "is_storable": True}
    )
    (binding,) = running.odoo.search("woo.product", [("woo_id", "=", product["id"])])
    running.odoo.write("woo.product", binding, {"product_id": created})

    arrives({"id": order_id})
    assert running.odoo.count("mail.activity", activities) == 0
