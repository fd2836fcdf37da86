"""The cluster lives where its owner may enter and where a socket's path fits."""

import pytest

from tests.environment import postgres


@pytest.fixture
def home(monkeypatch):
    def of(cache_folder, root):
        monkeypatch.setenv("WOO_CACHE", cache_folder)
        monkeypatch.setattr(postgres.system_packages, "is_root", lambda: root)
        return str(postgres.home())

    return of


def test_a_users_cluster_is_in_the_cache(home):
    assert home("/home/u/.cache/w", root=False) == "/home/u/.cache/w/postgres"


def test_roots_cluster_is_where_the_user_postgres_may_enter(home):
    assert home("/root/.cache/w", root=True).startswith("/var/tmp/woo_connector-")


def test_a_long_cache_path_does_not_make_a_long_socket_path(home):
    assert len(home("/home/" + "u" * 120, root=False)) < postgres.LONGEST_SOCKET


def test_each_cache_has_its_own_cluster(home):
    assert home("/root/a", root=True) != home("/root/b", root=True)
