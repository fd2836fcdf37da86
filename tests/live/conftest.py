"""One Odoo with two workers and one store for all flows of a session.

A flow makes goods and orders of its own and so does not meet another flow's. After each
the log must be free of errors, and no job may have failed.

Tests of screens (``test_browser_<screen>.py``) share an Odoo of their own, which serves
browsers: ``office`` is that Odoo with a connected store, ``manager`` and ``user`` are
browsers with somebody of that role logged in::

    def test_a_refused_order_is_tried_again(office, manager):
        order = office.place_order(status="on-hold")
        woo_order = office.comes_in(order, "imported")

        manager.open_record("woo.order", woo_order["id"])
        manager.press("Try Again")
        manager.sees("being looked at again")

        assert office.sale_order(order)["state"] == "draft"

``office.set_store(field=value)`` lasts until the test is over. ``sign_in("name")``
gives a browser for a user of ``office.add_user("name", "group.xml_id")``. Pictures
(``manager.take_picture("name")``) are left in ``build/screenshots``, or in the folder
that ``WOO_SCREENSHOTS`` names; so is what a test saw when it failed.
"""

import itertools
import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.live import settings, stage
from tests.live.administrator import Administrator
from tests.live.browser_page import OdooPage, open_browser
from tests.live.conditions import wait_until
from tests.live.connected_store import connect
from tests.live.office import open_office
from tests.live.shop_goods import ShopGoods
from tests.live.shopper import Shopper
from tests.live.warehouse_work import WarehouseWork

STOCK_AT_FIRST = 100
ARRIVAL_SECONDS = 60
QUICK_RETRIES = "{1: 1}"


TEST_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Tell the fixtures of a test how it ended."""
    report = yield
    if report.when == "call":
        item.stash[TEST_FAILED] = report.failed
    return report


@pytest.fixture(scope="session")
def running():
    """A running Odoo and store, not yet connected."""
    with stage.with_store() as running:
        yield running


@pytest.fixture(scope="session")
def connected(running):
    """The store connected, its mappings filled in, retries a second apart."""
    connected = connect(running.odoo, running.store.access)
    Administrator(running.odoo).map_everything(connected)
    functions = running.odoo.search(
        "queue.job.function", [("channel", "like", "root.woo")]
    )
    for function in functions:
        values = {"edit_retry_pattern": QUICK_RETRIES}
        running.odoo.write("queue.job.function", function, values)
    return connected


@pytest.fixture(autouse=True)
def undisturbed(request):
    """The store behaves at first; nothing may have gone wrong at the end."""
    if "office" in request.fixturenames:
        running = request.getfixturevalue("opened_office").running
    elif "running" in request.fixturenames:
        running = request.getfixturevalue("running")
    else:
        yield
        return
    running.store.calm()
    faults, failed = len(running.server.faults()), len(running.failed_jobs())
    yield
    running.store.calm()
    new_faults = [fault.message for fault in running.server.faults()[faults:]]
    assert not new_faults, "\n".join(new_faults)
    assert running.failed_jobs()[failed:] == []


@pytest.fixture(scope="session")
def goods(running, connected):
    """Products in the store that Odoo has in stock, under the same SKUs."""
    goods = ShopGoods(running.store.client(), "LIVE")
    goods.create()
    work = WarehouseWork(running.odoo)
    products = [work.create_product(sku, name) for sku, name in goods.skus.items()]
    connected.wait_for_catalogue(list(goods.skus))
    for product in products:
        work.count(product, STOCK_AT_FIRST)
    wait_until(running.is_idle, ARRIVAL_SECONDS, "the first stock in the store")
    return goods


@pytest.fixture
def work(running):
    """Hands in the warehouse."""
    return WarehouseWork(running.odoo)


@pytest.fixture(scope="session")
def visitor_numbers():
    """A new number for every visitor."""
    return itertools.count()


@pytest.fixture
def buy(running, goods, visitor_numbers):
    """Buy something in the shop; returns the order as the store then has it.

    ``buy(sku, quantity, status="processing")``; the payment service's word is given to
    the store by its REST API.
    """

    def buy(sku: str, quantity: int = 1, status: str = "processing") -> dict:
        number = next(visitor_numbers)
        shopper = Shopper(running.store.access)
        shopper.put_in_cart(replace(goods.items[sku], quantity=quantity))
        order_id = shopper.check_out(number, "cod")["order_id"]
        shopper.close()
        return running.store.client().put(f"orders/{order_id}", {"status": status})

    return buy


@pytest.fixture
def arrives(connected):
    """Wait for the sale order of a store order; return it."""

    def arrives(order: dict, state: str = "sale") -> dict:
        def sale_order():
            found = connected.sale_order(order["id"])
            return found if found and found["state"] == state else None

        return wait_until(
            sale_order,
            ARRIVAL_SECONDS,
            lambda: f"order {order['id']} as {state}; {connected.story(order['id'])}",
        )

    return arrives


@pytest.fixture
def stock_agrees(running, goods, work):
    """Wait until the store shows what may be sold of one SKU; return the number."""

    def stock_agrees(sku: str, expected: int) -> None:
        def numbers():
            return work.sellable_quantities([sku])[sku], goods.stock_of(sku)

        wait_until(
            lambda: numbers() == (expected, expected),
            ARRIVAL_SECONDS,
            lambda: f"{expected} of {sku} on both sides; (Odoo, store): {numbers()}",
        )

    return stock_agrees


@pytest.fixture(scope="session")
def chromium():
    """The browser; every user has a page of it."""
    with open_browser(settings.load()) as browser:
        yield browser


@pytest.fixture(scope="session")
def screenshots():
    """The folder that pictures are left in."""
    return Path(os.environ.get("WOO_SCREENSHOTS", "build/screenshots")).resolve()


@pytest.fixture(scope="session")
def opened_office():
    """The office of all tests; they ask for ``office``."""
    with open_office() as office:
        yield office


@pytest.fixture
def office(opened_office):
    """An Odoo with a connected store; settings changed by the test are taken back."""
    yield opened_office
    opened_office.restore()


@pytest.fixture
def open_page(chromium, screenshots, request):
    """Open a page of an Odoo: ``open_page(address)``; an error in its console fails."""
    pages = []

    def open_page(address: str) -> OdooPage:
        pages.append(OdooPage(chromium, address, screenshots))
        return pages[-1]

    yield open_page
    if request.node.stash.get(TEST_FAILED, False):
        for number, page in enumerate(pages):
            page.take_picture(f"failed-{request.node.name}-{number}")
    errors = [error for page in pages for error in page.errors]
    for page in pages:
        page.close()
    assert errors == []


@pytest.fixture
def sign_in(office, open_page):
    """Log somebody in, whose password is the login: ``sign_in("manager")``."""

    def sign_in(login: str) -> OdooPage:
        page = open_page(office.running.server.address)
        page.log_in(login, login)
        return page

    return sign_in


@pytest.fixture
def manager(sign_in):
    """A browser of somebody who connects stores and decides on mappings."""
    return sign_in("manager")


@pytest.fixture
def user(sign_in):
    """A browser of somebody who sees stores and orders, and sells."""
    return sign_in("user")
