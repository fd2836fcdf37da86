"""Errors as the WordPress REST API answers them."""

from typing import Any


class RestError(Exception):
    """An error answer: ``{"code", "message", "data": {"status", ...}}``.

    ``data`` replaces the whole ``data`` member where WooCommerce answers something
    else than an object there (some failures of refunds answer the integer 500, some of
    WordPress null). A code is a text, save where WooCommerce answers an exception's
    own, which is a number.
    """

    def __init__(
        self,
        code: str | int,
        message: str,
        status: int = 400,
        *,
        headers: dict[str, str] | None = None,
        data: Any = ...,
        **extra: Any,
    ):
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.headers = headers or {}
        self.data = {"status": status, **extra} if data is ... else data

    def body(self) -> dict[str, Any]:
        """Return the JSON body of the answer."""
        return {"code": self.code, "message": self.message, "data": self.data}


def no_route() -> RestError:
    """Return the error for a path or a method that no route takes."""
    message = "No route was found matching the URL and request method."
    return RestError("rest_no_route", message, 404)


def trash_not_supported(message: str = "Resource does not support trashing."):
    """Return the error for a DELETE without ``force`` where nothing can be trashed."""
    return RestError("woocommerce_rest_trash_not_supported", message, 501)
