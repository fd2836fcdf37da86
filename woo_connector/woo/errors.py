"""What can go wrong between us and a store, in the four kinds a caller must tell apart.

* `TemporaryError`: nobody has to do anything, the same request may succeed later.
* `RejectedError`: the store understood and refused; the same request never succeeds.
* `NotFoundError`: the object does not exist (any more) in the store.
* `MisconfiguredError`: a person has to change something in the store or in Odoo;
  `reason` says what.

Messages are plain English sentences for the person who reads a failed job. They never
hold credentials, and no personal data beyond what the store itself put in its message.
"""

from __future__ import annotations

from enum import Enum


class Reason(str, Enum):
    """Why a store cannot be used as it is configured. The value is a stable key."""

    WRONG_KEY = "wrong_key"
    READ_ONLY_KEY = "read_only_key"
    WRITE_ONLY_KEY = "write_only_key"
    MISSING_PERMISSION = "missing_permission"
    NO_HTTPS = "no_https"
    CERTIFICATE = "certificate"
    UNREACHABLE = "unreachable"
    REDIRECTED = "redirected"
    FIREWALL = "firewall"
    PERMALINKS_OFF = "permalinks_off"
    NOT_WOOCOMMERCE = "not_woocommerce"


class WooError(Exception):
    """Base of every failure this room raises.

    :param message: one plain sentence, complete enough to act upon
    :param code: WooCommerce's own error code (`woocommerce_rest_...`), "" when none
    :param status: HTTP status of the answer, None when there was no answer
    """

    def __init__(self, message: str, *, code: str = "", status: int | None = None):
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status


class TemporaryError(WooError):
    """The store or the way to it failed just now; try the same again later.

    :param retry_after: seconds the store asked us to wait, None when it did not say
    """

    def __init__(
        self,
        message: str,
        *,
        code: str = "",
        status: int | None = None,
        retry_after: float | None = None,
    ):
        super().__init__(message, code=code, status=status)
        self.retry_after = retry_after


class InterceptedError(TemporaryError):
    """A web page came where WooCommerce's JSON was due.

    A firewall's challenge, a maintenance page or a cache answered in the store's place.
    Most of these pass by themselves, so a job retries; only the connection test, which
    has a person in front of it, turns this into `MisconfiguredError(FIREWALL)`.
    """


class RejectedError(WooError):
    """The store refuses this request and will refuse it again (bad data)."""


class NotFoundError(RejectedError):
    """The addressed object does not exist in the store."""


class MisconfiguredError(WooError):
    """The store cannot be used until a person changes a setting.

    :param reason: which setting, see `Reason`
    """

    def __init__(
        self,
        reason: Reason,
        message: str,
        *,
        code: str = "",
        status: int | None = None,
    ):
        super().__init__(message, code=code, status=status)
        self.reason = reason
