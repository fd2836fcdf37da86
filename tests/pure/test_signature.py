"""Signatures of webhook deliveries."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st
from woo.signature import generate_secret, sign, verify

from .recorded import recorded_deliveries

DELIVERIES = recorded_deliveries("delivery")


@pytest.mark.parametrize("delivery", DELIVERIES, ids=lambda entry: str(entry["n"]))
def test_recorded_deliveries_verify(delivery):
    body = base64.b64decode(delivery["body_base64"])
    headers = dict(delivery["headers"])
    signature = headers["X-WC-Webhook-Signature"]
    secret = delivery.get("signing_key", delivery["secret"])
    assert verify(secret, body, signature)
    assert not verify(secret, body + b" ", signature)
    assert not verify(secret + "x", body, signature)


def test_secret_with_entities_is_decoded_as_the_store_does():
    """The store decodes the secret it was given before it signs."""
    given_secrets = [
        delivery for delivery in DELIVERIES if "&amp;" in delivery["secret"]
    ]
    assert given_secrets
    for delivery in given_secrets:
        body = base64.b64decode(delivery["body_base64"])
        signature = dict(delivery["headers"])["X-WC-Webhook-Signature"]
        assert verify(delivery["secret"], body, signature)


@pytest.mark.parametrize("secret", ["", None])
def test_no_secret_verifies_nothing(secret):
    assert not verify(secret, b"body", sign("", b"body"))


@pytest.mark.parametrize("signature", ["", None, "ü", "AAAA", "=" * 500])
def test_wrong_signatures(signature):
    assert not verify("secret", b"body", signature)


@given(secret=st.text(min_size=1), body=st.binary())
def test_what_was_signed_verifies(secret, body):
    assert verify(secret, body, sign(secret, body))


def test_generated_secrets_survive_the_store():
    secrets = {generate_secret() for _time in range(20)}
    assert len(secrets) == 20
    assert all(secret.isalnum() and secret.isascii() for secret in secrets)
    assert all(len(secret) >= 32 for secret in secrets)
