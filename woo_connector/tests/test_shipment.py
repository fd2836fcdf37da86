from odoo.fields import Command
from odoo.tests import tagged

from .shipment_case import ShipmentCase


@tagged("post_install", "-at_install")
class TestShipment(ShipmentCase):
    """Deliveries of stores' orders become rows, and nothing but rows."""

    def test_delivery_makes_one_row_and_a_job_after_the_commit(self):
        self.env.cr.postcommit.clear()
        shipment = self._deliver(self.picking)
        self.assertEqual(len(shipment), 1)
        self.assertEqual(shipment.name, self.picking.name)
        self.assertEqual(shipment.state, "waiting")
        self.assertEqual(shipment.order_id, self.order)
        self.assertEqual(shipment.company_id, self.company)
        self.assertEqual(self.client.requests, [])
        self.assertEqual(self._commit(), shipment.ids)
        self.assertEqual(self.client.requests, [])

    def test_no_row_when_the_store_is_not_told(self):
        self.backend.send_shipments = False
        self.assertFalse(self._deliver(self.picking))
        self.assertEqual(self._commit(), [])

    def test_no_row_and_no_query_for_other_orders(self):
        other = self.sale_order.copy()
        other.action_confirm()
        self.env.flush_all()
        self.env.invalidate_all()
        shipments = type(self.env["woo.shipment"])
        note, counts = shipments._note_deliveries, []

        def count(model, pickings):
            before = self.env.cr.sql_log_count
            note(model, pickings)
            counts.append(self.env.cr.sql_log_count - before)

        self.patch(shipments, "_note_deliveries", count)
        self.assertFalse(self._deliver(other.picking_ids))
        self.assertEqual(counts, [0])
        self.assertEqual(self._commit(), [])

    def test_steps_inside_the_warehouse_and_returns_are_no_shipments(self):
        self.assertTrue(self._deliver(self.picking))
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": self.picking.id}
        )
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        self.assertFalse(self._deliver(back))

    def test_only_the_last_of_three_steps_is_a_shipment(self):
        self.backend.warehouse_ids.delivery_steps = "pick_pack_ship"
        order = self.sale_order.copy()
        self.order.sale_order_id = order
        order.action_confirm()
        done = self.env["stock.picking"]
        while waiting := order.picking_ids.filtered(lambda p: p.state == "assigned"):
            self._deliver(waiting)
            done |= waiting
        self.assertEqual(len(done), 3)
        shipments = self.order.shipment_ids
        self.assertEqual(len(shipments), 1)
        self.assertEqual(shipments.picking_id.location_dest_id.usage, "customer")

    def test_one_row_per_package_and_one_for_what_is_in_none(self):
        first, second, third = self.picking.move_ids
        for move in self.picking.move_ids:
            move.quantity = move.product_uom_qty
        packages = self.env["stock.package"].create([{"name": "P1"}, {"name": "P2"}])
        first.move_line_ids.result_package_id = packages[0]
        second.move_line_ids.result_package_id = packages[1]
        (first | second | third).picked = True
        self.picking.with_context(skip_sms=True).button_validate()
        name = self.picking.name
        self.assertEqual(
            sorted(self.order.shipment_ids.mapped("name")),
            [name, f"{name}/P1", f"{name}/P2"],
        )

    def test_done_again_makes_no_second_row(self):
        shipment = self._deliver(self.picking)
        self.picking._action_done()
        self.assertEqual(self.order.shipment_ids, shipment)

    def test_what_a_supplier_sends_to_the_customer_is_a_shipment(self):
        line = self.sale_order.order_line.filtered("product_id.is_storable")[0]
        self.picking.action_cancel()
        customers = self.env.ref("stock.stock_location_customers")
        suppliers = self.env.ref("stock.stock_location_suppliers")
        ends = {"location_id": suppliers.id, "location_dest_id": customers.id}
        move = {
            "product_id": line.product_id.id,
            "product_uom_qty": 2,
            "sale_line_id": line.id,
            **ends,
        }
        dropship = self.env["stock.picking"].create(
            {
                "picking_type_id": self.backend.warehouse_ids.out_type_id.id,
                "move_ids": [Command.create(move)],
                **ends,
            }
        )
        dropship.action_confirm()
        self.assertEqual(len(self._deliver(dropship)), 1)

    def test_cron_makes_the_jobs_that_are_missing(self):
        shipment = self._deliver(self.picking)
        noted = []
        shipments = type(shipment)
        self.patch(shipments, "_enqueue", lambda records: noted.extend(records.ids))
        shipment._cron_send()
        self.assertEqual(noted, shipment.ids)
        noted.clear()
        shipment._settle("sent", sent_at="2999-01-01")
        shipment._cron_send()
        self.assertEqual(noted, [])
        self.picking.carrier_tracking_ref = "1Z9"
        shipment._cron_send()
        self.assertEqual(noted, shipment.ids)

    def test_deleted_order_takes_its_shipments_along(self):
        shipment = self._deliver(self.picking)
        self.order.sudo().unlink()
        shipment._gc_loose()
        self.assertFalse(shipment.exists())
