"""Rules of misbehaviour and the dice that decide when they hit."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

#: what may happen to a request, in the order in which it is looked at
REQUEST_KINDS = (
    "latency",
    "strip_authorization",
    "reset_before",
    "too_many_requests",
    "server_error",
    "firewall",
    "reset_after",
    "truncated",
)
#: what may happen to a delivery
WEBHOOK_KINDS = ("webhook_lost", "webhook_doubled", "webhook_late", "webhook_reordered")


class BadRuleError(Exception):
    """A rule that cannot be used; the text says why."""


@dataclass
class Rule:
    """One kind of misbehaviour.

    ``path`` is a regular expression searched in the request's path (of a webhook: in
    its topic), ``methods`` limits it to some, ``rate`` is the probability
    from 0 to 1, ``times`` how often it may happen at most. ``seconds`` is the latency
    or lateness, ``retry_after`` the header of a 429 (none when null), ``status`` that
    of a server error or of the firewall's page.
    """

    kind: str
    path: str = ""
    methods: list[str] = field(default_factory=list)
    rate: float = 1.0
    times: int | None = None
    seconds: float = 1.0
    retry_after: float | None = None
    status: int | None = None
    id: int = 0
    hits: int = 0

    @classmethod
    def read(cls, given: dict[str, Any], number: int) -> Rule:
        """Return the rule of a JSON object; raise BadRuleError for a wrong one."""
        if given.get("kind") not in (*REQUEST_KINDS, *WEBHOOK_KINDS):
            known = ", ".join((*REQUEST_KINDS, *WEBHOOK_KINDS))
            raise BadRuleError(f"kind is not one of {known}")
        try:
            rule = cls(**{**given, "id": number, "hits": 0})
            re.compile(rule.path)
        except (TypeError, re.error) as error:
            raise BadRuleError(str(error)) from None
        return rule

    def covers(self, method: str, path: str) -> bool:
        """Tell whether the rule is about such a request."""
        spent = self.times is not None and self.hits >= self.times
        wanted = not self.methods or method in self.methods
        return not spent and wanted and bool(re.search(self.path, path))


class Faults:
    """The rules in force; the same seed makes the same misbehaviour."""

    def __init__(self, seed: int = 1):
        self.rules: list[Rule] = []
        self._numbers = 0
        self._dice = random.Random(seed)

    def add(self, given: dict[str, Any]) -> Rule:
        """Put a rule into force."""
        self._numbers += 1
        rule = Rule.read(given, self._numbers)
        self.rules.append(rule)
        return rule

    def clear(self, seed: int | None = None) -> None:
        """Behave again; a seed starts the dice anew."""
        self.rules.clear()
        if seed is not None:
            self._dice = random.Random(seed)

    def remove(self, rule_id: int) -> None:
        """Take one rule out of force."""
        self.rules = [rule for rule in self.rules if rule.id != rule_id]

    def hitting(self, kinds: tuple[str, ...], method: str, path: str) -> Iterator[Rule]:
        """Return the rules that hit this time, counting them."""
        for kind in kinds:
            for rule in self.rules:
                if rule.kind != kind or not rule.covers(method, path):
                    continue
                if self._dice.random() < rule.rate:
                    rule.hits += 1
                    yield rule
                    break

    def shown(self) -> list[dict[str, Any]]:
        """Return the rules as JSON."""
        return [asdict(rule) for rule in self.rules]
