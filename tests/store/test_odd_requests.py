"""No request brings the store down: it answers, or refuses as WordPress does."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.odd_requests import begin, new_front, requests_of, send
from tests.woo_store.front import HttpResponse

FRONT = new_front()
REQUESTS = st.sampled_from(FRONT.dispatcher.endpoints).flatmap(requests_of)


@settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
@given(st.lists(REQUESTS, min_size=1, max_size=3))
def test_odd_values(requests):
    """Whatever is sent, the answer is JSON, and a refusal has code and message."""
    begin(FRONT)
    for method, path, value in requests:
        _check(send(FRONT, method, path, value))


def _check(response: HttpResponse) -> None:
    answer = json.loads(response.body, parse_constant=_not_json)
    if response.status >= 400:
        assert isinstance(answer["code"], str)
        assert isinstance(answer["message"], str)
        assert "data" in answer


def _not_json(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")
