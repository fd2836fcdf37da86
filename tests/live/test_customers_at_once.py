"""Orders of one new customer that come in at the same moment make one contact."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.live.shopper import address_of

ORDERS = 8
VAT = "FR23334175221"


@pytest.fixture
def order_at_once(running, connected, goods, arrives):
    """Place orders that Odoo hears of together; return their sale orders' customers.

    ``order_at_once(values)``; ``values(number)`` is what the order has of its own.
    """

    def order_at_once(values):
        product = next(iter(goods.items.values())).product_id

        def place(number: int) -> dict:
            body = {
                "status": "processing",
                "payment_method": "cod",
                "line_items": [{"product_id": product, "quantity": 1}],
            }
            return running.store.client().post("orders", body | values(number))

        with ThreadPoolExecutor(ORDERS) as shoppers:
            orders = list(shoppers.map(place, range(ORDERS)))
        names = [arrives(order)["name"] for order in orders]
        return running.odoo.find(
            "sale.order", [("name", "in", names)], ["partner_id", "partner_shipping_id"]
        )

    return order_at_once


def customers_of(sale_orders: list[dict]) -> set[int]:
    """Return the contacts who bought."""
    return {sale_order["partner_id"][0] for sale_order in sale_orders}


def test_one_guest(running, order_at_once):
    billing = {**address_of(1), "email": "at.once@example.test"}
    shipping = {**address_of(2), "first_name": "Neighbour"}
    del shipping["email"]

    sale_orders = order_at_once(
        lambda _number: {"billing": billing, "shipping": shipping}
    )

    assert len(sale_orders) == ORDERS
    assert len(customers_of(sale_orders)) == 1
    assert len({order["partner_shipping_id"][0] for order in sale_orders}) == 1
    domain = [("email_normalized", "=", "at.once@example.test")]
    assert running.odoo.count("res.partner", domain) == 1


def test_one_account_with_an_address_each(running, order_at_once):
    account = running.store.client().post(
        "customers", {"email": "account@example.test", "username": "account"}
    )

    sale_orders = order_at_once(
        lambda number: {
            "customer_id": account["id"],
            "billing": {**address_of(1), "email": f"account{number}@example.test"},
        }
    )

    assert len(customers_of(sale_orders)) == 1
    domain = [("woo_id", "=", account["id"])]
    assert running.odoo.count("woo.customer", domain) == 1


def test_one_company_with_several_people(running, order_at_once):
    sale_orders = order_at_once(
        lambda number: {
            "billing": {
                **address_of(1),
                "company": "At Once SARL",
                "first_name": f"Person {number % 2}",
                "email": f"person{number % 2}@once.test",
            },
            "meta_data": [{"key": "_billing_vat_number", "value": VAT}],
        }
    )

    assert len(customers_of(sale_orders)) == 2
    domain = [("vat", "=", VAT), ("parent_id", "=", False)]
    assert running.odoo.count("res.partner", domain) == 1
