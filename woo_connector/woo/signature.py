"""Signatures of webhook deliveries: base64(HMAC-SHA256(secret, raw body))."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import string

SECRET_LENGTH = 48

# What WordPress's `wp_specialchars_decode($secret, ENT_QUOTES)` turns back, no more.
_ENTITIES = {
    '"': ("quot", "#034", "#x22"),
    "'": ("#039", "#x27"),
    "<": ("lt", "#060", "#x3c"),
    ">": ("gt", "#062", "#x3e"),
    "&": ("amp", "#038", "#x26"),
}
_CHARACTERS = {
    f"&{name};": character for character, names in _ENTITIES.items() for name in names
}
_ENTITY = re.compile("|".join(map(re.escape, _CHARACTERS)))


def sign(secret: str, body: bytes) -> str:
    """The value of `X-WC-Webhook-Signature` for these exact bytes.

    WooCommerce decodes HTML entities in the secret before it signs, so a secret that
    somebody typed with `&amp;` in it is decoded here too.
    """
    key = _ENTITY.sub(lambda match: _CHARACTERS[match.group()], secret)
    digest = hmac.new(key.encode(), body, hashlib.sha256).digest()
    return base64.b64encode(digest).decode("ascii")


def verify(secret: str | None, body: bytes, signature: str | None) -> bool:
    """Whether the store that shares `secret` signed `body`; compares in constant time.

    A store without a secret proves nothing: no secret or no signature is always False.
    """
    if not secret or not signature:
        return False
    # Compared as bytes: compare_digest refuses text beyond ASCII, and the signature is
    # whatever a stranger sent.
    return hmac.compare_digest(sign(secret, body).encode(), signature.encode())


def generate_secret() -> str:
    """A new webhook secret of letters and digits.

    Only those survive WooCommerce unchanged: it decodes entities in a secret, and
    replaces one that PHP takes for empty, such as "0".
    """
    alphabet = string.ascii_letters + string.digits
    return "".join(secrets.choice(alphabet) for _ in range(SECRET_LENGTH))
