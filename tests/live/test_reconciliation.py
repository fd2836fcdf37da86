"""What somebody changes in the store is found, explained and put right."""

import pytest

from tests.live.conditions import wait_until

PATIENCE_SECONDS = 60

NO_PAUSE = """
    UPDATE queue_job SET eta = NULL
     WHERE method_name = '_look_at_announced' AND state = 'pending' AND eta IS NOT NULL
"""


@pytest.fixture
def reconcile(running, connected):
    """Press the button, wait for the end; return the reconciliation."""

    def reconcile() -> dict:
        odoo = running.odoo
        action = odoo.call(
            "woo.backend", "action_reconcile_stock", [connected.backend_id]
        )

        def ended():
            run = odoo.read(
                "woo.reconciliation",
                action["res_id"],
                *("state", "reason", "compared", "differing", "total", "seen"),
            )
            return run if run["state"] != "running" else None

        return wait_until(ended, PATIENCE_SECONDS, connected.jobs_left)

    return reconcile


@pytest.fixture
def discrepancy(running):
    """Return what is known of the difference of one SKU."""

    def discrepancy(sku: str) -> dict | None:
        fields = ("state", "kind", "detail", "difference", "odoo_quantity")
        rows = running.odoo.find(
            "woo.discrepancy", [("binding_id.sku", "=", sku)], fields, limit=1
        )
        return rows[0] if rows else None

    return discrepancy


@pytest.fixture
def change_by_hand(running, goods):
    """Set a number in the store, later than anything that Odoo has told it."""

    def change_by_hand(sku: str, quantity: int) -> None:
        store = running.store.client()
        product = store.get("products", sku=sku)[0]
        path = f"products/{product['id']}"
        if product.get("parent_id"):
            path = f"products/{product['parent_id']}/variations/{product['id']}"
        told_at = product["date_modified_gmt"]
        wait_until(
            lambda: (
                store.put(path, {"stock_quantity": quantity})["date_modified_gmt"]
                > told_at
            ),
            PATIENCE_SECONDS,
            "the next second of the store's clock",
        )
        wait_until(running.is_idle, PATIENCE_SECONDS, "what the store announced")

    return change_by_hand


@pytest.mark.parametrize("sku", ["LIVE-03", "LIVE-V1-S"])
def test_number_changed_by_hand_is_repaired(
    running, goods, stock_agrees, work, reconcile, discrepancy, change_by_hand, sku
):
    free = int(work.free_quantities([sku])[sku])
    stock_agrees(sku, free)
    change_by_hand(sku, free + 50)

    run = reconcile()

    assert run["state"] == "done", run["reason"]
    assert run["seen"] == run["total"] >= run["compared"] > run["differing"] >= 1
    found = discrepancy(sku)
    assert (found["kind"], found["state"]) == ("changed_in_store", "open")
    assert (found["difference"], found["odoo_quantity"]) == (50, free)
    # What the store sold itself since then it was not told again.
    [told] = running.odoo.find("woo.product", [("sku", "=", sku)], ["pushed_quantity"])
    assert f"was told {told['pushed_quantity']:g} on" in found["detail"]

    running.odoo.call("woo.discrepancy", "action_repair", [found["id"]])

    wait_until(
        lambda: discrepancy(sku)["state"] == "repaired",
        PATIENCE_SECONDS,
        lambda: discrepancy(sku),
    )
    stock_agrees(sku, free)


def test_number_changed_by_hand_is_noticed_when_it_is_announced(
    running, goods, stock_agrees, work, discrepancy, change_by_hand
):
    free = int(work.free_quantities(["LIVE-05"])["LIVE-05"])
    stock_agrees("LIVE-05", free)
    change_by_hand("LIVE-05", free + 50)

    def is_found():
        running.database.execute(NO_PAUSE)
        return (discrepancy("LIVE-05") or {}).get("state") == "open"

    wait_until(is_found, PATIENCE_SECONDS, lambda: discrepancy("LIVE-05"))

    found = discrepancy("LIVE-05")
    assert (found["kind"], found["difference"]) == ("changed_in_store", 50)
    running.odoo.call("woo.discrepancy", "action_repair", [found["id"]])
    stock_agrees("LIVE-05", free)


def test_stock_management_switched_off_is_repaired_by_itself(
    running, goods, stock_agrees, work, reconcile, discrepancy
):
    free = int(work.free_quantities(["LIVE-04"])["LIVE-04"])
    stock_agrees("LIVE-04", free)
    store = running.store.client()
    product = store.get("products", sku="LIVE-04")[0]
    store.put(f"products/{product['id']}", {"manage_stock": False})
    wait_until(running.is_idle, PATIENCE_SECONDS, "what the store announced")

    reconcile()

    wait_until(
        lambda: (discrepancy("LIVE-04") or {}).get("state") == "repaired",
        PATIENCE_SECONDS,
        lambda: discrepancy("LIVE-04"),
    )
    assert discrepancy("LIVE-04")["kind"] == "not_counted"
    stock_agrees("LIVE-04", free)


def test_where_all_agrees_only_strangers_are_found(running, goods, reconcile):
    """The store's sample products are none of Odoo's."""
    wait_until(running.is_idle, PATIENCE_SECONDS, "the stock in the store")
    reconcile()
    found = running.odoo.find(
        "woo.discrepancy",
        [("state", "in", ("open", "repairing"))],
        ["kind", "detail", "display_name"],
    )
    assert [row for row in found if row["kind"] != "unbound"] == []
