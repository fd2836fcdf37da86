"""What a store is asked to refund, and which of its refunds is that already.

Lines are told only where they sum to the amount: a refund whose lines say one thing and
whose amount another would leave the store's reports and ours apart. Where they cannot,
the amount stands alone, which WooCommerce takes as well.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from .apportion import apportion, unit_of
from .errors import RejectedError
from .order_amounts import ZERO
from .refund_amounts import RefundedLine, refund_amounts
from .schema.refund import Refund


@dataclass(frozen=True)
class Wanted:
    """What is to be refunded.

    :param amount: all of it, with tax
    :param lines: what for; none where that cannot be told
    """

    amount: Decimal
    lines: tuple[RefundedLine, ...] = ()

    def body(self, reason: str, *, pays_back: bool, restocks: bool) -> dict[str, Any]:
        """The content of `POST /orders/{id}/refunds`.

        :param pays_back: whether the gateway is to send the money
        :param restocks: whether the store puts the pieces back on its shelf
        """
        body: dict[str, Any] = {
            "amount": _text(self.amount),
            "reason": reason,
            "api_refund": pays_back,
            "api_restock": restocks,
        }
        if self.lines:
            body["line_items"] = [_line_body(line) for line in self.lines]
        return body


def _line_body(line: RefundedLine) -> dict[str, Any]:
    """A line as the API takes it: shipping and fees have no quantity there."""
    body: dict[str, Any] = {"id": line.line_id, "refund_total": _text(line.net)}
    if line.quantity:
        body["quantity"] = int(line.quantity)
    taxes = [
        {"id": rate, "refund_total": _text(tax)}
        for rate, tax in line.taxes.items()
        if tax
    ]
    return {**body, "refund_tax": taxes} if taxes else body


def _text(amount: Decimal) -> str:
    return f"{amount:f}"


# === Lines === #


def told_lines(
    lines: Iterable[RefundedLine], amount: Decimal, decimals: int
) -> tuple[RefundedLine, ...]:
    """The lines as a refund of the amount can tell them; none when it cannot.

    Lines of one line of the order become one. What rounding made them miss the amount
    by is placed on their nets.

    :param lines: in whole units of the currency
    """
    found = [line for line in _merged(lines) if line.quantity or line.net or line.tax]
    if not found or any(_is_taken_back(line) for line in found):
        return ()
    nets = [line.net for line in found]
    target = amount - sum((line.tax for line in found), ZERO)
    shares = apportion(nets, target, unit_of(decimals))
    if shares is None or any(share < 0 for share in shares):
        return ()
    return tuple(
        replace(line, net=share) for line, share in zip(found, shares, strict=True)
    )


def _is_taken_back(line: RefundedLine) -> bool:
    """Whether it charges instead of giving back, which WooCommerce does not do."""
    return min((line.net, line.quantity, *line.taxes.values())) < 0


def _merged(lines: Iterable[RefundedLine]) -> list[RefundedLine]:
    found: dict[int, RefundedLine] = {}
    for line in lines:
        known = found.get(line.line_id)
        found[line.line_id] = known + line if known else line
    return list(found.values())


def by_rate(
    tax: Decimal, charged: Mapping[int, Decimal], decimals: int
) -> dict[int, Decimal] | None:
    """A tax as amounts of the store's rates that it is in Odoo; `None` without any.

    :param charged: what the order's line was charged of each of these rates
    """
    if not charged:
        return {} if not tax else None
    whole = sum(charged.values(), ZERO)
    if not whole:
        first = next(iter(charged))
        return {rate: tax if rate == first else ZERO for rate in charged}
    exact = [tax * amount / whole for amount in charged.values()]
    shares = apportion(exact, tax, unit_of(decimals))
    return dict(zip(charged, shares, strict=True)) if shares is not None else None


# === What the store has already === #


def bears(reason: str, mark: str) -> bool:
    """Whether the reason of a refund has our mark, as a whole."""
    text = html.unescape(reason)
    return re.search(rf"(?<![\w/-]){re.escape(mark)}", text) is not None


def marked(
    payloads: Iterable[Mapping[str, Any]], mark: str
) -> Mapping[str, Any] | None:
    """The oldest refund of the store with our mark."""
    found = [one for one in payloads if bears(str(one.get("reason") or ""), mark)]
    return min(found, key=lambda one: one["id"], default=None)


def same(
    payloads: Iterable[Mapping[str, Any]],
    wanted: Wanted,
    decimals: int,
    amount_is_enough: Collection[int] = (),
) -> Mapping[str, Any] | None:
    """The oldest refund of the store that gives back just what is wanted.

    :param amount_is_enough: ids of refunds of which the lines may be others
    """
    for payload in sorted(payloads, key=lambda one: one["id"]):
        try:
            refund = Refund.parse(payload)
        except RejectedError:
            continue
        if refund.amount == wanted.amount and (
            refund.id in amount_is_enough
            or _contents(refund_amounts(refund, decimals).lines)
            == _contents(wanted.lines)
        ):
            return payload
    return None


def _contents(lines: Iterable[RefundedLine]) -> dict[int, tuple[Decimal, ...]]:
    return {
        line.line_id: (line.quantity, line.net, line.tax)
        for line in lines
        if line.quantity or line.net or line.tax
    }
