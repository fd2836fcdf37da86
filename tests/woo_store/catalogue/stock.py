"""Stock status as it follows from quantities when a product is saved."""

from ..state import Row
from ..stock_levels import stock_status
from ..store import Store
from .rows import is_variation, variations_of


def settle_stock(store: Store, row: Row) -> None:
    """Bring the stock columns into agreement, as saving a product does.

    Without kept stock there is no quantity and the status stays as it was set; a
    variable product then takes it from its variations.
    """
    if row["manage_stock"]:
        row["stock_status"] = stock_status(store, row)
    else:
        row.update(stock_quantity=None, backorders="no", low_stock_amount=None)
    if is_variation(row):
        parent = store.state.products.get(row["parent_id"])
        if parent:
            settle_parent(store, parent)
    elif row["type"] == "variable":
        settle_parent(store, row)


def settle_parent(store: Store, parent: Row) -> None:
    """Align a variable product with those variations that keep no stock."""
    children = variations_of(store.state, parent["id"])
    if parent["manage_stock"]:
        for child in children:
            if not child["manage_stock"]:
                child["stock_status"] = parent["stock_status"]
        return
    statuses = {child["stock_status"] for child in children}
    for status in ("instock", "onbackorder", "outofstock"):
        if status in statuses:
            parent["stock_status"] = status
            return
    parent["stock_status"] = "outofstock"
