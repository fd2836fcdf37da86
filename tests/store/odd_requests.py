"""Requests with values of odd types, for every route that the store serves."""

import base64
import json
import re
from typing import Any

from hypothesis import strategies as st

from tests.woo_store.front import Front, HttpRequest, HttpResponse
from tests.woo_store.rest.dispatch import Endpoint
from tests.woo_store.seeding import seed_from
from tests.woo_store.server import FRONT, build_app
from tests.woo_store.store import Store, standard_keys

_NAMES = {
    "location": ["FR", "EU", "zz"],
    "currency": ["EUR", "zzz"],
    "slug": ["reduced-rate", "nosuch"],
    "group_id": ["general", "tax", "nosuch"],
    "method_id": ["flat_rate", "nosuch"],
}
_NUMBERS = ["0", "1", "2", "12", "15", "16", "22", "26", "35", "59", "60", "999999"]
_WORDS = ["bacs", "flat_rate", "woocommerce_currency", "nosuch"]
_PLAIN = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        -1,
        16,
        3.7,
        1e300,
        10**30,
        "",
        "0",
        "16",
        "abc",
        "1e999",
        "12,50",
        "<b>x</b> & 'é' \U0001f600 \x00",
        "2026-11-23T08:00:00",
        "0000-99-99",
        "a@example.com",
        "http://[::1",
        "fixed_cart",
        "processing",
        "save10",
    ]
)
_KEYS = st.sampled_from(["id", "key", "value", "name", "code", "total", "0", "src"])
ODD = st.recursive(
    _PLAIN,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=3)
    ),
    max_leaves=6,
)


def new_front() -> Front:
    """Return a store in this process."""
    store = Store(
        seed_from("pristine"),
        site_url="https://shop.test",
        keys=standard_keys("k", "s"),
    )
    return build_app(store)[FRONT]


def begin(front: Front) -> None:
    """Reset the store and give it an order, a coupon, a refund and a webhook."""
    front.store.reset()
    order = {
        "status": "processing",
        "line_items": [{"product_id": 16, "quantity": 3}],
        "shipping_lines": [{"method_id": "flat_rate", "total": "5"}],
        "fee_lines": [{"name": "Gift", "total": "2"}],
    }
    for path, body in (
        ("orders", order),
        ("coupons", {"code": "save10", "discount_type": "percent", "amount": "10"}),
        ("orders/59/refunds", {"amount": "1", "api_refund": False}),
        ("webhooks", {"topic": "order.created", "delivery_url": "http://x.test/"}),
    ):
        assert send(front, "POST", f"/wc/v3/{path}", body).status == 201


def send(front: Front, method: str, path: str, value: Any) -> HttpResponse:
    """Send a value as the query of a reading request, else as the JSON body."""
    reads = method in ("GET", "DELETE")
    pair = base64.b64encode(b"k:s").decode()
    return front.handle(
        HttpRequest(
            method,
            "https",
            "shop.test",
            f"/wp-json{path}",
            _query(value) if reads else "",
            {"content-type": "application/json", "authorization": f"Basic {pair}"},
            b"" if reads else json.dumps(value).encode(),
        )
    )


def _query(value: Any) -> str:
    if not isinstance(value, dict):
        return "force=true"
    pairs = []
    for name, item in value.items():
        if isinstance(item, list):
            pairs += [f"{name}[]={_text(each)}" for each in item]
        elif isinstance(item, dict):
            pairs += [f"{name}[{key}]={_text(each)}" for key, each in item.items()]
        else:
            pairs.append(f"{name}={_text(item)}")
    return "&".join(pairs)


def _text(value: Any) -> str:
    return re.sub(r"[&#+ ]", "", str(value))


@st.composite
def requests_of(draw: st.DrawFn, endpoint: Endpoint) -> tuple[str, str, Any]:
    """Draw method, path and value of a request to a route."""
    method = draw(st.sampled_from(sorted(endpoint.handlers)))
    path = endpoint.route.pattern
    for name in endpoint.route.expression.groupindex:
        number = r"[\d]+" in path.partition(f"(?P<{name}>")[2].partition(")")[0]
        choice = _NUMBERS if number else _NAMES.get(name, _WORDS)
        part = draw(st.sampled_from(choice))
        path = re.sub(rf"\(\?P<{name}>[^)]*\)", part, path)
    return method, path, draw(_values(endpoint, method))


@st.composite
def _values(draw: st.DrawFn, endpoint: Endpoint, method: str) -> Any:
    arguments = endpoint.route.arguments(method)
    if endpoint.route.pattern.endswith("/batch"):
        return draw(_batches(arguments))
    if draw(st.integers(0, 9)) == 0:
        return draw(ODD)
    return draw(_objects(arguments))


@st.composite
def _batches(draw: st.DrawFn, arguments: dict[str, Any]) -> Any:
    entries = st.lists(_objects(arguments) | ODD, max_size=2)
    numbers = st.sampled_from([int(number) for number in _NUMBERS])
    batch = {kind: draw(entries | ODD) for kind in ("create", "update", "delete")}
    for entry in batch["update"] if isinstance(batch["update"], list) else []:
        if isinstance(entry, dict):
            entry["id"] = draw(numbers)
    return batch


@st.composite
def _objects(draw: st.DrawFn, schemas: dict[str, Any]) -> dict[str, Any]:
    """Draw some of the declared names, each with a fitting or an odd value."""
    if not schemas:
        return draw(st.dictionaries(_KEYS, ODD, max_size=2))
    names = draw(st.lists(st.sampled_from(sorted(schemas)), max_size=5, unique=True))
    required = [name for name in schemas if schemas[name].get("required") is True]
    return {name: draw(_value(schemas[name])) for name in {*names, *required}}


def _value(schema: dict[str, Any]) -> st.SearchStrategy:
    kinds: list[st.SearchStrategy] = [ODD]
    if schema.get("enum"):
        kinds.append(st.sampled_from(schema["enum"]))
    if schema.get("properties"):
        kinds.append(_objects(schema["properties"]))
    if schema.get("items"):
        kinds.append(st.lists(st.deferred(lambda: _value(schema["items"])), max_size=2))
    return st.one_of(kinds)
