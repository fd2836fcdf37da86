"""From the answer that came back to the kind of failure it is.

The rules, in the order they are applied to an answer that is not a plain success:

1. 413 is a rejection: the batch is too big, whoever says so.
2. 408, 425 and 429 pass by themselves.
3. 3xx is never followed: the configured address is not the store's own.
4. 5xx is temporary, except a 500 or 501 for which WooCommerce gives a code of its own
   (`woocommerce_rest_...`): "invalid refund amount" is a 500, "no trash" a 501.
   A 503 web page is an interception (rule 5): maintenance or a firewall's challenge.
5. A web page instead of JSON was written by something in front of WooCommerce. A 404
   page means that WordPress does not answer below /wp-json (plain permalinks);
   any other is an interception, which a job retries and the connection test names.
6. 401 is about the key, 403 about the permissions of the key's user.
7. 404 counts as "not found" only with a code of WooCommerce or WordPress: nothing must
   be taken for deleted because a proxy or a missing route said 404. A PUT on an
   unknown id answers 400 with the same code.
8. Any other 4xx is a rejection.
9. A success that is no JSON (truncated) is temporary, and so is one that is neither
   object nor list: a filter of a plugin that gave nothing back says null.

PHP's warnings before or after the JSON are none of the answer: a store that shows them
(`WP_DEBUG`) puts them there, whatever it says.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from .errors import (
    InterceptedError,
    MisconfiguredError,
    NotFoundError,
    Reason,
    RejectedError,
    TemporaryError,
    WooError,
)
from .redaction import redact

NO_ROUTE = "rest_no_route"

# "Warning: Undefined variable $a in /srv/shop.php on line 7", with or without tags.
_PHP_MESSAGE = re.compile(
    r"\s*(?:<br ?/?>\s*)?(?:<b>|PHP )?(?:Warning|Notice|Deprecated|Strict Standards)"
    r"(?:</b>)?: .{1,2000}? on line (?:<b>)?\d+(?:</b>)?(?:<br ?/?>)?",
    re.DOTALL,
)
_DECODER = json.JSONDecoder()

_PASSING = {408, 425, 429}
_LONGEST_MESSAGE = 300


def read_answer(response: requests.Response) -> Any:
    """The JSON of an answer.

    :raise WooError: the answer is a failure, see the module's rules
    """
    try:
        data = _decoded(response.content)
        readable = isinstance(data, (dict, list))
    except (ValueError, RecursionError):
        data, readable = None, False
    if readable and 200 <= response.status_code < 300:
        return data
    page = not readable and _is_page(response)
    raise _failure(response.status_code, response.headers, data, page)


def _decoded(content: bytes) -> Any:
    # "sig": a theme's file saved with a byte order mark puts one before the JSON.
    text = _after_php_messages(content.decode("utf-8-sig"))
    data, end = _DECODER.raw_decode(text)
    if _after_php_messages(text[end:]):
        raise ValueError("something else follows the JSON")
    return data


def _after_php_messages(text: str) -> str:
    position = 0
    while match := _PHP_MESSAGE.match(text, position):
        position = match.end()
    return text[position:].lstrip()


def of_entry(error: Mapping[str, Any]) -> RejectedError:
    """The failure of one entry of a batch, whose HTTP status was 200."""
    code, message, status = _said(error)
    kind = NotFoundError if _is_unknown_id(code) else RejectedError
    return kind(
        message or f"The store refused this entry ({code}).", code=code, status=status
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds asked for by `Retry-After`, given as seconds or as an HTTP date."""
    value = headers.get("Retry-After", "").strip()
    if not value:
        return None
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, moment.timestamp() - time.time())


def _failure(
    status: int, headers: Mapping[str, str], data: Any, page: bool
) -> WooError:
    code, message, _status = _said(data)
    said: dict[str, Any] = {"code": code, "status": status}
    if status == 413:
        return RejectedError(message or "The request is too big for the store.", **said)
    if status in _PASSING:
        return TemporaryError(
            message or f"The store asks to wait (HTTP {status}).",
            retry_after=retry_after(headers),
            **said,
        )
    if 300 <= status < 400:
        return _redirected(status, headers)
    if status >= 500:
        return _server_failure(status, headers, code, message, page)
    if page:
        return _page(status, headers)
    if status in (401, 403):
        return _refused_access(status, code, message)
    if _is_unknown_id(code) or (status == 404 and _names_missing_object(code)):
        return NotFoundError(message or "The store does not know this object.", **said)
    if status == 404:
        return _no_route(code)
    if status >= 400:
        return RejectedError(message or f"The store refused (HTTP {status}).", **said)
    return TemporaryError("The store's answer cannot be read as JSON.", status=status)


