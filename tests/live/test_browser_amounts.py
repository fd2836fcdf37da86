"""Amounts that cannot be equal are reviewed; coupons and gift cards are seen."""

import pytest

from tests.live.conditions import wait_until


@pytest.fixture
def changed(office):
    """An order of which a plugin took 1.00 off the total, and off no line."""
    order = office.place_order(status="on-hold")
    office.comes_in(order, "imported")
    total = f"{float(order['total']) - 1:.2f}"
    office.store.edit_order(order["id"], fields={"total": total})
    office.connected.poll()
    woo_order = office.comes_in(order, "review")
    return office.shop.get(f"orders/{order['id']}", dp=8), woo_order["id"]


def test_a_difference_is_shown_line_by_line_and_accepted(office, manager, changed):
    order, woo_order = changed
    odoo = office.odoo
    (service,) = odoo.search("product.product", [("type", "=", "service")], limit=1)
    office.set_store(difference_product_id=service)
    manager.open_record("woo.order", woo_order)
    manager.sees("changed the total without a line")
    manager.show_tab("Store and Odoo")
    manager.sees("Whole order")
    manager.take_picture("order-review")
    manager.press("Accept with Adjustment")
    manager.press("Ok")

    office.comes_in(order, "imported")
    sale_order = office.sale_order(order)
    assert sale_order["amount_total"] == pytest.approx(float(order["total"]))
    (row,) = odoo.find(
        "woo.order.adjustment", [("order_id", "=", woo_order)], ["line_amount"]
    )
    assert row["line_amount"] == -1.0
    manager.visit("Reporting", "Accepted Differences")
    manager.sees(order["number"])
    manager.take_picture("accepted-differences")


def test_a_user_sees_the_difference_and_accepts_nothing(user, changed):
    _order, woo_order = changed
    user.open_record("woo.order", woo_order)
    user.show_tab("Store and Odoo")
    user.sees("Whole order")
    assert not user.has_button("Accept with Adjustment")


def test_coupon_and_gift_card_on_the_sale_order(office, manager):
    office.shop.post(
        "coupons", {"code": "office10", "discount_type": "percent", "amount": "10"}
    )
    order = office.place_order(coupon_lines=[{"code": "office10"}], status="on-hold")
    office.comes_in(order, "imported")
    paid = f"{float(order['total']) - 5:.2f}"
    card = {"id": 1, "code": "GIFT-5", "amount": 5}
    office.store.edit_order(order["id"], fields={"total": paid, "gift_cards": [card]})
    office.connected.poll()

    def is_paid_in_part():
        found = office.woo_order(order, "gift_card_amount")
        return found["gift_card_amount"] == 5.0

    wait_until(is_paid_in_part, 60, "the gift card to be read")
    office.wait_until_idle()
    sale_order = office.sale_order(order)
    assert sale_order["amount_total"] == pytest.approx(float(order["total"]))
    manager.open_record("sale.order", sale_order["id"])
    manager.show_tab("Store")
    manager.sees("office10")
    manager.sees("GIFT-5")
    manager.take_picture("sale-order-store")
