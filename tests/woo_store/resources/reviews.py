"""Reviews of products: ``/products/reviews``."""

import hashlib
from typing import Any

from ..catalogue.titles import permalink
from ..dates import within_dates
from ..rest import php
from ..rest.controller import Controller, crud_routes, refusal
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row
from ..texts import paragraphs

#: what a request calls a status, and what it makes of the review
_STATUSES = {
    "approved": "approved",
    "approve": "approved",
    "1": "approved",
    "hold": "hold",
    "0": "hold",
    "spam": "spam",
    "unspam": "approved",
    "trash": "trash",
    "untrash": "approved",
}
_TEXTS = ("review", "reviewer", "reviewer_email")
_ORDERINGS = {
    "id": lambda row: row["id"],
    "include": lambda row: row["id"],
    "product": lambda row: (row["product_id"], row["id"]),
}
_PAID = ("processing", "completed")


class Reviews(Controller):
    """Reviews; an approved one counts in its product's rating."""

    routes = crud_routes("products/reviews")

    def permit(self, action: str, request: RestRequest) -> None:
        """Check that the review exists before the user's rights."""
        if action in ("get", "update", "delete"):
            self._find(request)
        if request.user is None or not request.user.manages_store:
            raise refusal(action, request)

    def list(self, request: RestRequest) -> RestResponse:
        """Return the reviews, by default the approved ones, the newest first."""
        rows = [row for row in self.state.reviews.values() if self._fits(row, request)]
        key = _ORDERINGS.get(
            request["orderby"], lambda row: (row["date_created_gmt"], row["id"])
        )
        rows.sort(key=key, reverse=request["order"] != "asc")
        return self.listed(request, rows)

    def get(self, request: RestRequest) -> RestResponse:
        """Return one review."""
        return self.respond(self._find(request), request)

    def create(self, request: RestRequest) -> RestResponse:
        """Add a review."""
        if request["id"]:
            code = "woocommerce_rest_review_exists"
            raise RestError(code, "Cannot create existing product review.")
        row = {
            "id": 0,
            "date_created_gmt": self.store.clock.now_gmt(),
            "product_id": self._product(request["product_id"])["id"],
            "status": "hold",
            "rating": 0,
        }
        row.update(dict.fromkeys(_TEXTS, ""))
        self._take_over(row, request)
        self._refuse_duplicate(row)
        row["id"] = self.state.sequences.next("comments")
        self.state.reviews[row["id"]] = row
        self._rate(row["product_id"])
        request.memory["editing"] = True
        response = self.respond(row, request)
        path = f"products/reviews/{row['id']}"
        return self.created(path, response.data, response.links)

    def update(self, request: RestRequest) -> RestResponse:
        """Change a review."""
        row = self._find(request)
        changed, before = dict(row), row["product_id"]
        if php.to_int(request["product_id"]):
            changed["product_id"] = self._product(request["product_id"])["id"]
        self._take_over(changed, request)
        row.update(changed)
        for product in {before, row["product_id"]}:
            self._rate(product)
        request.memory["editing"] = True
        return self.respond(row, request)

    def delete(self, request: RestRequest) -> RestResponse:
        """Move a review to the trash, or delete it for good with ``force``."""
        row = self._find(request)
        request.memory["editing"] = True
        if php.truthy(request["force"]):
            previous = self.respond(row, request).data
            del self.state.reviews[row["id"]]
            self._rate(row["product_id"])
            return RestResponse({"deleted": True, "previous": previous})
        if row["status"] == "trash":
            code = "woocommerce_rest_already_trashed"
            raise RestError(code, "The object has already been trashed.", 410)
        row["status"] = "trash"
        self._rate(row["product_id"])
        return self.respond(row, request)

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a review; its text has paragraphs except in answers to changes."""
        raw = request.memory.get("editing") or request["context"] == "edit"
        product = self.state.products.get(row["product_id"])
        data = {
            "id": row["id"],
            "date_created": self.store.clock.local(row["date_created_gmt"]),
            "date_created_gmt": row["date_created_gmt"],
            "product_id": row["product_id"],
            "product_name": product["name"] if product else "",
            "product_permalink": permalink(self.store, product) if product else "",
            "status": row["status"],
            "reviewer": row["reviewer"],
            "reviewer_email": row["reviewer_email"],
            "review": row["review"] if raw else paragraphs(row["review"]),
            "rating": row["rating"],
            "verified": self._verified(row),
            "reviewer_avatar_urls": _avatars(row["reviewer_email"]),
        }
        up = f"products/{row['product_id']}"
        return RestResponse(
            data, links=self.item_links("products/reviews", row["id"], up=up)
        )

    def _find(self, request: RestRequest) -> Row:
        row = self.state.reviews.get(php.to_int(request["id"]))
        if not row:
            code = "woocommerce_rest_review_invalid_id"
            raise RestError(code, "Invalid review ID.", 404)
        self._product(row["product_id"])
        return row

    def _product(self, number: Any) -> Row:
        row = self.state.products.get(php.to_int(number))
        if not row:
            code = "woocommerce_rest_product_invalid_id"
            raise RestError(code, "Invalid product ID.", 404)
        return row

    def _take_over(self, row: Row, request: RestRequest) -> None:
        for name in _TEXTS:
            if name in request:
                row[name] = php.to_string(request[name])
        if not php.truthy(row["review"]):
            code = "woocommerce_rest_review_content_invalid"
            raise RestError(code, "Invalid review content.")
        if php.truthy(request["rating"]):
            row["rating"] = php.to_int(request["rating"])
        wanted = php.to_string(request["status"])
        row["status"] = _STATUSES.get(wanted, row["status"])

    def _refuse_duplicate(self, row: Row) -> None:
        columns = ("product_id", *_TEXTS)
        for other in self.state.reviews.values():
            same = all(other[column] == row[column] for column in columns)
            if same and other["status"] != "trash":
                raise RestError(
                    "woocommerce_rest_comment_duplicate",
                    "Duplicate comment detected; it looks as though you&#8217;ve "
                    "already said that!",
                    409,
                )

    def _fits(self, row: Row, request: RestRequest) -> bool:
        wanted = request["status"]
        shown = ("approved", "hold") if wanted == "all" else (wanted,)
        include, products = request["include"], request["product"]
        words = php.to_string(request["search"]).lower()
        texts = (row["reviewer"], row["reviewer_email"], row["review"])
        return (
            row["status"] in shown
            and (not include or row["id"] in include)
            and row["id"] not in (request["exclude"] or [])
            and (not products or row["product_id"] in products)
            and request["reviewer_email"] in (None, "", row["reviewer_email"])
            and any(words in text.lower() for text in texts)
            and within_dates(
                self.store.clock, {"date_modified_gmt": "", **row}, request
            )
        )

    def _rate(self, number: int) -> None:
        """Compute a product's rating anew from its approved reviews."""
        ratings = [
            row["rating"]
            for row in self.state.reviews.values()
            if row["product_id"] == number and row["status"] == "approved"
        ]
        ratings = [rating for rating in ratings if rating]
        product = self.state.products.get(number)
        if product:
            mean = sum(ratings) / len(ratings) if ratings else 0
            product["rating_count"] = len(ratings)
            product["average_rating"] = f"{mean:.2f}" if ratings else "0"

    def _verified(self, row: Row) -> bool:
        """Say whether the reviewer has bought the product."""
        email = row["reviewer_email"].lower()
        return any(
            order.status in _PAID
            and order.billing["email"].lower() == email
            and any(line.product_id == row["product_id"] for line in order.line_items)
            for order in self.state.orders.values()
        )


def _avatars(email: str) -> dict[str, str]:
    digest = hashlib.sha256(email.strip().lower().encode()).hexdigest()
    address = f"https://secure.gravatar.com/avatar/{digest}"
    return {str(size): f"{address}?s={size}&d=mm&r=g" for size in (24, 48, 96)}
