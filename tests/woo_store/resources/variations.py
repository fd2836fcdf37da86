"""Variations: ``/products/{id}/variations``, and those of all products."""

from __future__ import annotations

from itertools import product as combinations
from typing import Any

from ..catalogue import (
    attributes,
    form,
    images,
    prices,
    query,
    stock,
    stock_form,
    view,
)
from ..catalogue.rows import attribute_key, new_variation, variations_of
from ..metadata import apply_meta
from ..rest import php
from ..rest.controller import Controller, crud_routes, refusal
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row

_OF_PRODUCT = r"products/(?P<product_id>[\d]+)/variations"


class Variations(Controller):
    """Variations of variable products."""

    routes = {
        **crud_routes(_OF_PRODUCT),
        f"/wc/v3/{_OF_PRODUCT}/generate": {"POST": "generate"},
        "/wc/v3/variations": {"GET": "list_all"},
    }

    def permit(self, action: str, request: RestRequest) -> None:
        """Check that the variation belongs to the product before the user's rights."""
        if action in ("get", "update", "delete"):
            self._find(request)
        shown_as = {"list_all": "list", "generate": "create"}.get(action, action)
        if request.user is None or not request.user.manages_store:
            raise refusal(shown_as, request)

    def arguments(self, method: str, declared: dict[str, Any]) -> dict[str, Any]:
        """Allow the tax classes that the store has now."""
        if "enum" not in declared.get("tax_class", {}):
            return declared
        slugs = list(self.state.tax_classes)
        return {**declared, "tax_class": {**declared["tax_class"], "enum": slugs}}

    def list(self, request: RestRequest) -> RestResponse:
        """Return the variations of a product; none for an unknown one."""
        number = php.to_int(request["product_id"])
        rows = [r for r in self.state.variations.values() if r["parent_id"] == number]
        return self.listed(request, query.find_variations(self.store, rows, request))

    def list_all(self, request: RestRequest) -> RestResponse:
        """Return the variations of all products."""
        rows = list(self.state.variations.values())
        return self.listed(request, query.find_variations(self.store, rows, request))

    def get(self, request: RestRequest) -> RestResponse:
        """Return one variation."""
        return self.respond(self._find(request), request)

    def create(self, request: RestRequest) -> RestResponse:
        """Add a variation; the ``Location`` is wrong as WooCommerce's is."""
        parent = php.to_int(request["product_id"])
        row = new_variation(self.store.clock.now_gmt(), parent)
        self._take_over(row, request)
        self._add(row)
        response = self._edited(row, request)
        path = f"products/(?P<product_id>[\\d]+)/variations/{row['id']}"
        return self.created(path, response.data, response.links)

    def update(self, request: RestRequest) -> RestResponse:
        """Change a variation."""
        found = self._find(request)
        row = {**found}
        self._take_over(row, request)
        row["date_modified_gmt"] = self.store.clock.now_gmt()
        found.update(row)
        self._settle(found)
        self.store.events.emit("product.updated", found["id"])
        return self._edited(found, request)

    def delete(self, request: RestRequest) -> RestResponse:
        """Move a variation to the trash, or delete it for good with ``force``."""
        row = self._find(request)
        response = self._edited(row, request)
        if php.truthy(request["force"]):
            del self.state.variations[row["id"]]
        elif row["status"] == "trash":
            text = "The product_variation has already been deleted."
            raise RestError("woocommerce_rest_already_trashed", text, 410)
        else:
            row["status"] = "trash"
        parent = self.state.products.get(row["parent_id"])
        if parent:
            stock.settle_parent(self.store, parent)
            prices.settle_price(self.store, parent)
        return response

    def generate(self, request: RestRequest) -> RestResponse:
        """Add a variation for each combination of values that has none."""
        parent = self.state.products.get(php.to_int(request["product_id"]))
        if not parent:
            code = "woocommerce_rest_product_invalid_id"
            raise RestError(code, "Invalid product ID.", 404)
        keys, values = self._values(parent)
        present = [
            {choice["key"]: choice["value"] for choice in row["attributes"]}
            for row in variations_of(self.state, parent["id"])
        ]
        count = 0
        for chosen in combinations(*values) if values else []:
            if dict(zip(keys, chosen, strict=True)) not in present:
                self._generate_one(
                    parent, dict(zip(keys, chosen, strict=True)), request
                )
                count += 1
        return RestResponse({"count": count})

    def prepare_entry(self, entry: RestRequest, request: RestRequest) -> None:
        """Give a batch entry the product of the path."""
        entry.url["product_id"] = request["product_id"]

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a variation."""
        editing = bool(request.memory.get("editing")) or request["context"] == "edit"
        data = view.variation_data(self.store, row, editing=editing)
        parent = f"products/{row['parent_id']}"
        links = self.item_links(f"{parent}/variations", row["id"], up=parent)
        return RestResponse(data, links=links)

    def _edited(self, row: Row, request: RestRequest) -> RestResponse:
        request.memory["editing"] = True
        return self.respond(row, request)

    def _find(self, request: RestRequest) -> Row:
        row = self.state.variations.get(php.to_int(request["id"]))
        if not row or row["parent_id"] != php.to_int(request["product_id"]):
            code = "woocommerce_rest_product_variation_invalid_id"
            raise RestError(code, "Invalid ID.", 404)
        return row

    def _take_over(self, row: Row, request: RestRequest) -> None:
        form.fill(self.store, row, request)
        if "image" in request:
            given = request["image"]
            filled = isinstance(given, dict) and (given.get("id") or given.get("src"))
            row["image"] = (
                images.read_image(self.store, given, "variation") if filled else None
            )
        stock_form.fill_stock(self.store, row, request)
        form.fill_prices(row, request)
        parent = self.state.products.get(row["parent_id"])
        if "attributes" in request:
            if not parent:
                text = "Cannot set attributes due to invalid parent product."
                code = "woocommerce_rest_product_variation_invalid_parent"
                raise RestError(code, text, 404)
            given = request["attributes"]
            row["attributes"] = attributes.read_choices(self.state, parent, given)
        row["meta_data"] = [dict(entry) for entry in row["meta_data"]]
        apply_meta(row["meta_data"], request["meta_data"], self.state.sequences)

    def _add(self, row: Row) -> None:
        row["id"] = self.state.sequences.next("posts")
        self.state.variations[row["id"]] = row
        self._settle(row)
        self.store.events.emit("product.created", row["id"])

    def _settle(self, row: Row) -> None:
        stock.settle_stock(self.store, row)
        prices.settle_price(self.store, row)

    def _values(self, parent: Row) -> tuple[list[str], list[list[str]]]:
        keys, values = [], []
        for attribute in parent["attributes"]:
            if attribute["variation"]:
                keys.append(attribute_key(self.state, attribute))
                numbers = attribute.get("terms", ())
                terms = [self.state.terms[n] for n in numbers if n in self.state.terms]
                slugs = [term["slug"] for term in terms]
                values.append(slugs if attribute["id"] else attribute["options"])
        return keys, values

    def _generate_one(
        self, parent: Row, chosen: dict[str, str], request: RestRequest
    ) -> None:
        row = new_variation(self.store.clock.now_gmt(), parent["id"])
        row["tax_class"] = "parent"
        row["attributes"] = [{"key": k, "value": v} for k, v in chosen.items()]
        defaults = request["default_values"]
        if isinstance(defaults, list | dict) and defaults:
            given = defaults if isinstance(defaults, dict) else {}
            form.fill_prices(row, request.for_entry("POST", given, {}))
        self._add(row)
