"""Categories, tags, shipping classes and brands of products."""

from ..catalogue import images
from ..catalogue.rows import default_category
from ..rest import php
from ..rest.controller import crud_routes
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..state import Row
from .terms import Terms

_DISPLAYS = ("default", "products", "subcategories", "both")


class _OfProducts(Terms):
    """Terms that products refer to with entries of ``id``, ``name`` and ``slug``."""

    #: the product's column
    column = ""

    def uses(self, row: Row) -> list[int]:
        """Return the published products that have the term."""
        return [
            product["id"]
            for product in self.state.products.values()
            if product["status"] == "publish" and row["id"] in product[self.column]
        ]

    def forget(self, row: Row) -> None:
        """Take a deleted term away from the products."""
        for product in self.state.products.values():
            if row["id"] in product[self.column]:
                product[self.column].remove(row["id"])


class Categories(_OfProducts):
    """Product categories: ``/products/categories``."""

    routes = crud_routes("products/categories")
    table, path, column = "categories", "products/categories", "categories"
    hierarchical = True

    def new_row(self, request: RestRequest) -> Row:
        """Return the columns of a new category."""
        return {"parent": 0, "display": "default", "image": None, "menu_order": 0}

    def update_row(self, row: Row, request: RestRequest) -> None:
        """Take over how a category is shown."""
        if "display" in request:
            display = request["display"]
            row["display"] = display if display in _DISPLAYS else "default"
        if "menu_order" in request:
            row["menu_order"] = php.to_int(request["menu_order"])
        if "image" in request:
            given = request["image"]
            number = php.absolute_int(given.get("id")) if isinstance(given, dict) else 0
            known = number in self.state.images
            uploaded = isinstance(given, dict) and not number and given.get("src")
            row["image"] = (
                images.read_image(self.store, given, "category")
                if known or uploaded
                else None
            )

    def shown(self, row: Row) -> Row:
        """Show a category with its place in the tree."""
        columns = "id name slug parent description display image menu_order".split()
        return {column: row[column] for column in columns}

    def listed_count(self, row: Row) -> int:
        """Count the visible products of the category and of those below it."""
        family = self._family(row["id"])
        return sum(
            1
            for product in self.state.products.values()
            if product["status"] == "publish"
            and product["catalog_visibility"] in ("visible", "catalog")
            and family.intersection(product["categories"])
        )

    def delete(self, request: RestRequest):
        """Delete a category, except the one for products without a category."""
        if php.to_int(request["id"]) == self.default_id and request["force"]:
            code = "woocommerce_rest_cannot_delete"
            text = "Default product category cannot be deleted."
            raise RestError(code, text, 500)
        return super().delete(request)

    @property
    def default_id(self) -> int:
        """Return the category of products without a category."""
        return default_category(self.state.categories)

    def _family(self, category: int) -> set[int]:
        family = {category}
        for row in self.state.categories.values():
            if row["parent"] == category:
                family |= self._family(row["id"])
        return family


class Tags(_OfProducts):
    """Product tags: ``/products/tags``."""

    routes = crud_routes("products/tags")
    table, path, column = "tags", "products/tags", "tags"


class Brands(_OfProducts):
    """Product brands: ``/products/brands``."""

    routes = crud_routes("products/brands")
    table, path, column = "brands", "products/brands", "brands"
    hierarchical = True

    new_row = Categories.new_row
    update_row = Categories.update_row
    shown = Categories.shown


class ShippingClasses(_OfProducts):
    """Shipping classes: ``/products/shipping_classes``."""

    routes = crud_routes("products/shipping_classes")
    table, path = "shipping_classes", "products/shipping_classes"

    def uses(self, row: Row) -> list[int]:
        """Return the published products of the shipping class."""
        return [
            product["id"]
            for product in self.state.products.values()
            if product["status"] == "publish"
            and product["shipping_class_id"] == row["id"]
        ]

    def forget(self, row: Row) -> None:
        """Take a deleted class away from products and variations."""
        for table in (self.state.products, self.state.variations):
            for product in table.values():
                if product["shipping_class_id"] == row["id"]:
                    product["shipping_class_id"] = 0
