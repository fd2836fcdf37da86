"""A person connects a store in the browser and watches the first order come in.

``WOO_SCREENSHOTS=docs/screenshots make test-live ARGS="-k browser"`` takes the pictures
of the documentation anew.
"""

import pytest

from tests.live import stage
from tests.live.administrator import Administrator
from tests.live.conditions import wait_until
from tests.live.connected_store import ConnectedStore
from tests.live.shopper import BasketItem, Shopper

SCREENS = (
    ("Stores",),
    ("Orders",),
    ("Products", "Store Products"),
    ("Inbox",),
)


@pytest.fixture(scope="module")
def running():
    """An Odoo in one process, which serves a browser's web socket, too."""
    with stage.with_store(workers=0) as running:
        yield running


@pytest.fixture
def browser(running, open_page):
    """A browser with the administrator logged in."""
    page = open_page(running.server.address)
    page.log_in()
    return page


def buy_a_mug(running) -> dict:
    """Sell something that Odoo knows by its SKU; return the order."""
    store = running.store
    client = store.client()
    values = {"name": "Enamel mug", "sku": "MUG-01", "regular_price": "14.50"}
    product = client.post("products", values)
    running.odoo.create(
        "product.product",
        {"name": "Enamel mug", "default_code": "MUG-01", "is_storable": True},
    )
    shopper = Shopper(store.access)
    shopper.put_in_cart(BasketItem(product["id"], 2))
    order = shopper.check_out(3, "cod")
    shopper.close()
    return client.get(f"orders/{order['order_id']}")


def state_of(running, order) -> str | None:
    """Return what Odoo made of an order of the store that the browser connected."""
    domain = [("number", "=", order["number"]), ("backend_id.name", "=", "Web shop")]
    found = running.odoo.find("woo.order", domain, ["state"])
    return found[0]["state"] if found else None


def web_shop(running) -> ConnectedStore:
    """Return the store that the browser connected."""
    (backend,) = running.odoo.search("woo.backend", [("name", "=", "Web shop")])
    return ConnectedStore(running.odoo, backend)


def connect_in_browser(running, browser) -> None:
    """Go through the wizard, with a mistyped secret first."""
    browser.open("settings")
    browser.page.locator(".settings_tab .tab[data-key=woo_connector]").click()
    browser.take_picture("settings")
    browser.press("Connect a Store")
    access = running.store.access
    browser.fill("name", "Web shop")
    browser.fill("address", access.address)
    browser.fill("consumer_key", access.consumer_key)
    browser.fill("consumer_secret", "cs_mistyped")
    browser.attach("ca_certificate", access.ca_file)
    browser.press("Test Connection")
    browser.sees("The store does not know these keys")
    browser.take_picture("wizard-refused")

    browser.fill("consumer_secret", access.consumer_secret)
    browser.press("Test Connection")
    browser.sees("The store answers")
    browser.take_picture("wizard-found")
    browser.press("Continue")
    browser.sees("What to Synchronise")
    browser.take_picture("wizard-choices")
    browser.press("Connect")
    browser.sees("Import Order by Number")


def watch_first_order(running, browser) -> None:
    """See it wait for what nobody has mapped yet, then become a sale order."""
    order = buy_a_mug(running)
    wait_until(lambda: state_of(running, order), 60, "the order in Odoo")
    assert state_of(running, order) == "waiting"
    browser.visit("Orders")
    browser.page.locator(".o_data_row", has_text=order["number"]).click()
    browser.sees("Try Again")
    browser.take_picture("order-waiting")

    connected = web_shop(running)
    Administrator(running.odoo).map_everything(connected)
    wait_until(
        lambda: state_of(running, order) == "imported",
        60,
        lambda: f"the order imported: {connected.story(order['id'])}",
    )
    browser.page.reload()
    browser.sees("In the Store")
    browser.take_picture("order-imported")
    browser.press_statistic("Sale Order")
    browser.sees("Enamel mug")
    browser.take_picture("sale-order")


def test_from_settings_to_the_first_imported_order(running, browser):
    connect_in_browser(running, browser)
    wait_until(running.is_idle, 60, "the first jobs of the store")
    browser.page.reload()
    browser.sees("Import Order by Number")
    browser.take_picture("store")

    watch_first_order(running, browser)

    for menus in SCREENS:
        browser.visit(*menus)
        browser.page.locator(".o_list_view .o_data_row").first.wait_for()
        browser.take_picture(menus[0].lower())
