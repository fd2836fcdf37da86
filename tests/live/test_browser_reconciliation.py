"""The screens on which differences of stock are found, repaired and accepted."""

import pytest

from tests.live.conditions import wait_until

PATIENCE_SECONDS = 60


@pytest.fixture
def kettle(office):
    """A product of which somebody has changed the number in the store."""
    return make_wrong(office, "OFFICE-KETTLE", "Copper kettle")


@pytest.fixture
def jug(office):
    """Another such product."""
    return make_wrong(office, "OFFICE-JUG", "Milk jug")


def make_wrong(office, sku, name):
    """Return the store's product, which shows 25 pieces more than it was told."""
    found = office.shop.get("products", sku=sku)
    product = found[0] if found else office.add_product(sku, name, "39.00")
    bound = [("sku", "=", sku), ("product_id", "!=", False)]
    [binding] = wait_until(
        lambda: office.odoo.find("woo.product", bound, ["product_id"]),
        PATIENCE_SECONDS,
        f"{sku} to be bound",
    )
    office.odoo.write(
        "product.product", binding["product_id"][0], {"standard_price": 12.5}
    )
    office.odoo.call("woo.product", "action_push_stock", [binding["id"]])
    path = f"products/{product['id']}"
    wait_until(
        lambda: office.shop.get(path)["stock_quantity"] == 1000,
        PATIENCE_SECONDS,
        lambda: office.shop.get(path),
    )
    office.wait_until_idle()
    told_at = office.shop.get(path)["date_modified_gmt"]
    wait_until(
        lambda: change_by_hand(office, path) > told_at,
        PATIENCE_SECONDS,
        "the next second of the store's clock",
    )
    office.wait_until_idle()
    return product


def change_by_hand(office, path):
    """Set a number in the store; return when, by its clock."""
    return office.shop.put(path, {"stock_quantity": 1025})["date_modified_gmt"]


def state_of(office, sku):
    rows = office.odoo.find(
        "woo.discrepancy", [("binding_id.sku", "=", sku)], ["state"], limit=1
    )
    return rows[0]["state"] if rows else None


def reconcile(office, manager):
    """Press the button and wait for the end."""
    manager.open_record("woo.backend", office.connected.backend_id)
    manager.show_tab("Stock")
    manager.sees("Reconcile Stock Every")
    manager.take_picture("store-reconciliation")
    manager.press("Reconcile Stock")
    manager.page.locator(".o_field_widget[name=progress]").wait_for()
    wait_until(
        lambda: (
            not office.odoo.count("woo.reconciliation", [("state", "=", "running")])
        ),
        PATIENCE_SECONDS,
        office.connected.jobs_left,
    )


def test_difference_is_found_and_repaired(office, manager, kettle, jug):
    reconcile(office, manager)
    manager.reload()
    manager.sees("100%")
    manager.take_picture("reconciliation-done")

    manager.press_statistic("Discrepancies")
    rows = manager.rows()
    assert rows.cell("Copper kettle", "kind") == "Changed in the store"
    assert rows.cell("Copper kettle", "difference") == "25"
    assert "was told 1000" in rows.cell("Copper kettle", "detail")
    manager.take_picture("discrepancies")

    rows.press("Copper kettle", "Repair")
    manager.sees("is being repaired")
    wait_until(
        lambda: state_of(office, "OFFICE-KETTLE") == "repaired",
        PATIENCE_SECONDS,
        office.connected.jobs_left,
    )
    assert office.shop.get(f"products/{kettle['id']}")["stock_quantity"] == 1000

    manager.visit("Stock", "Discrepancies")
    assert manager.rows().row("Milk jug")
    assert not manager.rows().has("Copper kettle")
    manager.take_picture("discrepancies-repaired")


def test_several_are_repaired_at_once(office, manager, kettle, jug):
    reconcile(office, manager)
    manager.visit("Stock", "Discrepancies")
    for name in ("Copper kettle", "Milk jug"):
        manager.rows().select(name)
    manager.press("Repair")
    for sku in ("OFFICE-KETTLE", "OFFICE-JUG"):
        wait_until(
            lambda sku=sku: state_of(office, sku) == "repaired",
            PATIENCE_SECONDS,
            office.connected.jobs_left,
        )


def test_difference_is_accepted(office, manager, kettle):
    reconcile(office, manager)
    manager.visit("Stock", "Discrepancies")
    manager.rows().open("Copper kettle")
    manager.sees("It does not tell by whom")
    manager.take_picture("discrepancy")
    manager.press("Accept")
    wait_until(
        lambda: state_of(office, "OFFICE-KETTLE") == "accepted",
        PATIENCE_SECONDS,
        "the row to be accepted",
    )
    office.wait_until_idle()
    assert office.shop.get(f"products/{kettle['id']}")["stock_quantity"] == 1025


def test_trend(office, manager, kettle):
    reconcile(office, manager)
    manager.visit("Stock", "Trend of Discrepancies")
    manager.page.locator(".o_graph_canvas_container canvas").wait_for()
    manager.take_picture("discrepancy-trend")


def test_user_may_look_but_not_repair(office, manager, user, jug):
    reconcile(office, manager)
    user.visit("Stock", "Discrepancies")
    assert user.rows().has("Milk jug")
    assert not user.has_button("Repair")
