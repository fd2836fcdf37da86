"""Twenty people who sell and deliver the same goods at once do not meet in the
connector: nobody has to wait for it or start over because of it."""

import re

import pytest

from tests.live import odoo_log, stage
from tests.live.conditions import wait_until
from tests.live.connected_store import connect
from tests.live.crowd import Crowd
from tests.live.shop_goods import ShopGoods

USERS = 20
WORKERS = 8
PIECES_EACH = 2
ON_SHELF = 40
QUIET_SECONDS = 120
#: What of a refused statement or an error would be the connector's.
OURS = re.compile(r"woo_|queue_job|woo\.")
#: Odoo's own, whoever is on the way there: it frees a reservation without its cache of
#: quants (``quants_cache=None``), and looks into it where a quant has a twin made.
ODOOS = "self.env.context['quants_cache']["
PUSHES = """
    SELECT count(*) FROM queue_job
     WHERE method_name = '_push_stock' AND state = 'done' AND date_done > %s
"""


@pytest.fixture(scope="module")
def crowded():
    """An Odoo with as many workers as make people meet, and a store."""
    with stage.with_store(workers=WORKERS) as crowded:
        yield crowded


@pytest.fixture(scope="module")
def hired(crowded):
    """Twenty people and goods that a store shows."""
    connected = connect(crowded.odoo, crowded.store.access)
    goods = ShopGoods(crowded.store.client(), "CROWD")
    goods.create()
    crowd = Crowd(crowded, connected, goods)
    crowd.hire(USERS)
    return crowd


@pytest.fixture
def crowd(hired):
    """The same people, with nothing to do yet."""
    hired.begin()
    return hired


def let_work(crowded, crowd):
    """Let all work at once; return once the store was told everything.

    :return: how many pushes ran meanwhile, and what the log has of refusals and faults
    """
    wait_until(crowded.is_idle, QUIET_SECONDS, "the stock at first in the store")
    begun = crowded.database.value("SELECT now() AT TIME ZONE 'UTC'")
    # People who connect a store may meet its first jobs; that is over.
    before = _troubles(crowded)

    crowd.work()

    pushes = crowded.database.value(PUSHES, begun)
    wait_until(crowded.is_idle, QUIET_SECONDS, "all told to the store")
    assert crowd.states() == {"sale.order": {"sale"}, "stock.picking": {"done"}}
    assert crowded.failed_jobs() == []
    return pushes, _troubles(crowded)[len(before) :]


def _troubles(crowded):
    records = odoo_log.records(crowded.server.log_file)
    return [
        record.message
        for record in records
        if record.is_fault or record.is_concurrency_error
    ]


def test_nobody_meets_the_connector(crowded, crowd):
    """Everybody takes the same products, from a shelf and to a place of their own.

    So no two of them change the same quant, and Odoo has no reason to refuse anything:
    whatever is refused would be the connector's doing.
    """
    crowd.reserve("manual")
    crowd.fill([person.shelf for person in crowd.people], ON_SHELF)
    at_first = crowd.free()
    crowd.quote(PIECES_EACH)
    crowd.prepare_deliveries(PIECES_EACH, shared=False)

    pushes, troubles = let_work(crowded, crowd)

    assert crowd.shown() == crowd.left(at_first)
    assert troubles == []
    assert crowd.errors(lambda _error: True) == []
    assert pushes


def is_ours(message: str) -> bool:
    """Tell whether a refusal or a traceback is the connector's."""
    return bool(OURS.search(message)) and ODOOS not in message


def test_what_odoo_refuses_is_not_the_connectors(crowded, crowd):
    """Everybody takes from the same shelf: Odoo lets one after the other change a
    quant, and starts over whoever comes second."""
    crowd.reserve("at_confirm")
    crowd.fill([crowd.stock_location], USERS * ON_SHELF)
    crowd.quote(1)
    crowd.prepare_deliveries(1, shared=True)

    _pushes, troubles = let_work(crowded, crowd)

    # Odoo may leave pieces reserved that nobody waits for, when it gives a quant that
    # is locked a twin; the store is told what Odoo says.
    assert crowd.shown() == crowd.free()
    assert [message for message in troubles if is_ours(message)] == []
    assert crowd.errors(lambda error: is_ours(error.traceback)) == []
