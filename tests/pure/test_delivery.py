"""What webhook deliveries say."""

from __future__ import annotations

import base64

import pytest
from woo.errors import RejectedError
from woo.schema import Delivery, DeliveryKind

from .recorded import recorded_deliveries


def parsed(recording) -> Delivery:
    body = base64.b64decode(recording["body_base64"])
    return Delivery.parse(dict(recording["headers"]), body)


@pytest.mark.parametrize(
    "recording", recorded_deliveries("delivery"), ids=lambda entry: str(entry["n"])
)
def test_recorded_deliveries(recording):
    delivery = parsed(recording)
    headers = dict(recording["headers"])
    assert delivery.topic == headers["X-WC-Webhook-Topic"]
    assert delivery.resource == headers["X-WC-Webhook-Resource"]
    assert delivery.delivery_id == headers["X-WC-Webhook-Delivery-ID"]
    assert delivery.webhook_id == int(headers["X-WC-Webhook-ID"])
    assert bool(delivery.object_id) == (delivery.kind is not DeliveryKind.ERROR)


def test_every_kind_was_recorded():
    kinds = {parsed(recording).kind for recording in recorded_deliveries("delivery")}
    assert kinds == {DeliveryKind.OBJECT, DeliveryKind.ERROR, DeliveryKind.ACTION}


@pytest.mark.parametrize(
    "recording", recorded_deliveries("ping"), ids=lambda entry: str(entry["n"])
)
def test_recorded_pings_name_no_object(recording):
    """The controller acknowledges a ping; here it is no delivery."""
    with pytest.raises(RejectedError):
        parsed(recording)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"1", b"null", b"{}", b"\xff"),
        *(b'{"id": "x"}', b'{"id": -1}', b'{"id": "%s"}' % (b"9" * 5000)),
        b'{"id": 1, "meta": %s' % (b"[" * 100_000),
    ],
)
def test_bodies_no_store_sends(body):
    with pytest.raises(RejectedError):
        Delivery.parse({}, body)


@pytest.mark.parametrize("argument", ["true", "-1", '"7"', "null", "[7]", "1.5"])
def test_arguments_of_actions_that_are_no_ids(argument):
    body = f'{{"action": "x", "arg": {argument}}}'.encode()
    assert Delivery.parse({}, body).object_id == 0
