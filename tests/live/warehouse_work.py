"""What people in the warehouse do in Odoo: count, receive, deliver."""

from tests.live.odoo_client import OdooClient

# No text message and no question about a backorder when a transfer is validated.
SILENT = {"skip_sms": True, "skip_backorder": True}

# Of these statuses the store has taken the goods off its stock.
HOLDING = ("on-hold", "processing", "completed")


class WarehouseWork:
    """Stock moves in the first warehouse of the company."""

    def __init__(self, odoo: OdooClient):
        self._odoo = odoo
        warehouse = odoo.find(
            "stock.warehouse", [], ["lot_stock_id", "in_type_id"], limit=1
        )[0]
        self.warehouse_id = warehouse["id"]
        self._stock_location = warehouse["lot_stock_id"][0]
        self._receipts = warehouse["in_type_id"][0]
        self._suppliers = odoo.reference("stock.stock_location_suppliers")

    def create_product(self, sku: str, name: str, price: float = 1.0) -> int:
        """Create a storable product and return its id."""
        values = {"name": name, "default_code": sku, "list_price": price}
        return self._odoo.create("product.product", {**values, "is_storable": True})

    def count(self, product_id: int, quantity: float) -> None:
        """Write down that ``quantity`` pieces are on hand."""
        quant = self._odoo.call(
            "stock.quant",
            "create",
            [
                {
                    "product_id": product_id,
                    "location_id": self._stock_location,
                    "inventory_quantity": quantity,
                }
            ],
            context={"inventory_mode": True},
        )
        self._odoo.call("stock.quant", "action_apply_inventory", quant)

    def receive(self, product_id: int, quantity: float) -> None:
        """Receive pieces from a supplier."""
        ends = {
            "location_id": self._suppliers,
            "location_dest_id": self._stock_location,
        }
        line = {"product_id": product_id, "product_uom_qty": quantity, **ends}
        picking = self._odoo.create(
            "stock.picking",
            {
                "picking_type_id": self._receipts,
                **ends,
                "move_ids": [(0, 0, line)],
            },
        )
        self._odoo.call("stock.picking", "action_confirm", [picking])
        self._validate(picking)

    def deliver(self, sale_order_id: int, at_most: float | None = None) -> None:
        """Ship everything of a confirmed order, or no more than this of each line."""
        domain = [
            ("sale_id", "=", sale_order_id),
            ("state", "not in", ("done", "cancel")),
        ]
        for picking in self._odoo.search("stock.picking", domain):
            self._validate(picking, at_most)

    def free_quantities(self, skus: list[str]) -> dict[str, float]:
        """Return what may still be promised of each SKU."""
        domain = [("default_code", "in", skus)]
        found = self._odoo.find("product.product", domain, ["default_code", "free_qty"])
        return {product["default_code"]: product["free_qty"] for product in found}

    def sellable_quantities(self, skus: list[str]) -> dict[str, float]:
        """Return what a store may offer of each SKU: free, and not sold there either.

        What the store has sold and Odoo keeps as a quotation is reserved by nobody.
        """
        sold = self._odoo.find(
            "sale.order.line",
            [
                ("product_id.default_code", "in", skus),
                ("order_id.state", "in", ("draft", "sent")),
                ("order_id.woo_order_ids.status", "in", HOLDING),
            ],
            ["product_id", "product_uom_qty"],
        )
        domain = [("default_code", "in", skus)]
        found = self._odoo.find("product.product", domain, ["default_code", "free_qty"])
        left = {product["id"]: product["free_qty"] for product in found}
        for line in sold:
            left[line["product_id"][0]] -= line["product_uom_qty"]
        return {
            product["default_code"]: max(0.0, left[product["id"]]) for product in found
        }

    def _validate(self, picking: int, at_most: float | None = None) -> None:
        moves = self._odoo.find(
            "stock.move", [("picking_id", "=", picking)], ["product_uom_qty"]
        )
        for move in moves:
            wanted = move["product_uom_qty"]
            quantity = wanted if at_most is None else min(wanted, at_most)
            done = {"quantity": quantity, "picked": True}
            self._odoo.write("stock.move", move["id"], done)
        self._odoo.call("stock.picking", "button_validate", [picking], context=SILENT)
