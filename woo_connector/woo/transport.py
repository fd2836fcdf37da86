"""From an exception of `requests` to the kind of failure it is."""

from __future__ import annotations

import re

import requests
from urllib3.exceptions import LocationParseError

from .errors import MisconfiguredError, Reason, TemporaryError, WooError

# By what urllib3 says; its own text names the whole address, with keys in its query.
_CONNECTION_WORDS = {
    "NameResolutionError": "The store's name is not known in the network (DNS).",
    "Connection refused": "The store's server refuses the connection.",
    "unreachable": "There is no way through the network to the store's server.",
    "RemoteDisconnected": "The store's server closed the connection without an answer.",
    "Connection reset": "The store's server broke off the connection.",
    "Read timed out": "The store did not answer in time.",
    "IncompleteRead": "The store's answer broke off in the middle.",
}
_CERTIFICATE_FAULT = re.compile(r"certificate verify failed: (.*?) \(_ssl")
_BAD_ADDRESS = (
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.InvalidSchema,
    LocationParseError,
)
#: What sending a request may raise: the exceptions of requests are OSErrors, and for a
#: host name that cannot exist it lets one of urllib3 through.
SENDING_FAILURES = (OSError, LocationParseError)
_BROKEN = (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)


def is_worth_repeating(outcome: object) -> bool:
    """Whether the outcome of a request is a broken connection that may hold next time.

    The usual case is a kept-open connection that the store's server just closed.
    """
    if isinstance(outcome, (requests.Timeout, requests.exceptions.SSLError)):
        return False
    return isinstance(outcome, _BROKEN)


def of_exception(error: Exception) -> WooError:
    """The failure behind one of `SENDING_FAILURES`, without its address or secrets."""
    detail = str(error)
    if isinstance(error, requests.exceptions.SSLError):
        return _tls_failure(detail)
    if isinstance(error, requests.Timeout):
        return TemporaryError("The store did not answer in time.")
    if isinstance(error, _BAD_ADDRESS):
        return MisconfiguredError(
            Reason.UNREACHABLE, "The store's address is not valid."
        )
    if not isinstance(error, requests.RequestException):
        # requests raises a bare OSError when the file of certificates is missing.
        return _unreadable_certificates()
    for sign, words in _CONNECTION_WORDS.items():
        if sign in detail:
            return TemporaryError(words)
    return TemporaryError(
        f"The connection to the store failed ({type(error).__name__})."
    )


def _unreadable_certificates() -> MisconfiguredError:
    return MisconfiguredError(
        Reason.CERTIFICATE, "The file of trusted certificates cannot be read."
    )


def _tls_failure(detail: str) -> WooError:
    if "CERTIFICATE_VERIFY_FAILED" in detail or "doesn't match" in detail:
        fault = _CERTIFICATE_FAULT.search(detail)
        return MisconfiguredError(
            Reason.CERTIFICATE,
            "The store's certificate cannot be trusted"
            + (f": {fault.group(1)}." if fault else "."),
        )
    if "NO_CERTIFICATE_OR_CRL_FOUND" in detail or "PEM lib" in detail:
        return _unreadable_certificates()
    if "WRONG_VERSION_NUMBER" in detail or "record layer failure" in detail:
        return MisconfiguredError(
            Reason.NO_HTTPS, "The store does not speak https at this address."
        )
    return TemporaryError("The secure connection to the store broke.")
