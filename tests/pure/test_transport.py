"""Exceptions of requests, without what they would give away."""

from __future__ import annotations

import pytest
import requests
from woo.errors import MisconfiguredError, TemporaryError
from woo.transport import is_worth_repeating, of_exception


@pytest.mark.parametrize(
    ("exception", "kind"),
    [
        (requests.ReadTimeout(), TemporaryError),
        (requests.ConnectTimeout(), TemporaryError),
        (requests.ConnectionError("Connection reset by peer"), TemporaryError),
        (requests.exceptions.ContentDecodingError(), TemporaryError),
        (requests.exceptions.SSLError("EOF occurred"), TemporaryError),
        # The file of trusted certificates holds none.
        (requests.exceptions.SSLError("[X509] PEM lib"), MisconfiguredError),
        (
            requests.exceptions.SSLError("[X509: NO_CERTIFICATE_OR_CRL_FOUND]"),
            MisconfiguredError,
        ),
        (requests.exceptions.InvalidURL(), MisconfiguredError),
        (requests.exceptions.MissingSchema(), MisconfiguredError),
    ],
)
def test_exceptions(exception, kind):
    assert type(of_exception(exception)) is kind


def test_exception_does_not_show_the_address():
    error = of_exception(requests.ConnectionError("url: /x?consumer_key=ck_12345678"))
    assert "ck_" not in error.message and "/x" not in error.message


@pytest.mark.parametrize(
    ("outcome", "repeat"),
    [
        (requests.ConnectionError(), True),
        (requests.exceptions.ChunkedEncodingError(), True),
        (requests.ConnectTimeout(), False),
        (requests.ReadTimeout(), False),
        (requests.exceptions.SSLError(), False),
        (OSError(), False),
        (requests.Response(), False),
    ],
)
def test_what_is_worth_a_second_try(outcome, repeat):
    assert is_worth_repeating(outcome) is repeat
