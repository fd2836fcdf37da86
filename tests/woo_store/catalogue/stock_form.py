"""Taking the stock columns of a request over into a product or a variation."""

from typing import Any

from ..rest import php
from ..rest.request import RestRequest
from ..state import Row
from ..store import Store
from .rows import is_variation

_STOCK_STATUSES = ("instock", "outofstock", "onbackorder")


def fill_stock(store: Store, row: Row, request: RestRequest) -> None:
    """Take over the stock columns; a quantity counts only where stock is kept."""
    kind = row.get("type")
    if kind in ("grouped", "external"):
        row.update(manage_stock=False, backorders="no")
        status = request["stock_status"] if kind == "grouped" else "instock"
        row["stock_status"] = _stock_status(status or row["stock_status"])
        return
    if store.setting("products", "woocommerce_manage_stock") != "no":
        if "manage_stock" in request:
            row["manage_stock"] = php.to_bool(request["manage_stock"])
        if "backorders" in request:
            row["backorders"] = php.to_string(request["backorders"])
    if "stock_status" in request:
        row["stock_status"] = _stock_status(request["stock_status"])
    if not row["manage_stock"]:
        return
    if "stock_quantity" in request:
        row["stock_quantity"] = _quantity(row, request["stock_quantity"])
    elif "inventory_delta" in request:
        delta = php.to_int(request["inventory_delta"])
        row["stock_quantity"] = (row["stock_quantity"] or 0) + delta
    if request.has("low_stock_amount"):
        amount = request["low_stock_amount"]
        row["low_stock_amount"] = None if amount is None else php.to_int(amount)


def _quantity(row: Row, value: Any) -> int | None:
    if is_variation(row) and value == "":
        return None
    return php.to_int(value)


def _stock_status(value: Any) -> str:
    return value if value in _STOCK_STATUSES else "instock"
