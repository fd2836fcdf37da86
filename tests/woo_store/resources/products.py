"""Products: ``/products``."""

from typing import Any

from .. import texts
from ..catalogue import (
    attributes,
    form,
    images,
    prices,
    query,
    stock,
    stock_form,
    titles,
    trash,
    view,
)
from ..catalogue.duplicate import duplicate
from ..catalogue.rows import (
    default_category,
    find_row,
    is_variation,
    new_product,
    variations_of,
)
from ..metadata import apply_meta
from ..rest import php
from ..rest.controller import Controller, crud_routes, refusal
from ..rest.errors import RestError
from ..rest.paging import page_of, paging_headers
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row

_KINDS = ("simple", "grouped", "external", "variable")
_NO_SLUG = ("draft", "pending", "auto-draft")


class Products(Controller):
    """Products; reading takes the id of a variation too."""

    routes = {
        **crud_routes("products"),
        r"/wc/v3/products/(?P<id>[\d]+)/related": {"GET": "related"},
        r"/wc/v3/products/(?P<id>[\d]+)/duplicate": {"POST": "duplicate"},
        "/wc/v3/products/custom-fields/names": {"GET": "field_names"},
    }

    def arguments(self, method: str, declared: dict[str, Any]) -> dict[str, Any]:
        """Allow the tax classes that the store has now."""
        if "enum" not in declared.get("tax_class", {}):
            return declared
        slugs = list(self.state.tax_classes)
        return {**declared, "tax_class": {**declared["tax_class"], "enum": slugs}}

    def permit(self, action: str, request: RestRequest) -> None:
        """Let requests about unknown products through: they get their 404 later."""
        if action in ("get", "update", "delete", "related"):
            if not find_row(self.state, php.to_int(request["id"])):
                return
            action = "get" if action == "related" else action
        action = "list" if action == "field_names" else action
        if request.user is None or not request.user.manages_store:
            raise refusal(action, request)

    def list(self, request: RestRequest) -> RestResponse:
        """Return the products, the newest first."""
        return self.listed(request, query.find_products(self.store, request))

    def get(self, request: RestRequest) -> RestResponse:
        """Return one product."""
        return self.respond(self._find(request, 404), request)

    def related(self, request: RestRequest) -> RestResponse:
        """Return the ids of similar products."""
        row = self._find(request, 404)
        return RestResponse({"related_ids": view.related(self.store, row)})

    def field_names(self, request: RestRequest) -> RestResponse:
        """Return the names of the products' custom fields that are not hidden."""
        words = php.to_string(request["search"]).strip().lower()
        metas = [m for row in self.state.products.values() for m in row["meta_data"]]
        keys = {php.to_string(meta["key"]) for meta in metas}
        keys = {key for key in keys if not key.startswith("_")}
        names = sorted(key for key in keys if words in key.lower())
        if request["order"] == "desc":
            names.reverse()
        page, total = php.to_int(request["page"]), len(names)
        headers = paging_headers(request, page, total, self.store.site_url)
        return RestResponse(page_of(request, names), headers=headers)

    def create(self, request: RestRequest) -> RestResponse:
        """Add a product."""
        if request["id"]:
            code = "woocommerce_rest_product_exists"
            raise RestError(code, "Cannot create existing product.")
        row = new_product(self.store.clock.now_gmt())
        self._take_over(row, request)
        row["id"] = self.state.sequences.next("posts")
        self.state.products[row["id"]] = row
        self._settle(row)
        self.store.events.emit("product.created", row["id"])
        request.memory["editing"] = True
        response = self.respond(row, request)
        return self.created(f"products/{row['id']}", response.data, response.links)

    def update(self, request: RestRequest) -> RestResponse:
        """Change a product; it then counts as modified whatever was sent."""
        found = self._find_product(request, 400)
        row = {**found}
        self._take_over(row, request)
        row["date_modified_gmt"] = self.store.clock.now_gmt()
        if "trash" in (row["status"], found["status"]):
            trash.move_slug(self.state, row, was_trashed=found["status"] == "trash")
        found.update(row)
        self._settle(found)
        self.store.events.emit("product.updated", found["id"])
        request.memory["editing"] = True
        return self.respond(found, request)

    def delete(self, request: RestRequest) -> RestResponse:
        """Move a product to the trash, or delete it for good with ``force``."""
        row = self._find_product(request, 404)
        request.memory["editing"] = True
        response = self.respond(row, request)
        if php.truthy(request["force"]):
            self._remove(row)
        elif row["status"] == "trash":
            text = "The product has already been deleted."
            raise RestError("woocommerce_rest_already_trashed", text, 410)
        else:
            self._trash(row)
        return response

    def duplicate(self, request: RestRequest) -> RestResponse:
        """Add a copy, changed as the request says; not recorded, but documented."""
        row = duplicate(self.store, self._find_product(request, 404))
        self._take_over(row, request)
        self._settle(row)
        return self.respond(row, request)

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a product."""
        editing = bool(request.memory.get("editing")) or request["context"] == "edit"
        data = view.product_data(self.store, row, editing=editing)
        more = {"up": f"products/{row['parent_id']}"} if row["parent_id"] else {}
        links = self.item_links("products", row["id"], **more)
        for name in _fields_asked_in_part(request):
            data.pop(name, None)
        return RestResponse(data, links=links)

    def _find(self, request: RestRequest, status: int) -> Row:
        row = find_row(self.state, php.to_int(request["id"]))
        if not row:
            code = "woocommerce_rest_product_invalid_id"
            raise RestError(code, "Invalid ID.", status)
        return row

    def _find_product(self, request: RestRequest, status: int) -> Row:
        """Return a product that is no variation: those can only be read here."""
        row = self._find(request, status)
        if is_variation(row):
            text = "To manipulate product variations you should use the "
            text += "/products/&lt;product_id&gt;/variations/&lt;id&gt; endpoint."
            raise RestError("woocommerce_rest_invalid_product_id", text, 404)
        return row

    def _take_over(self, row: Row, request: RestRequest) -> None:
        """Put the request's values into a row, or raise without having changed any."""
        if "type" in request:
            row["type"] = request["type"] if request["type"] in _KINDS else "simple"
        form.fill_product_columns(row, request)
        form.fill(self.store, row, request)
        if "attributes" in request:
            given = attributes.read_attributes(self.state, request["attributes"])
            row["attributes"] = given
        if row["type"] in ("variable", "grouped"):
            row.update(regular_price="", sale_price="")
            row.update(date_on_sale_from_gmt=None, date_on_sale_to_gmt=None)
        else:
            form.fill_prices(row, request)
        stock_form.fill_stock(self.store, row, request)
        self._take_over_terms(row, request)
        self._take_over_members(row, request)
        rows = _with_own_metadata(row)["meta_data"]
        apply_meta(rows, request["meta_data"], self.state.sequences)
        form.fill_creation_date(self.store, row, request)
        self._name(row, request)

    def _take_over_terms(self, row: Row, request: RestRequest) -> None:
        for column, table in (
            ("categories", self.state.categories),
            ("brands", self.state.brands),
        ):
            if isinstance(request[column], list):
                entries = [e for e in request[column] if isinstance(e, dict)]
                numbers = [php.absolute_int(entry.get("id")) for entry in entries]
                row[column] = [number for number in numbers if number in table]
        if isinstance(request["tags"], list):
            numbers = [self._tag(entry) for entry in request["tags"]]
            row["tags"] = [number for number in numbers if number]
        if not row["categories"] and not request["categories"]:
            row["categories"] = [default_category(self.state.categories)]

    def _tag(self, entry: Any) -> int:
        """Return the id of a tag given by id, or by a name that may be new."""
        entry = entry if isinstance(entry, dict) else {}
        if entry.get("name") is None:
            number = php.absolute_int(entry.get("id"))
            return number if number in self.state.tags else 0
        name = texts.term_name(php.to_string(entry["name"]))
        for tag in self.state.tags.values():
            if tag["name"].lower() == name.lower():
                return tag["id"]
        number = self.state.sequences.next("terms")
        columns = {"name": name, "slug": texts.slug(name), "description": ""}
        self.state.tags[number] = {"id": number, **columns}
        return number

    def _take_over_members(self, row: Row, request: RestRequest) -> None:
        if row["type"] == "variable" and isinstance(
            request["default_attributes"], list
        ):
            row["default_attributes"] = attributes.read_defaults(
                self.state, row, request["default_attributes"]
            )
        if row["type"] == "grouped" and "grouped_products" in request:
            given = request["grouped_products"]
            row["grouped_products"] = form.existing_ids(self.store, given)
        if "images" in request:
            row["images"] = images.read_images(self.store, request["images"])

    def _name(self, row: Row, request: RestRequest) -> None:
        """Give a slug, which drafts get only when they are published."""
        row["name"] = row["name"] or "Product"
        if request["slug"]:
            wanted = texts.slug(php.to_string(request["slug"]))
        elif row["slug"] or row["status"] in _NO_SLUG:
            return
        else:
            wanted = texts.slug(row["name"])
        row["slug"] = titles.unique_slug(self.state, wanted, row["id"])

    def _settle(self, row: Row) -> None:
        if row["type"] != "variable":
            for variation in variations_of(self.state, row["id"]):
                del self.state.variations[variation["id"]]
        stock.settle_stock(self.store, row)
        prices.settle_price(self.store, row)

    def _trash(self, row: Row) -> None:
        moment = str(int(self.store.clock.now().timestamp()))
        notes = {"_wp_trash_meta_status": row["status"], "_wp_trash_meta_time": moment}
        given = [{"key": key, "value": value} for key, value in notes.items()]
        apply_meta(row["meta_data"], given, self.state.sequences)
        row["status"] = "trash"
        trash.move_slug(self.state, row, was_trashed=False)
        row["date_modified_gmt"] = self.store.clock.now_gmt()
        for variation in variations_of(self.state, row["id"]):
            variation["status"] = "trash"
        # WooCommerce announces every trashed post as a product and as a coupon
        self.store.events.emit("product.deleted", row["id"])
        self.store.events.emit("coupon.deleted", row["id"])

    def _remove(self, row: Row) -> None:
        del self.state.products[row["id"]]
        variations = self.state.variations
        for number in [n for n, v in variations.items() if v["parent_id"] == row["id"]]:
            del variations[number]


def _with_own_metadata(row: Row) -> Row:
    """Copy the metadata, so that a refused request leaves the old ones."""
    row["meta_data"] = [dict(entry) for entry in row["meta_data"]]
    return row


def _fields_asked_in_part(request: RestRequest) -> list[str]:
    """Return the fields of which ``_fields`` asks only for parts: they are left out."""
    given = request.query.get("_fields")
    names = given if isinstance(given, list) else php.to_string(given).split(",")
    parts = {name.partition(".")[0].strip() for name in names if "." in name}
    return [name for name in parts if name not in names]
