"""The goods of a flash sale, in the store and in Odoo, and their connection."""

import secrets
from collections.abc import Iterator
from datetime import datetime, timezone

from tests.live import stage
from tests.live.administrator import Administrator
from tests.live.conditions import wait_until
from tests.live.connected_store import ConnectedStore, connect
from tests.live.shop_goods import delete_all
from tests.live.store_access import StoreAccess
from tests.live.store_client import StoreClient, StoreRefusedError

PER_BATCH = 100
PRICE = "10.00"
STOCKED_SECONDS = 300


class FlashShop:
    """Opens a shop with scarce goods, and puts it away again.

    :attr in_store: the store's product ids by SKU
    :attr in_odoo: Odoo's product ids by SKU
    :attr prefix: what the SKUs of this run begin with, none other's do
    """

    def __init__(self, running: stage.Stage, access: StoreAccess, keeper: StoreAccess):
        self.running = running
        self._access = access
        self.keeper = StoreClient(keeper)
        self.prefix = f"flash-{secrets.token_hex(3)}"
        self.in_store: dict[str, int] = {}
        self.in_odoo: dict[str, int] = {}
        self.connected: ConnectedStore | None = None

    def open(self, initial: dict[str, int]) -> None:
        """Make the goods, connect the store, put everything on the shelves."""
        self._fill_store(list(initial))
        self._fill_odoo(list(initial))
        self.connected = connect(
            self.running.odoo, self._access, import_from=datetime.now(timezone.utc)
        )
        self.connected.wait_for_catalogue(list(initial))
        Administrator(self.running.odoo).map_everything(self.connected)
        self._stock(initial)

    def keep_stock(self, stock_interval: int, pull_before_push: bool) -> None:
        """Choose a way of keeping the stock; return once it is all sent in that way."""
        self._choose(pull_before_push=pull_before_push)
        wait_until(self.running.is_idle, STOCKED_SECONDS, "the stock sent anew", 1.0)
        self._choose(stock_interval=stock_interval)

    def send_at_once(self) -> None:
        """Wait for no timer any more: send at once, and everything now."""
        self._choose(stock_interval=0)
        ids = [self.connected.backend_id]
        self.running.odoo.call("woo.backend", "action_push_all_stock", ids)

    def remove(self, orders: list[int]) -> list[str]:
        """Remove what was made in the store; return what could not be removed."""
        hooks = [
            f"webhooks/{hook['id']}"
            for hook in self.keeper.every("webhooks")
            if hook["delivery_url"].startswith(self.running.server.address)
        ]
        return [
            *delete_all(self.keeper, hooks),
            *self._delete("orders", orders),
            *self._delete("products", list(self.in_store.values())),
        ]

    def _choose(self, **values) -> None:
        odoo = self.running.odoo
        odoo.write("woo.backend", self.connected.backend_id, values)

    def _delete(self, path: str, ids: list[int]) -> list[str]:
        refused: list[str] = []
        for part in _batches(ids):
            try:
                answer = self.keeper.post(f"{path}/batch", {"delete": part})
            except StoreRefusedError as refusal:
                refused.append(f"{path}: {refusal}")
            else:
                entries = answer["delete"]
                refused += [f"{path}: {each}" for each in entries if each.get("error")]
        return refused

    def _fill_store(self, skus: list[str]) -> None:
        values = {"regular_price": PRICE, "status": "publish", "manage_stock": True}
        for part in _batches(skus):
            created = [
                {"sku": sku, "name": f"Flash {sku}", "stock_quantity": 0, **values}
                for sku in part
            ]
            answer = self.keeper.post("products/batch", {"create": created})
            for product in answer["create"]:
                self.in_store[product["sku"]] = product["id"]

    def _fill_odoo(self, skus: list[str]) -> None:
        price = {"list_price": float(PRICE), "is_storable": True}
        values = [
            {"default_code": sku, "name": f"Flash {sku}", **price} for sku in skus
        ]
        products = self.running.odoo.call("product.product", "create", values)
        self.in_odoo = dict(zip(skus, products, strict=True))

    def _stock(self, initial: dict[str, int]) -> None:
        """Count everything in one go, and wait until the store shows it."""
        odoo = self.running.odoo
        warehouse = odoo.find("stock.warehouse", [], ["lot_stock_id"], limit=1)[0]
        counted = [
            {
                "product_id": self.in_odoo[sku],
                "location_id": warehouse["lot_stock_id"][0],
                "inventory_quantity": quantity,
            }
            for sku, quantity in initial.items()
        ]
        context = {"inventory_mode": True}
        quants = odoo.call("stock.quant", "create", counted, context=context)
        odoo.call("stock.quant", "action_apply_inventory", quants)
        wait_until(self.running.is_idle, STOCKED_SECONDS, "the first stock", 1.0)


def _batches(entries: list) -> Iterator[list]:
    """Return the parts that a store takes in one batch."""
    for start in range(0, len(entries), PER_BATCH):
        yield entries[start : start + PER_BATCH]
