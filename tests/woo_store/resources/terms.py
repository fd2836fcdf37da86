"""What categories, tags, shipping classes, brands and attribute values share."""

from typing import Any

from .. import texts
from ..rest import php
from ..rest.controller import Controller, refusal
from ..rest.errors import RestError, trash_not_supported
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row, Table

_ORDERINGS = {
    "id": lambda row: row["id"],
    "include": lambda row: row["id"],
    "slug": lambda row: row["slug"],
    "term_group": lambda row: 0,
    "description": lambda row: row["description"].lower(),
    "name": lambda row: (texts.remove_accents(row["name"]).lower(), row["id"]),
}


class Terms(Controller):
    """Base of the resources whose members are terms of a taxonomy."""

    #: name of the table in the state
    table = ""
    #: path below ``/wc/v3``, as in links
    path = ""
    hierarchical = False
    pages_by_offset = True

    # what subclasses may change

    def rows(self, request: RestRequest) -> Table:
        """Return the table that the request is about."""
        return getattr(self.state, self.table)

    def collection(self, request: RestRequest) -> str:
        """Return the path of the collection."""
        return self.path

    def new_row(self, request: RestRequest) -> Row:
        """Return the columns that a new term has besides the common ones."""
        return {}

    def update_row(self, row: Row, request: RestRequest) -> None:
        """Take over further columns from a request."""

    def shown(self, row: Row) -> Row:
        """Return the answer's data, but for ``count``."""
        columns = ("id", "name", "slug", "description")
        return {column: row[column] for column in columns}

    def uses(self, row: Row) -> list[int]:
        """Return the ids of the products that have the term."""
        return []

    def listed_count(self, row: Row) -> int:
        """Return the ``count`` in lists."""
        return len(self.uses(row))

    # permissions

    def permit(self, action: str, request: RestRequest) -> None:
        """Check that the term exists before the user's rights."""
        if action in ("get", "update", "delete"):
            self.find(request)
        if request.user is None or not request.user.manages_store:
            raise refusal(action, request)

    def find(self, request: RestRequest) -> Row:
        """Return the request's term or raise ``RestError`` 404."""
        row = self.rows(request).get(php.to_int(request["id"]))
        if not row:
            code, message = "woocommerce_rest_term_invalid", "Resource does not exist."
            raise RestError(code, message, 404)
        return row

    # handlers

    def list(self, request: RestRequest) -> RestResponse:
        """Return the terms, by default by name."""
        rows = [
            row for row in self.rows(request).values() if self._wanted(row, request)
        ]
        order_by = request["orderby"]
        if order_by == "count":
            rows.sort(key=lambda row: len(self.uses(row)))
        else:
            rows.sort(key=_ORDERINGS.get(order_by, _ORDERINGS["name"]))
        if request["order"] == "desc":
            rows.reverse()
        request.memory["listing"] = True
        return self.listed(request, rows)

    def get(self, request: RestRequest) -> RestResponse:
        """Return one term."""
        return self.respond(self.find(request), request)

    def create(self, request: RestRequest) -> RestResponse:
        """Add a term."""
        row = {
            "id": 0,
            "name": texts.term_name(php.to_string(request["name"])),
            "slug": "",
            "description": "",
            **self.new_row(request),
        }
        parent = self._parent(request)
        self._refuse_duplicate(row["name"], parent, request)
        if self.hierarchical:
            row["parent"] = parent
        wanted = texts.slug(php.to_string(request["slug"]) or row["name"])
        row["slug"] = self._unique_slug(wanted, parent, request)
        self._update(row, request)
        row["id"] = self.state.sequences.next("terms")
        self.rows(request)[row["id"]] = row
        response = self.respond(row, request)
        path = f"{self.collection(request)}/{row['id']}"
        return self.created(path, response.data, response.links)

    def update(self, request: RestRequest) -> RestResponse:
        """Change a term."""
        row = self.find(request)
        if "name" in request:
            name = texts.term_name(php.to_string(request["name"]))
            if not name:
                text = "A name is required for this term."
                raise RestError("empty_term_name", text, 500, data=None)
            row["name"] = name
        if "slug" in request:
            self._change_slug(row, texts.slug(php.to_string(request["slug"])), request)
        if "parent" in request:
            row["parent"] = self._changed_parent(row, request)
        self._update(row, request)
        return self.respond(row, request)

    def delete(self, request: RestRequest) -> RestResponse:
        """Delete a term for good; its children go to its parent."""
        if not php.truthy(request["force"]):
            raise trash_not_supported()
        row = self.find(request)
        response = self.respond(row, request)
        del self.rows(request)[row["id"]]
        for child in self.rows(request).values():
            if child.get("parent") == row["id"]:
                child["parent"] = row["parent"]
        self.forget(row)
        return response

    def forget(self, row: Row) -> None:
        """Take a deleted term away from the products."""

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a term."""
        listing = request.memory.get("listing")
        count = self.listed_count(row) if listing else len(self.uses(row))
        more = {"up": f"{self.path}/{row['parent']}"} if row.get("parent") else {}
        links = self.item_links(self.collection(request), row["id"], **more)
        return RestResponse({**self.shown(row), "count": count}, links=links)

    def _update(self, row: Row, request: RestRequest) -> None:
        if "description" in request:
            text = php.to_string(request["description"])
            row["description"] = texts.filter_inline_html(text)
        self.update_row(row, request)

    def _parent(self, request: RestRequest) -> int:
        if "parent" not in request:
            return 0
        if not self.hierarchical:
            code = "woocommerce_rest_taxonomy_not_hierarchical"
            message = "Can not set resource parent, taxonomy is not hierarchical."
            raise RestError(code, message)
        parent = php.to_int(request["parent"])
        if parent and parent not in self.rows(request):
            raise RestError("missing_parent", "Parent term does not exist.")
        return parent

    def _changed_parent(self, row: Row, request: RestRequest) -> int:
        """Return the new parent; an error of WordPress itself has the status 500.

        A term below itself would make a ring, so its members lose their parents.
        """
        try:
            parent = self._parent(request)
        except RestError as error:
            if error.code == "missing_parent":
                raise RestError(error.code, error.message, 500, data=None) from None
            raise
        rows = self.rows(request)
        above = [parent]
        while above[-1] in rows and above[-1] != row["id"]:
            above.append(rows[above[-1]]["parent"])
        if above[-1] == row["id"]:
            for number in above:
                rows[number]["parent"] = 0
        return 0 if parent == row["id"] else parent

    def _refuse_duplicate(self, name: str, parent: int, request: RestRequest) -> None:
        if not name:
            raise RestError("empty_term_name", "A name is required for this term.")
        given_slug = texts.slug(php.to_string(request["slug"]))
        for row in self.rows(request).values():
            same_level = not self.hierarchical or row["parent"] == parent
            if row["name"].lower() != name.lower() or not same_level:
                continue
            if not given_slug or given_slug == row["slug"]:
                raise self._duplicate(row)

    def _duplicate(self, row: Row) -> RestError:
        where = "with this parent" if self.hierarchical else "in this taxonomy"
        message = f"A term with the name provided already exists {where}."
        return RestError("term_exists", message, resource_id=row["id"])

    def _unique_slug(self, wanted: str, parent: int, request: RestRequest) -> str:
        taken = {row["slug"] for row in self.rows(request).values()}
        if wanted not in taken:
            return wanted
        if parent:
            wanted = f"{wanted}-{self.rows(request)[parent]['slug']}"
            if wanted not in taken:
                return wanted
        number = 2
        while f"{wanted}-{number}" in taken:
            number += 1
        return f"{wanted}-{number}"

    def _change_slug(self, row: Row, slug: str, request: RestRequest) -> None:
        for other in self.rows(request).values():
            if other is not row and other["slug"] == slug:
                text = (
                    f"The slug &#8220;{slug}&#8221; is already in use by another term."
                )
                raise RestError("duplicate_term_slug", text, 500, data=None)
        row["slug"] = slug or texts.slug(row["name"])

    def _wanted(self, row: Row, request: RestRequest) -> bool:
        conditions: list[tuple[Any, Any]] = [
            (request["include"], lambda ids: row["id"] in ids),
            (request["exclude"], lambda ids: row["id"] not in ids),
            (request["slug"], lambda slug: row["slug"] == slug),
            (request["search"], lambda words: _contains(row, words)),
            (request["hide_empty"], lambda _: self.uses(row)),
            (request["product"], lambda product: product in self.uses(row)),
        ]
        if self.hierarchical and request["parent"] is not None:
            conditions.append(([request["parent"]], lambda ids: row["parent"] in ids))
        return all(test(value) for value, test in conditions if value)


def _contains(row: Row, words: str) -> bool:
    words = words.lower()
    return words in row["name"].lower() or words in row["slug"]
