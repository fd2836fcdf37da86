"""Addresses as text: what two of them have in common, and how one reads."""

from __future__ import annotations

import re
import unicodedata

from .schema import Address

# Punctuation, blanks and control characters separate words; marks that only shape the
# text (joiners, soft hyphens, directions) are nothing at all. Symbols stay: a name may
# be one emoji.
_NOTHING = "Cf"
_SEPARATORS = ("P", "Z", "C")


def plain(text: str | None) -> str:
    """A text without what people write differently each time.

    Case, blanks, punctuation, full-width letters and ways of composing accents do not
    matter. Nothing that distinguishes two words in any script is lost.
    """
    letters = []
    for letter in unicodedata.normalize("NFKC", text or "").casefold():
        category = unicodedata.category(letter)
        if category == _NOTHING:
            continue
        letters.append(" " if category.startswith(_SEPARATORS) else letter)
    # Folding the case can take composed letters apart.
    return " ".join(unicodedata.normalize("NFKC", "".join(letters)).split())


def place_key(
    name: str | None,
    street: str | None,
    street2: str | None,
    postcode: str | None,
    city: str | None,
) -> tuple[str, ...]:
    """What makes two addresses the same person at the same place.

    Where a street's two lines part does not matter, nor do the blanks of a postcode.
    """
    return (
        plain(name),
        plain(f"{street or ''} {street2 or ''}"),
        plain(postcode).replace(" ", ""),
        plain(city),
    )


def phone_digits(number: str | None) -> str:
    """The digits of a phone number, all that counts when two are compared."""
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", number or ""))


def address_text(address: Address) -> str:
    """An address in lines, as the order says it: nothing looked up, nothing left out.

    Empty when the address says nothing; a country alone is what the checkout presets.
    """
    if address.is_empty():
        return ""
    lines = (
        address.company,
        address.name,
        address.address_1,
        address.address_2,
        f"{address.postcode} {address.city}".strip(),
        ", ".join(filter(None, (address.state, address.country))),
        address.phone,
        address.email,
    )
    return "\n".join(filter(None, lines))
