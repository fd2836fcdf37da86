"""Credentials never reach a log."""

from __future__ import annotations

import logging

from hypothesis import given
from hypothesis import strategies as st
from woo.redaction import MASK, RedactingFilter, redact


def test_parameters_of_an_address():
    address = "https://x.example/wp-json/wc/v3/orders?consumer_key=ck_1&page=2"
    assert redact(address) == address.replace("ck_1", MASK)
    signed = "GET /orders?oauth_signature=aB%2F%3D&oauth_nonce=1 HTTP/1.1"
    assert "aB" not in redact(signed)
    assert redact(signed).endswith("HTTP/1.1")


@given(st.text("0123456789abcdef", min_size=40, max_size=40))
def test_keys_anywhere_in_a_text(digits):
    text = redact(f"refused (ck_{digits}, cs_{digits}).")
    assert digits not in text
    assert text == f"refused ({MASK}, {MASK})."


def test_harmless_text_stays():
    text = "PUT products/12 -> 404: Invalid ID. ck_ is a prefix"
    assert redact(text) == text


def test_filter_masks_arguments_of_a_record():
    record = logging.LogRecord(
        "x", logging.DEBUG, "", 0, 'GET "%s"', ("/?consumer_secret=cs_1",), None
    )
    assert RedactingFilter().filter(record)
    assert record.getMessage() == f'GET "/?consumer_secret={MASK}"'
