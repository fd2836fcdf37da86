"""What counts as an equal answer.

Compared are the status, some headers, and of the JSON the keys, types and values.
Not compared is what differs from run to run: ids (only their type, whether they are
zero, and that an id seen before always stands for the same live one), dates (only null
or not and their format), order keys, hashes, host names and numbers inside addresses.
"""

import json
import re
from typing import Any, NamedTuple
from urllib.parse import quote

_HEADERS = (
    "X-WP-Total",
    "X-WP-TotalPages",
    "Link",
    "Allow",
    "Content-Type",
    "Location",
    "WWW-Authenticate",
)
_ID_KEYS = frozenset(
    "id parent_id parent product_id variation_id customer_id order_id instance_id "
    "rate_id resource_id new_draft_order_id refunded_by shipping_class_id "
    "attribute_id".split()
)
_ID_LISTS = frozenset(
    "variations upsell_ids cross_sell_ids grouped_products product_ids used_by "
    "excluded_product_ids product_categories excluded_product_categories".split()
)
_UNCOMPARED_LISTS = frozenset(["related_ids"])
_SECRETS = ("order_key", "cart_hash", "secret")
_ADDRESSES = (
    "href",
    "src",
    "permalink",
    "payment_url",
    "avatar_url",
    "permalink_template",
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d([T ])\d\d:\d\d:\d\d")
_FAMILY_OF_KEY = {
    "product_id": "posts",
    "variation_id": "posts",
    "parent_id": "posts",
    "customer_id": "users",
    "order_id": "posts",
}
_FAMILY_OF_PATH = {
    "/products/categories": "categories",
    "/products/tags": "tags",
    "/products/attributes": "attributes",
    "/products/shipping_classes": "shipping classes",
    "/products": "posts",
    "/orders": "posts",
    "/customers": "users",
    "/coupons": "posts",
    "/webhooks": "webhooks",
    "/taxes": "taxes",
    "/shipping": "zones",
}
_OWN_ID = re.compile(r"(\d+\.)?id|(create|update|delete)\.\d+\.id")


class Difference(NamedTuple):
    """One difference between a recorded and a live answer."""

    kind: str
    path: str
    recorded: Any
    live: Any


class Comparison:
    """Compares the answers of one scenario; remembers which ids belong together."""

    def __init__(self, recorded_bases: list[str], live_bases: list[str]):
        self.recorded_bases = recorded_bases
        self.live_bases = live_bases
        self._ids: dict[str, dict[int, int]] = {}

    def compare(self, step: dict[str, Any], recorded: Any, live: Any):
        """Return the differences of a step's JSON."""
        walk = _Walk(self, step)
        walk.compare(recorded, live, "")
        return walk.differences

    def compare_headers(self, recorded: Any, live: Any) -> list[Difference]:
        """Return the differences of the headers that matter."""
        differences = []
        for name in _HEADERS:
            before, now = recorded.get(name), live.get(name)
            same_way = self._comparable_header(name, before, self.recorded_bases)
            if same_way != self._comparable_header(name, now, self.live_bases):
                differences.append(Difference("header", name, before, now))
        return differences

    def _comparable_header(self, name: str, text: str | None, bases: list[str]) -> Any:
        if text is None:
            return None
        if name == "Allow":
            return sorted(word.strip() for word in text.split(","))
        if name not in ("Link", "Location"):
            return text.replace(" ", "").lower()
        for base in bases:
            text = text.replace(base, "{site}")
        text = _RUN_DEPENDENT_QUERY.sub("V", text)
        return _CREDENTIALS.sub("", re.sub(r"(?<=/)\d+", "N", text))

    def same_id(self, family: str, recorded: int, live: int) -> int:
        """Return the live id that the recorded one stands for, taking over new ones."""
        return self._ids.setdefault(family, {}).setdefault(recorded, live)


_RUN_DEPENDENT_QUERY = re.compile(
    r"modified_after=[^&>]*|modified_before=[^&>]*|(?<![a-z_])after=[^&>]*|"
    r"include=[^&>]*|include%5B\d*%5D=[^&>]*|exclude=[^&>]*|customer=[^&>]*|"
    r"category=[^&>]*"
)
_CREDENTIALS = re.compile(r"oauth_[a-z_]+=[^&>]*&?|consumer_(key|secret)=[^&>]*&?")


class _Walk:
    """The comparison of one answer's JSON."""

    def __init__(self, comparison: Comparison, step: dict[str, Any]):
        self.comparison = comparison
        self.differences: list[Difference] = []
        rules = step.get("compare") or {}
        self.skipped, self.shape_only = rules.get("skip", []), rules.get("shape", [])
        families = _FAMILY_OF_PATH.items()
        path = step["path"]
        self.family = next((f for p, f in families if path.startswith(p)), "other")

    def compare(self, recorded: Any, live: Any, path: str) -> None:
        """Add the differences at and below a path."""
        if _matches(self.skipped, path):
            return
        key = path.rpartition(".")[2]
        if key in _ID_KEYS and _is_id(recorded):
            self._compare_ids(key, recorded, live, path)
        elif _type(recorded) != _type(live):
            self._differ("type", path, _described(recorded), _described(live))
        elif isinstance(recorded, dict):
            self._compare_objects(recorded, live, path)
        elif isinstance(recorded, list):
            self._compare_lists(key, recorded, live, path)
        elif not _matches(self.shape_only, path):
            self._compare_values(key, recorded, live, path)

    def _differ(self, kind: str, path: str, recorded: Any, live: Any) -> None:
        self.differences.append(Difference(kind, path, recorded, live))

    def _compare_objects(self, recorded: dict, live: dict, path: str) -> None:
        prefix = f"{path}." if path else ""
        for key, value in recorded.items():
            if key in live:
                self.compare(value, live[key], prefix + key)
            elif not _matches(self.skipped, prefix + key):
                self._differ("missing", prefix + key, _short(value), None)
        for key in live:
            if key not in recorded and not _matches(self.skipped, prefix + key):
                self._differ("extra", prefix + key, None, _short(live[key]))

    def _compare_lists(self, key: str, recorded: list, live: list, path: str) -> None:
        if key in _UNCOMPARED_LISTS:
            return
        if len(recorded) != len(live):
            self._differ("length", path, len(recorded), len(live))
        if key in _ID_LISTS:
            return
        for index, (before, now) in enumerate(zip(recorded, live, strict=False)):
            self.compare(before, now, f"{path}.{index}" if path else str(index))

    def _compare_ids(self, key: str, recorded: Any, live: Any, path: str) -> None:
        nothing = (0, "0", "")
        if _type(recorded) != _type(live):
            self._differ("type", path, _type(recorded), _type(live))
        elif (recorded in nothing) != (live in nothing):
            self._differ("value", path, recorded, live)
        elif recorded not in nothing and isinstance(recorded, int):
            own = key == "id" and _OWN_ID.fullmatch(path)
            family = _FAMILY_OF_KEY.get(key) or (self.family if own else None)
            expected = family and self.comparison.same_id(family, recorded, live)
            if family and expected != live:
                text = f"recorded {recorded} was live {expected} before"
                self._differ("id", path, text, live)

    def _compare_values(self, key: str, recorded: Any, live: Any, path: str) -> None:
        if not isinstance(recorded, str):
            if recorded != live:
                self._differ("value", path, recorded, live)
            return
        dates = _DATE.search(recorded), _DATE.search(live)
        whole = dates[0] and recorded == dates[0].group(0)
        if all(dates) and (whole or key.startswith("date") or key.endswith("_gmt")):
            if _DATE.sub(r"D\1", recorded) != _DATE.sub(r"D\1", live):
                self._differ("date format", path, recorded, live)
        elif key == "number" and recorded.isdigit() and live.isdigit():
            return
        elif key in _SECRETS:
            if bool(recorded) != bool(live):
                self._differ("value", path, recorded, live)
        elif self._comparable(key, recorded, True) != self._comparable(
            key, live, False
        ):
            self._differ("value", path, recorded, live)

    def _comparable(self, key: str, text: str, recorded: bool) -> str:
        comparison = self.comparison
        bases = comparison.recorded_bases if recorded else comparison.live_bases
        text = _without_run_details(text, bases)
        return re.sub(r"\d+", "N", text) if key in _ADDRESSES else text


def _without_run_details(text: str, bases: list[str]) -> str:
    for base in bases:
        for form in (base, base.replace("/", "\\/"), quote(base, safe="")):
            text = text.replace(form, "{site}")
    if "9977" not in text and ":9/" not in text:
        # not the addresses to which the recorded webhooks were to deliver
        text = re.sub(
            r'https?://(127\.0\.0\.1|localhost)(:\d+)?(?=/|$|")', "{site}", text
        )
    text = re.sub(r"wc_order_[A-Za-z0-9]+", "wc_order_K", text)
    if "{site}" in text:
        text = re.sub(r"\{site\}[^\"\s>]*", _without_numbers, text)
    text = re.sub(r"#\d+", "#N", text)
    text = re.sub(r"[A-Z][a-z]{2} \d{1,2}, \d{4} @ \d\d:\d\d [AP]M", "DATE", text)
    return "UNIXTIME" if re.fullmatch(r"1[6-9]\d{8}", text) else text


def _without_numbers(match: re.Match) -> str:
    return re.sub(r"\d+", "N", match.group())


def _matches(patterns: list[str], path: str) -> bool:
    return any(
        path == pattern or path.startswith(f"{pattern}.") or re.fullmatch(pattern, path)
        for pattern in patterns
    )


def _is_id(value: Any) -> bool:
    if isinstance(value, str):
        return value.isdigit()
    return isinstance(value, int) and not isinstance(value, bool)


def _type(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, int | float):
        return "number"
    return {str: "string", list: "array", dict: "object"}[type(value)]


def _short(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)[:80]


def _described(value: Any) -> str:
    return f"{_type(value)} {_short(value)}"
