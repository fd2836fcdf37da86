"""What people type as the address of their store."""

from __future__ import annotations

import json

import pytest
import requests
from woo.errors import MisconfiguredError, Reason
from woo.site import find_site, normalize_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("shop.example.com", "https://shop.example.com"),
        (" https://Shop.Example.com/ ", "https://shop.example.com"),
        ("http://shop.example.com:8080", "http://shop.example.com:8080"),
        ("https://example.com/shop/", "https://example.com/shop"),
        ("https://example.com/shop/wp-json/wc/v3", "https://example.com/shop"),
        ("https://example.com/wp-admin/admin.php?page=wc", "https://example.com"),
        ("https://example.com/?utm=1#top", "https://example.com"),
        ("https://[::1]:8443/", "https://[::1]:8443"),
        ("localhost:8069", "https://localhost:8069"),
        ("https://münchen.example", "https://münchen.example"),
    ],
)
def test_normalize(typed, address):
    assert normalize_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    ["", "   ", "https://", "ftp://example.com", "my shop", "https://a:b@example.com"],
)
def test_refused(typed):
    with pytest.raises(MisconfiguredError) as caught:
        normalize_address(typed)
    assert caught.value.reason is Reason.UNREACHABLE


def test_port_out_of_range():
    with pytest.raises(MisconfiguredError):
        normalize_address("https://example.com:99999")


class WordPress(requests.Session):
    """Answers at the address that is asked, without a network."""

    def get(self, url, **options):
        answer = requests.Response()
        answer.status_code = 200
        answer.url = (
            requests.Request("GET", url, params=options["params"]).prepare().url
        )
        answer._content = json.dumps({"namespaces": ["wc/v3"]}).encode()
        return answer


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        ("https://www.MÜNCHEN.example/", "https://www.xn--mnchen-3ya.example"),
        ("https://example.com/bücher", "https://example.com/b%C3%BCcher"),
    ],
)
def test_letters_beyond_ascii_are_no_redirect(typed, address):
    site = find_site(WordPress(), typed, ca_file=None, timeouts=(1, 1))
    assert site.address == address
