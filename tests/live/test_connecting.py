"""The wizard says in plain words why a store cannot be connected."""

from dataclasses import replace

import pytest

from tests.live.connected_store import ConnectionRefusedError, try_connection
from tests.live.ports import free_ports


def refusal(running, access) -> str:
    with pytest.raises(ConnectionRefusedError) as refused:
        try_connection(running.odoo, access)
    return f"{refused.value.failure} {refused.value.remedy}".lower()


def test_a_wrong_key(running):
    access = replace(running.store.access, consumer_key="ck_" + "0" * 40)

    assert "key" in refusal(running, access)


def test_a_wrong_secret(running):
    access = replace(running.store.access, consumer_secret="cs_" + "0" * 40)

    assert "secret" in refusal(running, access)


def test_a_read_only_key(running):
    assert "read" in refusal(running, running.store.access_with("_read_only"))


def test_a_write_only_key(running):
    assert "write" in refusal(running, running.store.access_with("_write_only"))


def test_a_certificate_nobody_knows(running):
    access = replace(running.store.access, ca_file="")

    assert "certificate" in refusal(running, access)


def test_nobody_there(running):
    access = replace(
        running.store.access, address=f"https://127.0.0.1:{free_ports(1)[0]}"
    )

    assert "reach" in refusal(running, access)


def test_not_a_shop(running):
    """Odoo itself answers, but is no WooCommerce."""
    access = replace(running.store.access, address=running.server.address)

    assert "woocommerce" in refusal(running, access)


def test_a_firewall_page(running):
    running.store.misbehave("firewall")

    assert "firewall" in refusal(running, running.store.access)


def test_the_secret_is_nowhere_in_the_log(running, connected):
    log = running.server.log_file.read_text()

    assert running.store.access.consumer_secret not in log
    assert running.store.access.consumer_key not in log
