"""What people type as the address of their store."""

from __future__ import annotations

import pytest
from woo.errors import MisconfiguredError, Reason
from woo.site import normalize_address


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
