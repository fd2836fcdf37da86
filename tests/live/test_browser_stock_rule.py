"""A manager makes stock rules; the store shows what they say."""

import pytest

from tests.live.conditions import wait_until

SKU = "RULE-BOWL"
ARRIVAL_SECONDS = 30


@pytest.fixture(autouse=True)
def no_rules_left(office):
    """Whatever rules a test makes are gone after it."""
    yield
    rules = office.odoo.search("woo.stock.rule", [])
    office.odoo.call("woo.stock.rule", "unlink", rules)


@pytest.fixture(scope="module")
def bowl(opened_office):
    """A product of the store, 1000 in stock."""
    return opened_office.add_product(SKU, "Salad bowl", "9.00")


def shows(office, product, quantity):
    """Wait until the store shows a number."""
    path = f"products/{product['id']}"
    wait_until(
        lambda: office.shop.get(path)["stock_quantity"] == quantity,
        ARRIVAL_SECONDS,
        lambda: f"stock {office.shop.get(path)['stock_quantity']}",
    )


def test_a_rule_for_a_variant_reaches_the_store(office, manager, bowl):
    manager.visit("Stock", "Stock Rules")
    manager.press("New")
    assert not manager.page.locator(".o_field_widget[name=product_id]").count()
    manager.choose("applies_to", "Variant")
    manager.choose("product_id", "Salad bowl")
    manager.fill("safety_quantity", "20")
    manager.fill("maximum_shown", "50")
    manager.choose("backorders", "Allowed, the customer is told")
    manager.fill("backorder_limit", "5")
    manager.save()
    manager.take_picture("stock-rule")

    shows(office, bowl, 50)
    assert office.shop.get(f"products/{bowl['id']}")["backorders"] == "notify"
    manager.fill("maximum_shown", "0")
    manager.save()
    shows(office, bowl, 980)


def test_fields_are_shown_by_what_applies(office, manager):
    manager.visit("Stock", "Stock Rules")
    manager.press("New")
    place = manager.page.locator
    assert not place(".o_field_widget[name=horizon_days]").count()
    assert not place(".o_field_widget[name=backorder_limit]").count()
    place(".o_field_widget[name=basis]").get_by_text("Forecast").click()
    place(".o_field_widget[name=horizon_days]").wait_for()
    manager.tick("held_back")
    place(".o_field_widget[name=basis]").wait_for(state="detached")
    manager.take_picture("stock-rule-held-back")
    manager.tick("held_back", False)

    manager.rows("warehouse_line_ids").add()
    row = place(".o_selected_row .o_field_widget[name=warehouse_id]")
    row.wait_for()
    manager.take_picture("stock-rule-warehouses")
    manager.page.locator(".o_form_button_cancel").click()


def test_rules_are_on_the_store(office, manager, user, bowl):
    office.odoo.create(
        "woo.stock.rule",
        {"backend_id": office.connected.backend_id, "share": 50, "maximum_shown": 7},
    )
    manager.open_record("woo.backend", office.connected.backend_id)
    manager.show_tab("Stock")
    rules = manager.rows("stock_rule_ids")
    rules.row("All Products").scroll_into_view_if_needed()
    manager.take_picture("stock-rule-store")
    rules.open("All Products")
    manager.field("maximum_shown").place.wait_for()
    assert manager.field("share").text() == "50.00"

    user.visit("Stock", "Stock Rules")
    user.rows().row("All Products")
    assert not user.has_button("New")


def test_shares_that_are_more_than_all(office, manager):
    own = office.read_store("warehouse_ids", "company_id")
    other = office.odoo.create(
        "woo.backend",
        {
            "name": "Second shop",
            "address": "https://second.example.com",
            "warehouse_ids": [(6, 0, own["warehouse_ids"])],
            "push_stock": True,
        },
    )
    rule = office.odoo.create(
        "woo.stock.rule", {"backend_id": office.connected.backend_id, "share": 50}
    )
    manager.open_record("woo.stock.rule", rule)
    manager.sees("sum to 150 %")
    manager.take_picture("stock-rule-shares")
    office.odoo.call("woo.backend", "unlink", [other])
