import json
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import Form, TransactionCase

from odoo.addons.queue_job.exception import RetryableJobError

from ..woo.client import BATCH_SIZE, BatchEntry
from ..woo.errors import (
    MisconfiguredError,
    NotFoundError,
    Reason,
    RejectedError,
)
from ..woo.order_looks import FRESH_IF_ANNOUNCED

CATALOGUE = Path(__file__).parent / "data" / "catalogue.json"


class FakeClient:
    """The client of a store that lives in this object; answers have recorded shapes.

    ``requests`` holds what a real client would have sent, as (method, path, what).
    """

    def __init__(self):
        recorded = json.loads(CATALOGUE.read_text())
        self.products = {
            payload["id"]: deepcopy(payload)
            for payload in recorded["products"] + recorded["variations"]
        }
        self.orders = []
        """Orders of the store, as decoded JSON, in the order of their changes."""
        self.looks = []
        """Parameters with which the store was asked for new orders."""
        self.on_look = None
        """Called before the store answers with its orders."""
        self.lists_variations = True
        self.requests = []
        self.failures = []
        """Raised by the next requests, one each; ``None`` lets one pass."""

    def change(self, woo_id, **values):
        """Change a product in the store, as its owner would."""
        self.products[woo_id].update(values)

    def add(self, woo_id, like=16, **values):
        """Put one more product into the store."""
        self.products[woo_id] = {
            **deepcopy(self.products[like]),
            "id": woo_id,
            **values,
        }

    def stock(self, woo_id):
        return self.products[woo_id]["stock_quantity"]

    def sent(self):
        """Return the numbers sent: quantity by store id."""
        return {
            body["id"]: body["stock_quantity"]
            for method, _path, bodies in self.requests
            if method == "POST"
            for body in bodies
        }

    def get(self, path, **params):
        if path == "orders":
            return self._list_orders(params)
        self._request("GET", path, params)
        if path == "settings/products/woocommerce_weight_unit":
            return {"id": "woocommerce_weight_unit", "value": "kg"}
        if path in ("products", "variations"):
            return self._list(path, params)
        payload = self.products.get(int(path.removeprefix("products/")))
        if not payload:
            raise NotFoundError(
                "Invalid ID.", code="woocommerce_rest_product_invalid_id", status=404
            )
        return self._shown(payload)

    def _list_orders(self, params):
        self.looks.append(params)
        if self.on_look:
            self.on_look()
        after = f"{params['modified_after']:%Y-%m-%dT%H:%M:%S}"
        found = [one for one in self.orders if one["date_modified_gmt"] > after]
        start = (params["page"] - 1) * params["per_page"]
        return deepcopy(found[start : start + params["per_page"]])

    def place_order(self, order_id, lines, *, at, status="processing", modified=None):
        """Let the store take an order.

        :param dict lines: quantity by number of the product
        :param str at: when, as the store writes it (GMT)
        """
        self.orders = [one for one in self.orders if one["id"] != order_id]
        self.orders.append(
            {
                "id": order_id,
                "status": status,
                "date_created_gmt": at,
                "date_modified_gmt": modified or at,
                "line_items": [
                    {"product_id": woo_id, "variation_id": 0, "quantity": quantity}
                    for woo_id, quantity in lines.items()
                ],
            }
        )

    def _list(self, path, params):
        if path == "variations" and not self.lists_variations:
            raise MisconfiguredError(
                Reason.NOT_WOOCOMMERCE, "No route.", code="rest_no_route", status=404
            )
        found = [
            self._shown(payload)
            for woo_id, payload in sorted(self.products.items())
            if (payload["type"] == "variation") == (path == "variations")
            and payload["status"] != "trash"
            and woo_id in params.get("include", [woo_id])
        ]
        start = (params.get("page", 1) - 1) * params["per_page"]
        return found[start : start + params["per_page"]]

    def count(self, path, **params):
        self._request("COUNT", path, params)
        if path == "variations" and not self.lists_variations:
            raise MisconfiguredError(
                Reason.NOT_WOOCOMMERCE, "No route.", code="rest_no_route", status=404
            )
        return sum(
            (payload["type"] == "variation") == (path == "variations")
            for payload in self.products.values()
        )

    def iterate(self, path, **params):
        self._request("GET", path, params)
        parent_id = int(path.split("/")[1])
        for _woo_id, payload in sorted(self.products.items()):
            if payload["parent_id"] == parent_id:
                shown = self._shown(payload)
                # As WooCommerce 8.5 shows a variation.
                yield {k: v for k, v in shown.items() if k not in ("type", "parent_id")}

    def batch(self, path, update):
        for start in range(0, len(update), BATCH_SIZE):
            part = update[start : start + BATCH_SIZE]
            self._request("POST", path, part)
            for body in part:
                yield self._update(path, body)

    def _update(self, path, body):
        payload = self.products.get(body["id"])
        parent_id = 0 if path == "products/batch" else int(path.split("/")[1])
        if payload and payload["parent_id"] and not parent_id:
            return BatchEntry(
                body,
                error=RejectedError(
                    "To manipulate product variations you should use the "
                    "/products/<product_id>/variations/<id> endpoint.",
                    code="woocommerce_rest_invalid_product_id",
                    status=404,
                ),
            )
        if not payload or payload["parent_id"] != parent_id:
            kind = "product_variation" if parent_id else "product"
            return BatchEntry(
                body,
                error=NotFoundError(
                    "Invalid ID.",
                    code=f"woocommerce_rest_{kind}_invalid_id",
                    status=404,
                ),
            )
        payload.update({name: body[name] for name in body if name != "id"})
        return BatchEntry(body, answer=self._shown(payload))

    def _request(self, method, path, what):
        self.requests.append((method, path, deepcopy(what)))
        failure = self.failures.pop(0) if self.failures else None
        if failure:
            raise failure

    @staticmethod
    def _shown(payload):
        return deepcopy(payload)


