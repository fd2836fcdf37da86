"""A store that stumbles loses nothing: the work is tried again."""

import pytest


@pytest.mark.parametrize(
    "fault", ["too_many_requests", "server_error", "reset", "truncated", "html"]
)
def test_an_order_arrives_once_the_store_answers_again(
    running, connected, buy, arrives, fault
):
    """The order is announced, but the store does not answer questions about it."""
    order = None
    with running.store.misbehaving(fault, path="/wp-json/wc/v3/orders"):
        order = buy("LIVE-02")
