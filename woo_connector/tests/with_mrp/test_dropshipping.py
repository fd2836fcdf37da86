from unittest import SkipTest

from odoo.fields import Command
from odoo.tests import tagged

from ..shipment_case import ShipmentCase


@tagged("post_install", "-at_install")
class TestDropshipping(ShipmentCase):
    """What a supplier sends to the customer is told as what we send ourselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        name = "stock_dropshipping"
        module = cls.env["ir.module.module"].search([("name", "=", name)])
        if module.state != "installed":
            raise SkipTest(f"The addon {name} is not installed.")

    @classmethod
    def _bind_products(cls, *payloads):
        """Let a supplier deliver the first product."""
        products = super()._bind_products(*payloads)
        supplier = cls.env["res.partner"].create({"name": "Supplier"})
        products[0].write(
            {
                "route_ids": [
                    Command.link(
                        cls.env.ref("stock_dropshipping.route_drop_shipping").id
                    )
                ],
                "seller_ids": [Command.create({"partner_id": supplier.id})],
            }
        )
        cls.dropped = products[0]
        return products

    def _buy(self):
        """Order it from the supplier; return the transfer to the customer."""
        lines = self.env["purchase.order.line"].search(
            [("product_id", "=", self.dropped.id)]
        )
        lines.order_id.button_confirm()
        picking = lines.order_id.picking_ids
        self.assertTrue(picking)
        return picking

    def test_number_of_the_supplier_goes_to_the_store(self):
        self._send(self._deliver(self.picking))
        self.assertEqual(self.client.payload["status"], "processing")
        transfer = self._buy()
        self.assertEqual(transfer.move_ids.product_id, self.dropped)
        self.assertEqual(transfer.location_id.usage, "supplier")
        transfer.write(
            {"carrier_id": self.carrier.id, "carrier_tracking_ref": "DROP 7"}
        )
        shipment = self._deliver(transfer)
        self.assertEqual(shipment.order_id, self.order)
        self._send(shipment)
        self.assertEqual((shipment.state, shipment.reason), ("sent", False))
        # The last part completes the order, whoever has sent it.
        self.assertEqual(self.client.payload["status"], "completed")
        self.assertEqual(
            [one["tracking_number"] for one in self.client.items()], ["DROP 7"]
        )
        text = self.client.texts()[-1]
        self.assertIn(transfer.name, text)
        self.assertIn("DROP 7", text)

    def test_supplier_first(self):
        transfer = self._buy()
        shipment = self._deliver(transfer)
        self._send(shipment)
        self.assertEqual(shipment.state, "sent")
        self.assertEqual(self.client.payload["status"], "processing")
        self._send(self._deliver(self.picking))
        self.assertEqual(self.client.payload["status"], "completed")

    def test_nothing_is_complete_before_it_is_ordered(self):
        self._send(self._deliver(self.picking))
        self.assertTrue(self.sale_order._has_more_to_deliver())
        self.assertEqual(self.client.payload["status"], "processing")

    def test_number_that_comes_later(self):
        transfer = self._buy()
        shipment = self._deliver(transfer)
        self._send(shipment)
        self.env.cr.postcommit.clear()
        transfer.carrier_tracking_ref = "DROP 8"
        self.assertEqual(self._commit(), shipment.ids)
        self._send(shipment)
        numbers = [one["tracking_number"] for one in self.client.items()]
        self.assertEqual(numbers, ["DROP 8"])
