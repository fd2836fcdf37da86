"""The profile of what the connector adds must not blame it for what Odoo does."""

from tests.live.own_share import own_seconds

ADDON = "/srv/woo_connector/"
WRITE = (f"{ADDON}models/stock_quant.py", 26, "write")
NOTE = (f"{ADDON}models/woo_stock_change.py", 60, "_note_moved")
ODOO_WRITE = ("/odoo/addons/stock/models/stock_quant.py", 9, "write")
ODOO_DONE = ("/odoo/addons/stock/models/stock_move.py", 7, "_action_done")
EXECUTE = ("/odoo/sql_db.py", 414, "execute")


def entry(own, passed, callers=None):
    """Return a function's line of a profile."""
    calls = {
        caller: (1, 1, 0.0, seconds) for caller, seconds in (callers or {}).items()
    }
    return (1, 1, own, passed, calls)


def test_what_an_override_hands_on_is_not_its_own():
    statistics = {
        ODOO_DONE: entry(5.0, 10.0),
        WRITE: entry(0.2, 5.0, {ODOO_DONE: 5.0}),
        ODOO_WRITE: entry(4.5, 4.5, {WRITE: 4.5}),
        NOTE: entry(0.1, 0.3, {WRITE: 0.3}),
        EXECUTE: entry(0.2, 0.2, {NOTE: 0.2}),
    }

    seconds = own_seconds(statistics, ADDON)

    assert {name: round(own, 6) for name, own in seconds.items()} == {"write": 0.5}


def test_the_dearest_comes_first():
    statistics = {
        ODOO_DONE: entry(5.0, 10.0),
        WRITE: entry(0.2, 0.2, {ODOO_DONE: 0.2}),
        NOTE: entry(0.4, 0.4, {ODOO_DONE: 0.4}),
    }

    assert list(own_seconds(statistics, ADDON)) == ["_note_moved", "write"]


def test_a_chain_of_overrides_counts_once():
    first = (f"{ADDON}models/sale_order.py", 24, "action_confirm")
    second = (f"{ADDON}models/sale_order_workflow.py", 10, "action_confirm")
    odoo = ("/odoo/addons/sale/models/sale_order.py", 5, "action_confirm")
    statistics = {
        first: entry(0.1, 5.0, {ODOO_DONE: 5.0}),
        second: entry(0.1, 4.9, {first: 4.9}),
        odoo: entry(4.8, 4.8, {second: 4.8}),
    }

    seconds = own_seconds(statistics, ADDON)

    assert {name: round(own, 6) for name, own in seconds.items()} == {
        "action_confirm": 0.2
    }
