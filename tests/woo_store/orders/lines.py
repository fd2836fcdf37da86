"""Changing an order's lines as the API's requests say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..catalogue.rows import find_row, is_variation
from ..metadata import apply_meta, update_meta
from ..php_numbers import format_decimal
from ..rest import php
from ..rest.errors import RestError
from ..state import Row
from . import products
from .items import FeeItem, Item, ProductItem, ShippingItem
from .model import Order
from .settings import tax_rules
from .stock import adjust_line_stock

if TYPE_CHECKING:
    from ..store import Store

# A line is deleted by sending one of these as null.
_REFERENCES = ("product_id", "method_id", "method_title", "name", "code")


class LineEditor:
    """Adds, changes and removes lines of one order."""

    def __init__(self, store: Store, order: Order):
        self.store = store
        self.order = order

    def apply(self, kind: str, posted: Any) -> None:
        """Apply the lines of one kind, in their order.

        Raises RestError for an item of another order and for missing references.
        """
        for entry in posted if isinstance(posted, list) else []:
            if not isinstance(entry, dict):
                continue
            if _is_removal(entry):
                self._remove(kind, entry)
            elif php.truthy(entry.get("id")):
                self._change(kind, entry)
            else:
                self._add(kind, entry)

    def _remove(self, kind: str, posted: Row) -> None:
        item_id = php.to_int(posted.get("id"))
        item = self._find(item_id)
        if isinstance(item, ProductItem):
            adjust_line_stock(self.store, self.order, item, 0)
        for name in ("line_items", "shipping_lines", "fee_lines"):
            lines = getattr(self.order, name)
            lines[:] = [line for line in lines if line.id != item_id]

    def _find(self, item_id: int) -> Item:
        found = self.order.find_item(item_id)
        if found is None:
            raise RestError(
                "woocommerce_rest_invalid_item_id",
                "Order item ID provided is not associated with order.",
            )
        return found[1]

    def _change(self, kind: str, posted: Row) -> None:
        item = self._find(php.absolute_int(posted["id"]))
        if kind == "line_items" and isinstance(item, ProductItem):
            product = self._product(posted, required=False)
            if product:
                self._set_product(item, product)
            self._set_product_values(item, posted)
            adjust_line_stock(self.store, self.order, item)
        elif kind == "shipping_lines":
            self._set_shipping_values(item, posted)
        elif kind == "fee_lines":
            self._set_fee_values(item, posted)

    def _add(self, kind: str, posted: Row) -> None:
        makers = {
            "line_items": self._new_product_line,
            "shipping_lines": self._new_shipping,
            "fee_lines": self._new_fee,
        }
        getattr(self.order, kind).append(makers[kind](posted))

    def _new_product_line(self, posted: Row) -> ProductItem:
        product = self._product(posted, required=True)
        line = ProductItem()
        if product:
            self._set_product(line, product)
            quantity = max(php.to_float(posted.get("quantity", 1)), 0.0)
            rules = tax_rules(self.store)
            price = products.price_without_tax(self.store, product, quantity, rules)
            line.set_total(price)
            line.set_subtotal(price)
        self._set_product_values(line, posted)
        return line

    def _product(self, posted: Row, *, required: bool) -> Row | None:
        if php.truthy(posted.get("sku")):
            return products.find_by_sku(self.store, php.to_string(posted["sku"]))
        reference = posted.get("variation_id") or posted.get("product_id")
        if php.truthy(reference):
            return find_row(self.store.state, php.to_int(reference))
        if required:
            raise RestError(
                "woocommerce_rest_required_product_reference",
                "Product ID or SKU is required.",
            )
        return None

    def _set_product(self, line: ProductItem, product: Row) -> None:
        variation = is_variation(product)
        line.product_id = product["parent_id"] if variation else product["id"]
        line.variation_id = product["id"] if variation else 0
        line.name = products.full_name(self.store, product)
        line.tax_class = products.tax_class(self.store, product)
        for key, value in products.variation_meta(self.store, product):
            update_meta(line.meta_data, key, value, self.store.state.sequences)

    def _set_product_values(self, line: ProductItem, posted: Row) -> None:
        if posted.get("name") is not None:
            line.name = php.to_string(posted["name"])
        if posted.get("quantity") is not None:
            line.quantity = php.to_int(posted["quantity"])
        if posted.get("total") is not None:
            line.set_total(posted["total"])
        if posted.get("subtotal") is not None:
            line.set_subtotal(posted["subtotal"])
        if posted.get("tax_class") is not None:
            line.tax_class = self._known_class("product", posted["tax_class"])
        self._set_all_meta(line, posted)

    def _known_class(self, kind: str, name: object) -> str:
        """Check a tax class as WooCommerce does; the standard one is the empty one."""
        # A list, and not a set: what was posted may be anything.
        slugs = [slug for slug in self.store.state.tax_classes if slug != "standard"]
        if php.truthy(name) and name not in slugs:
            code = f"order_item_{kind}_invalid_tax_class"
            raise RestError(code, "Invalid tax class")
        return php.to_string(name)

    def _new_shipping(self, posted: Row) -> ShippingItem:
        if not php.truthy(posted.get("method_id")):
            raise RestError(
                "woocommerce_rest_invalid_shipping_item",
                "Shipping method ID is required.",
            )
        charge = ShippingItem()
        self._set_shipping_values(charge, posted)
        return charge

    def _set_shipping_values(self, charge: ShippingItem, posted: Row) -> None:
        for name in ("method_id", "method_title", "instance_id"):
            if posted.get(name) is not None:
                setattr(charge, name, php.to_string(posted[name]))
        if posted.get("total") is not None:
            charge.set_total(posted["total"])
        self._set_all_meta(charge, posted)

    def _new_fee(self, posted: Row) -> FeeItem:
        if not php.truthy(posted.get("name")):
            raise RestError(
                "woocommerce_rest_invalid_fee_item", "Fee name is required."
            )
        fee = FeeItem()
        self._set_fee_values(fee, posted)
        return fee

    def _set_fee_values(self, fee: FeeItem, posted: Row) -> None:
        for name in ("name", "tax_status"):
            if posted.get(name) is not None:
                setattr(fee, name, php.to_string(posted[name]))
        if posted.get("tax_class") is not None:
            fee.tax_class = self._known_class("fee", posted["tax_class"])
        if posted.get("total") is not None:
            fee.total = format_decimal(posted["total"])
        self._set_all_meta(fee, posted)

    def _set_all_meta(self, item: Item, posted: Row) -> None:
        sequences = self.store.state.sequences
        apply_meta(item.meta_data, posted.get("meta_data"), sequences)


def _is_removal(posted: Row) -> bool:
    if any(name in posted and posted[name] is None for name in _REFERENCES):
        return True
    quantity = posted.get("quantity")
    return quantity == 0 and isinstance(quantity, int)
