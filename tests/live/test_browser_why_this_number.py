"""A user asks why the store shows a number."""

import pytest

SKU = "WHY-VASE"


@pytest.fixture
def vase(office):
    """A product of the store whose number follows from a rule; its ``woo.product``."""
    product = office.add_product(SKU, "Glass vase", "19.00")
    office.wait_until_idle()
    (binding,) = office.odoo.find(
        "woo.product", [("woo_id", "=", product["id"])], ["product_id"]
    )
    rule = office.odoo.create(
        "woo.stock.rule",
        {
            "backend_id": office.connected.backend_id,
            "applies_to": "variant",
            "product_id": binding["product_id"][0],
            "share": 50,
            "safety_quantity": 20,
            "maximum_shown": 200,
        },
    )
    office.wait_until_idle()
    yield binding
    office.odoo.call("woo.stock.rule", "unlink", [rule])


def test_why_this_number(office, user, manager, vase):
    user.open_record("woo.product", vase["id"])
    user.press_statistic("Why This Number?")
    user.sees("What Odoo Offers")
    assert user.field("quantity").text() == "200"
    assert user.field("pushed_quantity").text() == "200"
    assert "stock rule" in user.field("pushed_cause").text()
    steps = user.rows("step_ids")
    assert steps.cell("Share of this store: 50 %", "quantity") == "500.00"
    assert steps.cell("Safety stock: 20 pieces", "change") == "-20.00"
    assert steps.cell("Maximum to show: 200", "quantity") == "200.00"
    user.take_picture("why-this-number")
    steps.row("Offered").scroll_into_view_if_needed()
    user.take_picture("why-this-number-steps")
    user.press("Close")

    template = office.odoo.read(
        "product.product", vase["product_id"][0], "product_tmpl_id"
    )["product_tmpl_id"][0]
    manager.open_record("product.template", template)
    # Odoo keeps the buttons that find no room in a menu.
    manager.press("More")
    manager.page.locator(".oe_stat_button", has_text="Why").first.wait_for()
    manager.take_picture("why-this-number-product")
    manager.press_statistic("Why This Number?")
    manager.sees("What Odoo Offers")
    assert manager.field("rule_id").text() == "[WHY-VASE] Glass vase"
