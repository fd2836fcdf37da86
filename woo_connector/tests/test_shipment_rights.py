from odoo.exceptions import AccessError
from odoo.tests import Form, new_test_user, tagged

from .shipment_case import ShipmentCase


@tagged("post_install", "-at_install")
class TestShipmentRights(ShipmentCase):
    """Users see shipments and send them again; nobody edits what the store was told."""

    def test_warehouse_worker_needs_no_rights_on_stores(self):
        worker = new_test_user(self.env, "worker", "stock.group_stock_user")
        self._deliver(self.picking.with_user(worker))
        self.assertEqual(len(self.order.shipment_ids), 1)
        picking = self.picking.with_user(worker)
        picking.carrier_tracking_ref = "1Z9"
        self.assertEqual(self._commit(), self.order.shipment_ids.ids)

    def test_form_of_a_delivery_without_rights_on_stores(self):
        groups = "stock.group_stock_user,sales_team.group_sale_salesman"
        worker = new_test_user(self.env, "worker", groups)
        self._deliver(self.picking)
        with Form(self.picking.with_user(worker)) as form:
            form.note = "Fragile"
        with Form(self.carrier) as form:
            form.woo_tracking_provider = "dhl-de"

    def test_user_reads_and_sends_again(self):
        shipment = self._deliver(self.picking)
        self._send(shipment)
        visible = shipment.with_user(self.woo_user)
        self.env.invalidate_all()
        visible.read()
        self.order.with_user(self.woo_user).read(["shipment_ids"])
        visible.action_send_again()
        self.assertEqual(shipment.state, "waiting")
        for change in ({"state": "sent"}, {"note_woo_id": 1}):
            with self.assertRaises(AccessError):
                visible.write(change)
        with self.assertRaises(AccessError):
            visible.unlink()

    def test_manager_deletes_and_does_not_edit(self):
        shipment = self._deliver(self.picking).with_user(self.woo_manager)
        with self.assertRaises(AccessError):
            shipment.write({"state": "sent"})
        shipment.unlink()

    def test_shipments_of_another_company_are_hidden(self):
        shipment = self._deliver(self.picking)
        other = self.env["res.company"].create({"name": "Other"})
        self.woo_manager.write({"company_ids": other.ids, "company_id": other.id})
        found = shipment.with_user(self.woo_manager).search([])
        self.assertFalse(found)

    def test_ways_between_delivery_and_shipment(self):
        shipment = self._deliver(self.picking)
        self.assertEqual(self.picking.woo_shipment_state, "Waiting")
        action = self.picking.action_open_woo_shipments()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, shipment)
        self.assertEqual(shipment.action_open_picking()["res_id"], self.picking.id)
