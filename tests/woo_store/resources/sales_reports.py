"""Reports of sales: ``/reports/sales`` and ``/reports/top_sellers``."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from ..orders.model import Order
from ..orders.refunds import refunds_of
from ..php_numbers import add_up, json_number, number_format
from ..rest import php
from ..rest.controller import Controller
from ..rest.request import RestRequest
from ..rest.response import RestResponse

_SOLD = ("completed", "processing", "on-hold", "refunded")
_BEST = 12
#: with more months than these a report groups by month
_MONTHS_BY_DAY = 3


@dataclass(frozen=True)
class Range:
    """The days of a report, both included, in the site's time."""

    first: date
    last: date
    by_month: bool = False

    def keys(self) -> list[str]:
        """Return the names of the report's parts: days or months."""
        days = range((self.last - self.first).days + 1)
        every = [self.key(self.first + timedelta(days=number)) for number in days]
        return list(dict.fromkeys(every))

    def key(self, day: date) -> str:
        """Return the part that a day belongs to."""
        return day.isoformat()[: 7 if self.by_month else 10]


class SalesReports(Controller):
    """What was sold, and which products most; amounts have two decimals."""

    routes = {
        "/wc/v3/reports/sales": {"GET": "sales"},
        "/wc/v3/reports/top_sellers": {"GET": "top_sellers"},
    }

    def permit(self, action: str, request: RestRequest) -> None:
        """Every report counts as a list."""
        super().permit("list", request)

    def sales(self, request: RestRequest) -> RestResponse:
        """Return one report, in a list as WooCommerce does."""
        when = self._range(request)
        orders = self._orders(when)
        registered = self._registered(when)
        totals = {
            key: _part([order for order in orders if self._key(when, order) == key])
            for key in when.keys()
        }
        for key, part in totals.items():
            part["customers"] = registered[key]
        days = (when.last - when.first).days + 1
        refunded = add_up(
            php.to_float(refund.amount)
            for order in orders
            for refund in refunds_of(self.store, order.id)
        )
        report = _report(orders, refunded, len(totals) if when.by_month else days)
        report["totals_grouped_by"] = "month" if when.by_month else "day"
        report["totals"] = totals
        report["total_customers"] = sum(registered.values())
        return RestResponse([{**report, "_links": self._about()}])

    def top_sellers(self, request: RestRequest) -> RestResponse:
        """Return the products sold most often."""
        sold: Counter[int] = Counter()
        names: dict[int, str] = {}
        for order in self._orders(self._range(request)):
            for line in order.line_items:
                sold[line.product_id] += line.quantity
                names.setdefault(line.product_id, line.name)
        members = []
        for number, quantity in sold.most_common(_BEST):
            row = self.state.products.get(number)
            title = row["name"] if row else names[number]
            links = self._about()
            links["product"] = [{"href": self.store.api_url(f"products/{number}")}]
            data = {"title": title, "product_id": number, "quantity": quantity}
            members.append({**data, "_links": links})
        return RestResponse(members)

    def _about(self) -> dict[str, list]:
        return {"about": [{"href": self.store.api_url("reports")}]}

    def _range(self, request: RestRequest) -> Range:
        today = self.store.clock.now().astimezone(self.store.clock.zone).date()
        first_of_month = today.replace(day=1)
        period = request["period"]
        if period == "week":
            return Range(today - timedelta(days=6), today)
        if period == "month":
            return Range(first_of_month, today)
        if period == "last_month":
            last = first_of_month - timedelta(days=1)
            return Range(last.replace(day=1), last)
        if period == "year":
            return Range(today.replace(month=1, day=1), today, by_month=True)
        given = request["date_min"] or request["date_max"]
        first = _day(request["date_min"], today)
        last = max(first, _day(request["date_max"], today)) if given else today
        months = (last.year - first.year) * 12 + last.month - first.month
        return Range(first, last, by_month=months > _MONTHS_BY_DAY)

    def _day_of(self, gmt: str) -> date:
        return date.fromisoformat((self.store.clock.local(gmt) or "")[:10])

    def _key(self, when: Range, order: Order) -> str:
        return when.key(self._day_of(order.date_created))

    def _orders(self, when: Range) -> list[Order]:
        return [
            order
            for order in self.state.orders.values()
            if order.status in _SOLD
            and when.first <= self._day_of(order.date_created) <= when.last
        ]

    def _registered(self, when: Range) -> Counter[str]:
        days = [
            self._day_of(row["date_created_gmt"])
            for row in self.state.customers.values()
            if row["role"] == "customer"
        ]
        return Counter(when.key(d) for d in days if when.first <= d <= when.last)


def _day(given: Any, otherwise: date) -> date:
    try:
        return date.fromisoformat(php.to_string(given))
    except ValueError:
        return otherwise


def _sum(orders: list[Order], *names: str) -> float:
    return add_up(php.to_float(getattr(o, name)) for o in orders for name in names)


def _items(orders: list[Order]) -> int:
    return sum(line.quantity for order in orders for line in order.line_items)


def _part(orders: list[Order]) -> dict[str, Any]:
    return {
        "sales": number_format(_sum(orders, "total"), 2),
        "orders": len(orders),
        "items": _items(orders),
        "tax": number_format(_sum(orders, "total_tax"), 2),
        "shipping": number_format(_sum(orders, "shipping_total"), 2),
        "discount": number_format(_sum(orders, "discount_total"), 2),
    }


def _report(orders: list[Order], refunded: float, parts: int) -> dict[str, Any]:
    sales = _sum(orders, "total") - refunded
    net = sales - _sum(orders, "total_tax", "shipping_total")
    part = _part(orders)
    return {
        "total_sales": number_format(sales, 2),
        "net_sales": number_format(net, 2),
        "average_sales": number_format(net / parts, 2),
        "total_orders": part["orders"],
        "total_items": part["items"],
        "total_tax": part["tax"],
        "total_shipping": part["shipping"],
        "total_refunds": json_number(refunded),
        "total_discount": part["discount"],
    }
