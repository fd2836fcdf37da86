"""Signing deliveries."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import string

_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_CODES = {38: "&", 60: "<", 62: ">", 34: '"', 39: "'"}
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#0*(\d+)|#[xX]0*([0-9a-fA-F]+));")


def decode_entities(text: str) -> str:
    """Decode the few entities that WordPress decodes in a secret, once."""

    def decoded(match: re.Match) -> str:
        name, decimal, hexadecimal = match.groups()
        if name:
            return _ENTITIES[name]
        code = int(decimal) if decimal else int(hexadecimal, 16)
        return _CODES.get(code, match.group(0))

    return _ENTITY.sub(decoded, text)


def sign(secret: str, body: bytes) -> str:
    """Return the signature of a body: base64 of its HMAC-SHA256."""
    key = decode_entities(secret).encode()
    return base64.b64encode(hmac.new(key, body, hashlib.sha256).digest()).decode()


def new_secret() -> str:
    """Return the secret a store makes for itself when none is given."""
    letters = string.ascii_letters + string.digits + "!#%()*+,-.:;=?@[]^_{|}~"
    return "".join(secrets.choice(letters) for _ in range(50))


def delivery_id(webhook_id: int, now: int) -> str:
    """Return a delivery's id: two deliveries of a hook in one second share it."""
    return hashlib.md5(f"{webhook_id}{now}".encode()).hexdigest()
