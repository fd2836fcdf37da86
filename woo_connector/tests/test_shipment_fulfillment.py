from odoo.tests import Form, tagged

from ..woo.errors import MisconfiguredError, Reason, RejectedError
from .shipment_case import ShipmentCase, ToldStore

LIST, POST = "GET orders/61/fulfillments", "POST orders/61/fulfillments"


class FulfillingStore(ToldStore):
    """A store with fulfillments of its order, whose changes replace all meta data."""

    def __init__(self, payload):
        super().__init__(payload)
        self.fulfillments = []
        self.answers[f"GET {self.path}/fulfillments"] = lambda _: self.fulfillments
        self.answers[f"POST {self.path}/fulfillments"] = self._fulfill

    def _fulfill(self, body):
        number = 30 + len(self.fulfillments)
        row = {"id": number, **body, "is_fulfilled": True}
        self.fulfillments.append(row)
        self.answers[f"PUT {self.path}/fulfillments/{number}"] = row.update
        return row

    def said(self):
        """Return the meta data of each fulfillment, by key."""
        return [
            {meta["key"]: meta["value"] for meta in row["meta_data"]}
            for row in self.fulfillments
        ]


@tagged("post_install", "-at_install")
class TestShipmentFulfillment(ShipmentCase):
    """Each shipment is one of WooCommerce's own fulfillments, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.tracking_target = "fulfillments"

    def setUp(self):
        super().setUp()
        self.client = FulfillingStore(self.payload)

    def _lines(self):
        """Return what was ordered: pieces by the store's line, goods only."""
        return {
            line.woo_line_id: int(line.product_uom_qty)
            for line in self.sale_order.order_line
            if line.product_id in self.products
        }

    def _items(self, said):
        return {item["item_id"]: item["qty"] for item in said["_items"]}

    def test_delivery_is_one_fulfillment(self):
        self.carrier.woo_tracking_provider = "dhl"
        self.picking.carrier_tracking_ref = "1Z9"
        shipment = self._deliver(self.picking)
        self._send(shipment)
        self.assertEqual((shipment.state, shipment.reason), ("sent", False))
        self.assertEqual(shipment.fulfillment_woo_id, 30)
        [said] = self.client.said()
        self.assertEqual(self._items(said), self._lines())
        self.assertEqual(said["_tracking_number"], "1Z9")
        self.assertEqual(said["_shipment_provider"], "dhl")
        self.assertFalse(self.client.fulfillments[0]["notify_customer"])
        self.assertEqual(self.client.payload["status"], "completed")
        shipment.action_send_again()
        writes = self.client.writes()
        self._send(shipment)
        self.assertEqual(self.client.writes(), writes)
        self.assertEqual(shipment.state, "sent")

    def test_parts_and_a_number_that_comes_later(self):
        self.backend.fulfillment_mail = True
        first = self._deliver(self.picking, self.picking.move_ids[0])
        self._send(first)
        rest = self.sale_order.picking_ids - self.picking
        second = self._deliver(rest)
        self._send(second)
        parts = [self._items(said) for said in self.client.said()]
        self.assertEqual(len(parts[0]), 1)
        self.assertEqual({**parts[0], **parts[1]}, self._lines())
        self.picking.carrier_tracking_ref = "94"
        self._send(first)
        said, other = self.client.said()
        self.assertEqual(said["_tracking_number"], "94")
        self.assertEqual(self._items(said), parts[0])
        self.assertNotIn("_tracking_number", other)
        self.assertTrue(self.client.fulfillments[0]["notify_customer"])

    def test_a_package_each(self):
        packages = self.env["stock.package"].create([{"name": "P1"}, {"name": "P2"}])
        moves = self.picking.move_ids
        moves.picked = True
        for move in moves:
            move.quantity = move.product_uom_qty
        moves[0].move_line_ids.result_package_id = packages[0]
        moves[1:].move_line_ids.result_package_id = packages[1]
        self.picking.with_context(skip_sms=True).button_validate()
        shipments = self.sale_order.woo_order_ids.shipment_ids
        self.assertEqual(shipments.package_id, packages)
        self._send(shipments)
        parts = sorted((self._items(said) for said in self.client.said()), key=len)
        self.assertEqual(len(parts), 2)
        self.assertEqual(parts[0] | parts[1], self._lines())
        self.assertFalse(parts[0].keys() & parts[1].keys())

    def test_lost_answer(self):
        for when in ("before", "after"):
            with self.subTest(when):
                self.client = FulfillingStore(self.payload)
                shipment = self.order.shipment_ids or self._deliver(self.picking)
                shipment.state = "waiting"
                self.client.cut = {POST: when}
                self._send_in_vain(shipment)
                self._send(shipment)
                self.assertEqual(shipment.state, "sent")
                self.assertEqual(len(self.client.fulfillments), 1)

    def test_store_without_fulfillments(self):
        shipment = self._deliver(self.picking)
        message = "This WordPress does not know what is asked of it."
        self.client.answers[LIST] = MisconfiguredError(
            Reason.NOT_WOOCOMMERCE, message, code="rest_no_route", status=404
        )
        self._send(shipment)
        self.assertEqual((shipment.state, self.client.writes()), ("failed", []))
        self.assertIn("Switch them on", shipment.reason)

    def test_refusal_is_said(self):
        shipment = self._deliver(self.picking)
        self.client.answers[POST] = RejectedError("Invalid item.", status=400)
        self._send(shipment)
        self.assertEqual((shipment.state, shipment.reason), ("failed", "Invalid item."))

    def test_other_places_for_numbers_ask_for_none(self):
        self.backend.tracking_target = "none"
        shipment = self._deliver(self.picking)
        self._send(shipment)
        self.assertEqual(self.client.fulfillments, [])
        self.assertNotIn(("GET", LIST[4:], {}), self.client.requests)

    def test_number_is_shown(self):
        shipment = self._deliver(self.picking)
        self._send(shipment)
        form = Form(shipment.with_user(self.woo_user))
        self.assertEqual(form.fulfillment_woo_id, 30)
