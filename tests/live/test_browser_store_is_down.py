"""What people see and press while a store does not answer, or is told less."""

import pytest

from tests.live.conditions import wait_until

PATIENCE_SECONDS = 60


@pytest.fixture
def down(office):
    """The store fails until the test is over; Odoo leaves it alone."""
    office.store.misbehave("server_error")
    office.connected.poll()
    wait_until(
        lambda: office.read_store("is_silent")["is_silent"],
        PATIENCE_SECONDS,
        lambda: office.read_store("is_silent", "failure_count", "last_error"),
    )
    yield
    office.store.calm()
    wait_until(
        lambda: not office.read_store("is_silent")["is_silent"],
        PATIENCE_SECONDS,
        "the store to be found back",
    )
    office.wait_until_idle()


def test_silent_store_says_so_and_is_tried_at_a_press(office, manager, down):
    manager.open_record("woo.backend", office.connected.backend_id)
    manager.sees("Not answering since")
    manager.sees("Next try at")
    manager.take_picture("store-silent")

    office.store.calm()
    manager.press("Try Now")
    manager.sees("The store is being asked whether it is back.")
    wait_until(
        lambda: not office.read_store("is_silent")["is_silent"],
        PATIENCE_SECONDS,
        "the store to be found back",
    )
    manager.reload()
    manager.sees("Orders")
    manager.sees_not("Not answering since")


def test_buffer_and_freeze_at_a_press(office, manager):
    office.set_store(degraded_buffer=3)
    shown = office.shop.get(f"products/{office.mug['id']}")["stock_quantity"]
    manager.open_record("woo.backend", office.connected.backend_id)
    manager.show_tab("Stock")
    manager.press("Hold a Buffer")
    manager.sees("A part of the stock is held back")
    manager.take_picture("store-buffer")
    wait_until(lambda: mugs(office) == shown - 3, PATIENCE_SECONDS, "the buffer")

    manager.press("Freeze Stock")
    manager.sees("The store is told no stock")
    manager.take_picture("store-frozen")

    manager.press("Back to Normal")
    manager.sees_not("The store is told no stock")
    wait_until(lambda: mugs(office) == shown, PATIENCE_SECONDS, "all of the stock")
    office.wait_until_idle()


def test_user_sees_it_and_cannot_press(office, manager, user):
    office.set_store(degraded_buffer=3)
    manager.open_record("woo.backend", office.connected.backend_id)
    manager.show_tab("Stock")
    manager.press("Freeze Stock")
    manager.sees("The store is told no stock")

    user.open_record("woo.backend", office.connected.backend_id)
    user.sees("The store is told no stock")
    assert not user.has_button("Back to Normal")

    manager.press("Back to Normal")
    manager.sees_not("The store is told no stock")
    office.wait_until_idle()


def mugs(office):
    """Return how many mugs the store shows."""
    return office.shop.get(f"products/{office.mug['id']}")["stock_quantity"]
