"""Global product attributes: ``/products/attributes``, and their values."""

from .. import texts
from ..rest import php
from ..rest.controller import Controller, crud_routes, refusal
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row, Table
from .terms import Terms

_MAX_SLUG = 28
_ORDERS = ("menu_order", "name", "name_num", "id")
_RESERVED = frozenset(
    "attachment author calendar cat category day error exact feed id keyword m more "
    "name nav_menu order orderby p page paged post preview product s search second "
    "static status tag taxonomy term theme title type types w withcomments year".split()
)


class Attributes(Controller):
    """Attributes; a row's ``slug`` has no ``pa_``."""

    routes = crud_routes("products/attributes")

    def permit(self, action: str, request: RestRequest) -> None:
        """Check that the attribute exists before the user's rights.

        What was found once in a request stays found, also when it was deleted since.
        """
        if action in ("get", "update", "delete"):
            self._find(request)
        super().permit(action, request)

    def list(self, request: RestRequest) -> RestResponse:
        """Return all attributes by name; there are no pages."""
        rows = sorted(self.state.attributes.values(), key=lambda row: row["name"])
        response = self.listed(request, rows, len(rows))
        response.headers = {"X-WP-Total": str(len(rows)), "X-WP-TotalPages": "1"}
        return response

    def get(self, request: RestRequest) -> RestResponse:
        """Return one attribute."""
        return self.respond(self._find(request), request)

    def create(self, request: RestRequest) -> RestResponse:
        """Add an attribute."""
        name = texts.clean_line(php.to_string(request["name"]))
        row = {"id": 0, "name": name, "type": "select", "order_by": "menu_order"}
        row["has_archives"] = False
        row["slug"] = self._checked_slug(request["slug"] or name, row, "create")
        _take_over(row, request)
        row["id"] = self.state.sequences.next("attributes")
        self.state.attributes[row["id"]] = row
        response = self.respond(row, request)
        path = f"products/attributes/{row['id']}"
        return self.created(path, response.data, response.links)

    def update(self, request: RestRequest) -> RestResponse:
        """Change an attribute."""
        row = self._find(request)
        if "slug" in request:
            row["slug"] = self._checked_slug(request["slug"], row, "edit")
        if "name" in request:
            row["name"] = texts.clean_line(php.to_string(request["name"]))
        _take_over(row, request)
        return self.respond(row, request)

    def delete(self, request: RestRequest) -> RestResponse:
        """Delete an attribute with its values, also without ``force``."""
        row = self._find(request)
        del self.state.attributes[row["id"]]
        terms = self.state.terms
        for term in [t for t in terms.values() if t["attribute_id"] == row["id"]]:
            del terms[term["id"]]
        return self.respond(row, request)

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show an attribute."""
        columns = ("type", "order_by", "has_archives")
        data = {"id": row["id"], "name": row["name"], "slug": f"pa_{row['slug']}"}
        data.update({column: row[column] for column in columns})
        return RestResponse(
            data, links=self.item_links("products/attributes", row["id"])
        )

    def _find(self, request: RestRequest) -> Row:
        number = php.to_int(request["id"])
        found = request.memory.setdefault("attributes", {})
        if number not in found:
            if number not in self.state.attributes:
                raise invalid_taxonomy("Resource does not exist.")
            found[number] = self.state.attributes[number]
        return found[number]

    def _checked_slug(self, wanted: str, row: Row, action: str) -> str:
        slug = texts.slug(php.to_string(wanted)).removeprefix("pa_")
        if len(slug) > _MAX_SLUG:
            text = f'Slug "{slug}" is too long (28 characters max). Shorten it, please.'
        elif slug in _RESERVED:
            text = f'Slug "{slug}" is not allowed because it is a reserved term. '
            text += "Change it, please."
        elif any(
            other["slug"] == slug and other["id"] != row["id"]
            for other in self.state.attributes.values()
        ):
            text = f'Slug "{slug}" is already in use. Change it, please.'
        else:
            return slug
        raise RestError(f"woocommerce_rest_cannot_{action}", text)


def _take_over(row: Row, request: RestRequest) -> None:
    if "type" in request:
        row["type"] = request["type"]
    if "order_by" in request:
        known = request["order_by"] in _ORDERS
        row["order_by"] = request["order_by"] if known else "menu_order"
    if "has_archives" in request:
        row["has_archives"] = php.truthy(request["has_archives"])


def invalid_taxonomy(message: str) -> RestError:
    """Return the error for an attribute that does not exist."""
    return RestError("woocommerce_rest_taxonomy_invalid", message, 404)


class AttributeTerms(Terms):
    """Values of an attribute: ``/products/attributes/{id}/terms``."""

    routes = crud_routes(r"products/attributes/(?P<attribute_id>[\d]+)/terms")
    table = "terms"

    def permit(self, action: str, request: RestRequest) -> None:
        """Check that the attribute exists, then the term, then the user's rights."""
        if php.to_int(request["attribute_id"]) not in self.state.attributes:
            raise invalid_taxonomy("Taxonomy does not exist.")
        if action in ("get", "update", "delete"):
            self.find(request)
        if request.user is None or not request.user.manages_store:
            raise refusal(action, request)

    def rows(self, request: RestRequest) -> Table:
        """Return the values of the request's attribute."""
        return _OwnTerms(self.state.terms, php.to_int(request["attribute_id"]))

    def collection(self, request: RestRequest) -> str:
        """Return the path of the attribute's values."""
        return f"products/attributes/{php.to_int(request['attribute_id'])}/terms"

    def new_row(self, request: RestRequest) -> Row:
        """Return the columns of a new value."""
        return {"attribute_id": php.to_int(request["attribute_id"]), "menu_order": 0}

    def update_row(self, row: Row, request: RestRequest) -> None:
        """Take over the value's place."""
        if "menu_order" in request:
            row["menu_order"] = php.to_int(request["menu_order"])

    def shown(self, row: Row) -> Row:
        """Show a value with its place."""
        return {**super().shown(row), "menu_order": row["menu_order"]}

    def uses(self, row: Row) -> list[int]:
        """Return the published products that have the value."""
        return [
            product["id"]
            for product in self.state.products.values()
            if product["status"] == "publish"
            and any(row["id"] in a.get("terms", ()) for a in product["attributes"])
        ]

    def forget(self, row: Row) -> None:
        """Take a deleted value away from the products."""
        for product in self.state.products.values():
            for attribute in product["attributes"]:
                if row["id"] in attribute.get("terms", ()):
                    attribute["terms"].remove(row["id"])


class _OwnTerms(dict):
    """The terms of one attribute; additions and deletions reach the whole table."""

    def __init__(self, table: Table, attribute_id: int):
        rows = {i: r for i, r in table.items() if r["attribute_id"] == attribute_id}
        super().__init__(rows)
        self._table = table

    def __setitem__(self, key: int, row: Row) -> None:
        super().__setitem__(key, row)
        self._table[key] = row

    def __delitem__(self, key: int) -> None:
        super().__delitem__(key)
        del self._table[key]
