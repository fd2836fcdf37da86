"""Counts of what the store has: ``/reports``."""

from collections import Counter

from ..rest.controller import Controller
from ..rest.request import RestRequest
from ..rest.response import RestResponse

_REPORTS = {
    "sales": "List of sales reports.",
    "top_sellers": "List of top sellers products.",
    "orders/totals": "Orders totals.",
    "products/totals": "Products totals.",
    "customers/totals": "Customers totals.",
    "coupons/totals": "Coupons totals.",
    "reviews/totals": "Reviews totals.",
}
_PRODUCT_TYPES = {
    "external": "External/Affiliate product",
    "grouped": "Grouped product",
    "simple": "Simple product",
    "variable": "Variable product",
}
_COUPON_TYPES = {
    "percent": "Percentage discount",
    "fixed_cart": "Fixed cart discount",
    "fixed_product": "Fixed product discount",
}


class Reports(Controller):
    """The list of reports and those that only count."""

    routes = {
        "/wc/v3/reports": {"GET": "list"},
        "/wc/v3/reports/orders/totals": {"GET": "orders"},
        "/wc/v3/reports/products/totals": {"GET": "products"},
        "/wc/v3/reports/customers/totals": {"GET": "customers"},
        "/wc/v3/reports/coupons/totals": {"GET": "coupons"},
        "/wc/v3/reports/reviews/totals": {"GET": "reviews"},
    }

    def permit(self, action: str, request: RestRequest) -> None:
        """Every report counts as a list."""
        super().permit("list", request)

    def list(self, request: RestRequest) -> RestResponse:
        """Return which reports there are."""
        members = []
        for slug, description in _REPORTS.items():
            links = self.item_links("reports", slug)
            self.store.dispatcher.add_target_hints(links, request)
            members.append({"slug": slug, "description": description, "_links": links})
        return RestResponse(members)

    def orders(self, request: RestRequest) -> RestResponse:
        """Count the orders by status."""
        counts = Counter(order.status for order in self.state.orders.values())
        names = {row["slug"]: row["name"] for row in self.state.order_statuses}
        return _totals(names, counts)

    def products(self, request: RestRequest) -> RestResponse:
        """Count the published products by type."""
        rows = self.state.products.values()
        counts = Counter(row["type"] for row in rows if row["status"] == "publish")
        return _totals(_PRODUCT_TYPES, counts)

    def customers(self, request: RestRequest) -> RestResponse:
        """Count the customers by whether they have paid for an order."""
        rows = [r for r in self.state.customers.values() if r["role"] == "customer"]
        paying = sum(1 for row in rows if row["is_paying_customer"])
        names = {"paying": "Paying customer", "non_paying": "Non-paying customer"}
        return _totals(names, {"paying": paying, "non_paying": len(rows) - paying})

    def coupons(self, request: RestRequest) -> RestResponse:
        """Count the coupons by kind of discount."""
        rows = self.state.coupons.values()
        return _totals(_COUPON_TYPES, Counter(row["discount_type"] for row in rows))

    def reviews(self, request: RestRequest) -> RestResponse:
        """Count the reviews by rating."""
        counts = Counter(row["rating"] for row in self.state.reviews.values())
        names = {f"rated_{n}_out_of_5": f"Rated {n} out of 5" for n in range(1, 6)}
        totals = {f"rated_{n}_out_of_5": counts[n] for n in range(1, 6)}
        return _totals(names, totals)


def _totals(names: dict[str, str], counts: dict[str, int]) -> RestResponse:
    return RestResponse(
        [
            {"slug": slug, "name": name, "total": counts.get(slug, 0)}
            for slug, name in names.items()
        ]
    )
