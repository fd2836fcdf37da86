"""Webhook deliveries as a store sends them, signed by us."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass


@dataclass(frozen=True)
class Delivery:
    """One HTTP request of a store: headers without Host and Content-Length."""

    path: str
    headers: dict[str, str]
    body: bytes


def signature_of(secret: str, body: bytes) -> str:
    """Sign as WooCommerce does; written here again so that it checks the addon's."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def sign(
    path: str,
    secret: str,
    content: dict,
    delivery_id: str,
    topic: str = "order.updated",
) -> Delivery:
    """Return the delivery of ``content`` under ``topic``.

    :param path: where the store delivers, ``/woo_connector/webhook/<token>``
    :param delivery_id: WooCommerce makes it of hook and second, so it may repeat
    """
    body = json.dumps(content, separators=(",", ":")).encode()
    resource, event = topic.split(".", 1)
    headers = {
        "User-Agent": "WooCommerce/10.7.0 Hookshot (WordPress/6.8.7)",
        "Accept": "*/*",
        "Content-Type": "application/json",
        "X-WC-Webhook-Source": "http://127.0.0.1/",
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Resource": resource,
        "X-WC-Webhook-Event": event,
        "X-WC-Webhook-Signature": signature_of(secret, body),
        "X-WC-Webhook-ID": "1",
        "X-WC-Webhook-Delivery-ID": delivery_id,
    }
    return Delivery(path, headers, body)
