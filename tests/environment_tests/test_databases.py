"""Databases that somebody else is still connected to."""

import pytest

from tests.environment import databases
from tests.environment.console import SetupError

CLEANING = "must be a member of the role whose process is being terminated"


@pytest.fixture
def server(monkeypatch, tmp_path):
    """Refuse as many statements as there are refusals, and return what was asked."""

    class Server:
        def __init__(self):
            self.refusals = []
            self.asked = []

        def query(self, statement):
            self.asked.append(statement)
            if self.refusals:
                raise SetupError(self.refusals.pop())
            return []

    made = Server()
    monkeypatch.setattr(databases, "cluster", lambda: made)
    monkeypatch.setattr(databases, "data_folder", lambda: tmp_path)
    monkeypatch.setattr(databases.time, "sleep", lambda seconds: None)
    return made


def test_a_database_that_is_being_cleaned_is_dropped_afterwards(server):
    server.refusals = [CLEANING, CLEANING]

    databases.drop("woo_live_1_1")

    assert len(server.asked) == 3


def test_another_refusal_is_not_waited_for(server):
    server.refusals = ["no space left on device"]

    with pytest.raises(SetupError, match="no space"):
        databases.drop("woo_live_1_1")

    assert len(server.asked) == 1


def test_a_refusal_that_does_not_pass_is_told(server, monkeypatch):
    monkeypatch.setattr(databases, "SECONDS_FOR_A_BUSY_DATABASE", -1)
    server.refusals = ["is being accessed by other users"] * 2

    with pytest.raises(SetupError, match="other users"):
        databases.clone("woo_base", "woo_live_1_1")

    assert len(server.asked) == 1