def _server_failure(
    status: int, headers: Mapping[str, str], code: str, message: str, page: bool
) -> WooError:
    if status in (500, 501) and code.startswith("woocommerce_rest_"):
        return RejectedError(message or code, code=code, status=status)
    if status == 503 and page:
        return _page(status, headers)
    return TemporaryError(
        f"The store failed (HTTP {status}). {_short(message)}".strip(),
        code=code,
        status=status,
        retry_after=retry_after(headers),
    )


def _redirected(status: int, headers: Mapping[str, str]) -> MisconfiguredError:
    target = redact(headers.get("Location", "").split("?")[0])
    return MisconfiguredError(
        Reason.REDIRECTED,
        f"The store's address redirects to {target or 'another place'}. Enter the "
        "address the store itself uses: a redirected request loses keys or content.",
        status=status,
    )


def _page(status: int, headers: Mapping[str, str]) -> WooError:
    if status == 404:
        return MisconfiguredError(
            Reason.PERMALINKS_OFF,
            "There is no WordPress REST API at this address. In WordPress, Settings → "
            'Permalinks must not be "Plain".',
            status=status,
        )
    return InterceptedError(
        f"A web page came instead of the store's data (HTTP {status}): a firewall, a "
        "login, a cache or a maintenance page stands before the store.",
        status=status,
        retry_after=retry_after(headers),
    )


def _refused_access(status: int, code: str, message: str) -> MisconfiguredError:
    reason = _access_reason(status, code, message)
    advice = {
        Reason.WRONG_KEY: "The store does not accept the API key.",
        Reason.READ_ONLY_KEY: "The API key may only read; it needs Read/Write.",
        Reason.WRITE_ONLY_KEY: "The API key may only write; it needs Read/Write.",
        Reason.MISSING_PERMISSION: "The API key's user lacks the permission.",
        Reason.FIREWALL: "Something before WooCommerce refuses access to the REST API.",
    }[reason]
    return MisconfiguredError(
        reason, f"{advice} {_short(message)}".strip(), code=code, status=status
    )


def _access_reason(status: int, code: str, message: str) -> Reason:
    if not code.startswith("woocommerce_rest_"):
        return Reason.FIREWALL
    if status == 403:
        return Reason.MISSING_PERMISSION
    # WooCommerce has one code for all three, and its message is translated. In a store
    # that is not English, only the connection test's two checks tell them apart.
    if "write permissions" in message:
        return Reason.READ_ONLY_KEY
    if "read permissions" in message:
        return Reason.WRITE_ONLY_KEY
    return Reason.WRONG_KEY


def _no_route(code: str) -> WooError:
    if code == NO_ROUTE:
        return MisconfiguredError(
            Reason.NOT_WOOCOMMERCE,
            "This WordPress does not know what is asked of it: WooCommerce is missing, "
            "switched off or too old.",
            code=code,
            status=404,
        )
    return InterceptedError("A 404 came that is not WooCommerce's own.", status=404)


def _said(data: Any) -> tuple[str, str, int | None]:
    """Code, message and status out of an error body; blanks when it is none."""
    if not isinstance(data, Mapping):
        return "", "", None
    details = data.get("data")
    status = details.get("status") if isinstance(details, Mapping) else details
    return (
        str(data.get("code") or ""),
        _short(str(data.get("message") or "")),
        status if isinstance(status, int) else None,
    )


def _is_unknown_id(code: str) -> bool:
    return code.endswith("_invalid_id")


def _names_missing_object(code: str) -> bool:
    return code.startswith(("woocommerce_", "wc_", "rest_")) and code != NO_ROUTE


def _is_page(response: requests.Response) -> bool:
    if "html" in response.headers.get("Content-Type", "").lower():
        return True
    return response.content.lstrip()[:1] == b"<"


def _short(text: str) -> str:
    text = " ".join(redact(text).split())
    return text if len(text) <= _LONGEST_MESSAGE else text[: _LONGEST_MESSAGE - 1] + "…"
