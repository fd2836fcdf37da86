"""Fixtures of the pure room's tests: no database, no Odoo."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
import trustme
from woo.authentication import AuthMode
from woo.client import Client

from .local_server import LocalServer

KEY = "ck_0123456789abcdef0123456789abcdef01234567"
SECRET = "cs_76543210fedcba9876543210fedcba9876543210"


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return str(path)


@pytest.fixture(scope="session")
def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context


@pytest.fixture
def server(tls: ssl.SSLContext):
    """A store over https."""
    with LocalServer(tls) as running:
        yield running


@pytest.fixture
def plain_server():
    """A store over plain http."""
    with LocalServer() as running:
        yield running


@pytest.fixture
def client(server: LocalServer, ca_file: str):
    """A client of `server` with short time-outs."""
    with Client(
        server.address,
        KEY,
        SECRET,
        auth_mode=AuthMode.HEADER,
        ca_file=ca_file,
        timeouts=(2, 5),
    ) as running:
        yield running
