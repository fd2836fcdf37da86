"""What a store is told of shipments, and what it says of them already."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from .schema.base import listed

#: Where WooCommerce Shipment Tracking and Advanced Shipment Tracking keep their items.
TRACKING_ITEMS = "_wc_shipment_tracking_items"


@dataclass(frozen=True)
class Parcel:
    """A tracking number and what belongs to it.

    :param key: names the parcel among all that Odoo has ever sent
    :param number: of the carrier
    :param link: where the carrier shows where the parcel is
    :param carrier: its name, for people
    :param provider: the carrier as the plugin names it, where that is known
    :param shipped_at: seconds since 1970
    """

    key: str
    number: str
    link: str = ""
    carrier: str = ""
    provider: str = ""
    shipped_at: int = 0

    @property
    def tracking_id(self) -> str:
        """What the plugins call the item; they show it in links."""
        return hashlib.md5(self.key.encode(), usedforsecurity=False).hexdigest()

    def item(self) -> dict[str, str]:
        """The parcel as both plugins read it: a known carrier, or one with a link."""
        return {
            "tracking_provider": self.provider,
            "custom_tracking_provider": "" if self.provider else self.carrier,
            "custom_tracking_link": "" if self.provider else self.link,
            "tracking_number": self.number,
            "date_shipped": str(self.shipped_at),
            "tracking_id": self.tracking_id,
        }


# === Notes === #


def as_note(lines: Iterable[str]) -> str:
    """Lines of plain text as a note of an order, which is HTML."""
    return html.escape("\n".join(lines), quote=False)


def note_says(note: str, words: Iterable[str]) -> bool:
    """Whether a note of the store has all these references, whole ones."""
    text = html.unescape(note)
    return all(
        re.search(rf"(?<![\w/-]){re.escape(word)}(?![\w/-])", text) for word in words
    )


# === Tracking items === #


def merged_items(
    meta_data: Any, parcels: Collection[Parcel], ours: Collection[str]
) -> tuple[dict[str, Any] | None, list[str]]:
    """The entry of ``meta_data`` to write, and which items in it are ours.

    ``None`` when the order says all of it. Items of others are left where they are:
    other plugins refer to them by their position. One with the same number stands for
    the parcel, whoever wrote it.

    :param ours: ids of items written for these parcels before
    """
    entry = _entry(meta_data)
    before = _by_position(entry.get("value"))
    wanted = {parcel.tracking_id: parcel.item() for parcel in parcels}
    after = {
        position: _merged(item, wanted)
        for position, item in before.items()
        if _id(item) not in ours or _id(item) in wanted
    }
    present = {_id(item) for item in after.values()}
    numbers = {_number(item) for item in after.values()}
    for tracking_id, item in wanted.items():
        if tracking_id not in present and _number(item) not in numbers:
            after[_next_position(after)] = item
    kept = {_id(item) for item in after.values()}
    own = [tracking_id for tracking_id in wanted if tracking_id in kept]
    if after == before:
        return None, own
    return {**entry, "key": TRACKING_ITEMS, "value": _as_stored(after)}, own


def _entry(meta_data: Any) -> dict[str, Any]:
    entries = listed(meta_data)
    entries = entries if isinstance(entries, list) else []
    found = [each for each in entries if each.get("key") == TRACKING_ITEMS]
    return {"id": found[0]["id"], "value": found[0].get("value")} if found else {}


def _by_position(value: Any) -> dict[Any, Any]:
    """Items by position; PHP writes a list with gaps as an object."""
    if isinstance(value, dict):
        return {int(key) if key.isdigit() else key: value[key] for key in value}
    return dict(enumerate(value)) if isinstance(value, list) else {}


def _next_position(items: dict[Any, Any]) -> int:
    numbered = [position for position in items if isinstance(position, int)]
    return max(numbered, default=-1) + 1


def _as_stored(items: dict[Any, Any]) -> Any:
    if list(items) == list(range(len(items))):
        return list(items.values())
    return {str(position): item for position, item in items.items()}


def _merged(item: Any, wanted: dict[str, dict[str, str]]) -> Any:
    """An item of ours as it is now, with what plugins added to it."""
    now = wanted.get(_id(item))
    if now is None:
        return item
    # When it was shipped somebody may have corrected in the store.
    return {**item, **now, "date_shipped": item.get("date_shipped") or "0"}


def _id(item: Any) -> str:
    return str(item.get("tracking_id") or "") if isinstance(item, dict) else ""


def _number(item: Any) -> str:
    return str(item.get("tracking_number") or "") if isinstance(item, dict) else ""