class StockCase(TransactionCase):
    """A connected store with a warehouse, products in stock, and a fake at its end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env.company
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.backend = cls.create_backend("Web shop", cls.warehouse)
        cls.beanie = cls.create_product("Beanie", "woo-beanie")
        cls.cap = cls.create_product("Cap", "woo-cap")
        cls.customer = cls.env["res.partner"].create({"name": "Customer"})

    def setUp(self):
        super().setUp()
        self.client = FakeClient()
        self.registry_enter_test_mode()

        @contextmanager
        def fake_client(backend):
            yield self.client

        self.startPatcher(
            patch.object(type(self.env["woo.backend"]), "_client", fake_client)
        )

    def announce_product(self, woo_id, body, **values):
        """Let a webhook of the store bring such a body of a product."""
        return self.env["woo.event"].create(
            {
                "backend_id": self.backend.id,
                "source": "webhook",
                "topic": "product.updated",
                "resource": "product",
                "action": "updated",
                "woo_id": woo_id,
                "body": body,
                **values,
            }
        )

    @classmethod
    def create_backend(cls, name, warehouses, **values):
        return cls.env["woo.backend"].create(
            {
                "name": name,
                "address": "https://shop.example.com",
                "consumer_key": "ck_0",
                "consumer_secret": "cs_0",
                "state": "connected",
                "push_stock": True,
                "warehouse_ids": [Command.set(warehouses.ids)],
                "company_id": warehouses.company_id.id,
                **values,
            }
        )

    @classmethod
    def create_product(cls, name, sku=False, **values):
        return cls.env["product.product"].create(
            {"name": name, "default_code": sku, "is_storable": True, **values}
        )

    @classmethod
    def bind(cls, product, woo_id, backend=None, **values):
        """Return a binding whose first number has been sent long ago."""
        binding = cls.env["woo.product"].create(
            {
                "backend_id": (backend or cls.backend).id,
                "woo_id": woo_id,
                "woo_type": "simple",
                "parent_woo_id": 0,
                "product_id": product.id,
                "sku": product.default_code,
                **values,
            }
        )
        cls.env.cr.flush()
        cls.env.cr.postcommit.clear()
        cls.env["woo.stock.change"].search([]).unlink()
        return binding

    @classmethod
    def put_in_stock(cls, product, quantity, location=None):
        cls.env["stock.quant"]._update_available_quantity(
            product, location or cls.warehouse.lot_stock_id, quantity
        )

    def outbox(self, backend=None):
        """Return the rows a commit would leave for a store."""
        self.env.cr.flush()
        return self.env["woo.stock.change"].search(
            [("backend_id", "=", (backend or self.backend).id)]
        )

    def empty_outbox(self):
        self.env.cr.flush()
        self.env["woo.stock.change"].search([]).unlink()

    def push(self, backend=None, *, gathered=True):
        """Commit and run the push job.

        :param bool gathered: when what waits has been gathered for long enough
        """
        self.env.cr.flush()
        if gathered:
            waiting = self.env["woo.stock.change"].search([])
            waiting.noted_at = "2026-01-01 00:00:00"
            waiting.flush_recordset()
        result = (backend or self.backend)._push_stock()
        self.env.invalidate_all()
        return result

    def look_was_before(self):
        """Let the last look at orders be too old to stand for a new one."""
        sender = self.env["woo.stock.sender"]._of_store(self.backend)
        sender.looked_at -= FRESH_IF_ANNOUNCED

    def push_in_vain(self):
        """Run the push job; return why it has to be done again.

        Unlike ``assertRaises``, this rolls nothing back: each part of the job has a
        transaction of its own.
        """
        try:
            self.push()
        except RetryableJobError as error:
            self.env.invalidate_all()
            return error
        return self.fail("The push job did not ask to be done again")

    def sell(self, product, quantity):
        """Return a confirmed order."""
        order = Form(self.env["sale.order"])
        order.partner_id = self.customer
        with order.order_line.new() as line:
            line.product_id = product
            line.product_uom_qty = quantity
        order = order.save()
        order.action_confirm()
        return order
