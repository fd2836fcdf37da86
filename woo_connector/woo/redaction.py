"""Keeps credentials out of logs and messages."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping

MASK = "***"

_SECRET_PARAMETER = re.compile(
    r"(?i)\b(consumer_key|consumer_secret|oauth_[a-z_]+|password|secret|token)=[^&\s\"'<>]*"
)
_KEY = re.compile(r"\bc[ks]_[0-9a-zA-Z]{8,}")
_SECRET_HEADERS = {"authorization", "cookie", "set-cookie", "x-wc-webhook-signature"}


def redact(text: str) -> str:
    """The text (an address, a log line) with keys, secrets and signatures masked."""
    text = _SECRET_PARAMETER.sub(lambda match: f"{match.group(1)}={MASK}", text)
    return _KEY.sub(MASK, text)


def redact_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """HTTP headers for a log: the values that grant access are masked."""
    return {
        name: MASK if name.lower() in _SECRET_HEADERS else redact(value)
        for name, value in headers.items()
    }


class RedactingFilter(logging.Filter):
    """Masks credentials in the records of a library that logs whole addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact(record.getMessage())
        record.args = ()
        return True
