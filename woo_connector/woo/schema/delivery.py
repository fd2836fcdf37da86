"""What a webhook delivery says: which object something happened to.

The body is a doorbell. WooCommerce builds it when it delivers, not when the event
happens, so the object itself is fetched anew wherever the body says anything new.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from ..errors import RejectedError

#: Digits of the largest number MySQL keeps; Python refuses to read thousands.
LONGEST_ID = 20


class DeliveryKind(str, Enum):
    """OBJECT names an object; ERROR came although its object is gone; ACTION belongs to
    a custom `action.*` topic."""

    OBJECT = "object"
    ERROR = "error"
    ACTION = "action"


@dataclass(frozen=True)
class Delivery:
    """One delivery.

    :param object_id: id of the order, product, … in the store; 0 for ERROR
    :param delivery_id: not unique, it hashes the hook's id and the current second
    """

    kind: DeliveryKind
    object_id: int = 0
    topic: str = ""
    resource: str = ""
    event: str = ""
    webhook_id: int = 0
    delivery_id: str = ""
    source: str = ""

    @classmethod
    def parse(cls, headers: Mapping[str, str], body: bytes) -> Delivery:
        """Read a delivery. Verify its signature first: this trusts what it reads.

        :param headers: of the request, names in any case
        :raise RejectedError: the body is none that WooCommerce sends
        """
        fields = {name.lower(): value for name, value in headers.items()}
        kind, object_id = _read_body(body)
        return cls(
            kind,
            object_id,
            topic=fields.get("x-wc-webhook-topic", ""),
            resource=fields.get("x-wc-webhook-resource", ""),
            event=fields.get("x-wc-webhook-event", ""),
            webhook_id=_whole(fields.get("x-wc-webhook-id", "0")),
            delivery_id=fields.get("x-wc-webhook-delivery-id", ""),
            source=fields.get("x-wc-webhook-source", ""),
        )


def _read_body(body: bytes) -> tuple[DeliveryKind, int]:
    try:
        # Of bytes Python would take other encodings, too, which no store signs.
        data = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise RejectedError("The webhook's body is not JSON.") from None
    if not isinstance(data, dict):
        raise RejectedError("The webhook's body is not a JSON object.")
    if "id" in data:
        return DeliveryKind.OBJECT, _whole(data["id"])
    if "action" in data:
        return DeliveryKind.ACTION, _argument(data.get("arg"))
    if "code" in data:
        return DeliveryKind.ERROR, 0
    raise RejectedError("The webhook's body names no object.")


def _argument(value: object) -> int:
    """The first argument of a custom action where it is an id; it can be anything."""
    is_id = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return value if is_id else 0


def _whole(value: object) -> int:
    text = str(value)
    if not text.isascii() or not text.isdigit() or len(text) > LONGEST_ID:
        raise RejectedError("An id in the webhook is not a whole number.")
    return int(text)
