"""What a customer chose with a product: a line's meta data that is meant to be read.

The colour of a variation that is sold in any colour, an engraving, a date of delivery:
the store shows them below the line's name, so they belong into the line's text.
"""

from __future__ import annotations

from .schema.base import Meta, plain_text
from .schema.order import AmountLine

#: Characters of one value; plugins keep whole configurations in meta data.
LONGEST = 500
ATTRIBUTE_PREFIXES = ("attribute_", "pa_")


def details(line: AmountLine) -> list[tuple[str, str]]:
    """Return (label, text) of what the store shows below the line, in its order.

    The store's own rules: nothing whose key begins with an underscore, nothing empty,
    nothing but text and numbers, and of a variation nothing that its name says already.
    """
    shown = []
    for meta in line.meta_data:
        text = _text(meta)
        hidden = meta.key.startswith("_") or not text
        if not hidden and not (_is_variation(line) and _is_in_name(text, line.name)):
            shown.append((_label(meta), text))
    return shown


def _text(meta: Meta) -> str:
    value = meta.value if meta.display_value in (None, "") else meta.display_value
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    text = plain_text(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _label(meta: Meta) -> str:
    """Return the label; of an attribute that was deleted only the key is left."""
    label = plain_text(meta.display_key or meta.key)
    if label != meta.key or not label.startswith(ATTRIBUTE_PREFIXES):
        return label
    for prefix in ATTRIBUTE_PREFIXES:
        label = label.removeprefix(prefix)
    return label.replace("-", " ").replace("_", " ").strip().capitalize()


def _is_variation(line: AmountLine) -> bool:
    return bool(getattr(line, "variation_id", 0))


def _is_in_name(text: str, name: str) -> bool:
    """Whether the options at the end of a variation's name name it."""
    text, name = text.casefold(), name.casefold()
    return f" {text}," in name or name.endswith(f" {text}")
