"""Keeps credentials out of logs and messages."""

from __future__ import annotations

import logging
import re

MASK = "***"

_SECRET_PARAMETER = re.compile(
    r"(?i)\b(consumer_key|consumer_secret|oauth_[a-z_]+|password|secret|token)=[^&\s\"'<>]*"
)
_KEY = re.compile(r"\bc[ks]_[0-9a-zA-Z]{8,}")


def redact(text: str) -> str:
    """The text (an address, a log line) with keys, secrets and signatures masked."""
    text = _SECRET_PARAMETER.sub(lambda match: f"{match.group(1)}={MASK}", text)
    return _KEY.sub(MASK, text)


class RedactingFilter(logging.Filter):
    """Masks credentials in the records of a library that logs whole addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact(record.getMessage())
        record.args = ()
        return True
