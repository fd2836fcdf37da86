from odoo.tests import tagged

from ..woo.errors import NotFoundError, RejectedError
from .scenario import scenario
from .shipment_case import ShipmentCase

PUT, NOTE = "PUT orders/61", "POST orders/61/notes"
WRITES = [("PUT", "orders/61"), ("POST", "orders/61/notes")]


@tagged("post_install", "-at_install")
class TestShipmentSend(ShipmentCase):
    """The store is told once, whatever becomes of its answers."""

    @scenario(
        "Confirmed, nothing delivered or invoiced",
        "Delivered in Odoo",
        "The store's order is completed, with note and tracking",
    )
    def test_everything_in_two_writes(self):
        shipment = self._deliver(self.picking)
        self.picking.carrier_tracking_ref = "1Z9"
        self._send(shipment)
        self.assertEqual(shipment.state, "sent")
        self.assertEqual(self.client.payload["status"], "completed")
        self.assertEqual(
            self.client.texts(),
            [
                f"Shipment {shipment.name} with Parcel\n"
                "Tracking number: 1Z9\nhttps://track.test/1Z9"
            ],
        )
        [item] = self.client.items()
        self.assertEqual(item["tracking_number"], "1Z9")
        self.assertEqual(item["custom_tracking_provider"], "Parcel")
        self.assertEqual(item["custom_tracking_link"], "https://track.test/1Z9")
        self.assertIn("_odoo_ref", [row["key"] for row in self.payload["meta_data"]])
        self.assertEqual(self.client.writes(), WRITES)
        self.assertEqual(shipment.note_woo_id, 100)
        self.assertEqual(shipment.tracking_woo_ids, item["tracking_id"])
        self.assertEqual(shipment.sent_status, "completed")
        self.assertEqual(shipment.sent_tracking_ref, "1Z9")

    def test_once_more_is_no_work(self):
        shipment = self._deliver(self.picking)
        self._send(shipment)
        sent_at = shipment.sent_at
        shipment.with_user(self.woo_user).action_send_again()
        self.assertEqual(shipment.state, "waiting")
        self._send(shipment)
        self.assertEqual((shipment.state, shipment.sent_at), ("sent", sent_at))
        self.assertEqual(len(self.client.writes()), 2)

    # === Lost answers === #

    def test_status_without_an_answer(self):
        for when in ("before", "after"):
            with self.subTest(when):
                self.client.payload["status"] = "processing"
                self.client.notes.clear()
                self.client.requests.clear()
                shipment = self.order.shipment_ids or self._deliver(self.picking)
                shipment.write({"state": "waiting", "sent_at": False})
                self.client.cut = {PUT: when}
                self._send_in_vain(shipment)
                self._send(shipment)
                self.assertEqual(shipment.state, "sent")
                self.assertEqual(self.client.writes(), WRITES)
                self.assertEqual(self.client.payload["status"], "completed")

    def test_note_without_an_answer_is_there_once(self):
        shipment = self._deliver(self.picking)
        self.picking.carrier_tracking_ref = "1Z9"
        self.client.cut = {NOTE: "after"}
        self._send_in_vain(shipment)
        self._send(shipment)
        self.assertEqual(len(self.client.notes), 1)
        self.assertEqual(len(self.client.items()), 1)
        self.assertEqual((shipment.state, shipment.note_woo_id), ("sent", 100))
        self.assertTrue(shipment.sent_at)

    def test_note_that_did_not_arrive_is_written(self):
        shipment = self._deliver(self.picking)
        self.client.cut = {NOTE: "before"}
        self._send_in_vain(shipment)
        self.assertEqual(self.client.notes, [])
        self._send(shipment)
        self.assertEqual(len(self.client.notes), 1)

    # === Policies === #

    def test_note_to_the_customer_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.sale_order.partner_id.lang = "de_DE"
        self.backend.shipment_note = "customer"
        shipment = self._deliver(self.picking)
        self.assertEqual(shipment._in_words().env.lang, "de_DE")
        self._send(shipment)
        [note] = self.client.notes
        self.assertTrue(note["customer_note"])

    def test_private_note(self):
        self._send(self._deliver(self.picking))
        self.assertFalse(self.client.notes[0]["customer_note"])

    def test_status_alone(self):
        self.backend.write({"shipment_note": "none", "tracking_target": "none"})
        shipment = self._deliver(self.picking)
        self.picking.carrier_tracking_ref = "1Z9"
        self._send(shipment)
        self.assertEqual(self.client.writes(), WRITES[:1])
        self.assertEqual(self.client.items(), [])

    def test_nothing_at_all(self):
        self.backend.write(
            {"shipment_note": "none", "tracking_target": "none", "shipped_status": ""}
        )
        shipment = self._deliver(self.picking)
        self._send(shipment)
        self.assertEqual(shipment.state, "nothing")
        self.assertIn("already", shipment.reason)
        self.assertEqual(self.client.writes(), [])

    def test_custom_status_may_be_given_as_the_database_has_it(self):
        self.backend.shipped_status = " wc-shipped"
        self._send(self._deliver(self.picking))
        self.assertEqual(self.client.payload["status"], "shipped")

    def test_policy_that_was_switched_off_meanwhile(self):
        shipment = self._deliver(self.picking)
        self.backend.send_shipments = False
        self._send(shipment)
        self.assertEqual(shipment.state, "nothing")
        self.assertEqual(self.client.requests, [])

    # === What the store says wins === #

    @scenario(
        "Ended in the store",
        "Delivered in Odoo",
        "Given up there: nothing is told",
    )
    def test_order_that_the_store_gave_up_is_told_nothing(self):
        shipment = self._deliver(self.picking)
        for status in ("cancelled", "refunded", "failed", "trash"):
            with self.subTest(status):
                self.client.payload["status"] = status
                shipment.action_send_again()
                self._send(shipment)
                self.assertEqual(shipment.state, "nothing")
                self.assertIn(status, shipment.reason)
                self.assertEqual(self.client.writes(), [])

    def test_order_that_is_deleted_in_the_store(self):
        self.client.answers["GET orders/61"] = NotFoundError("No.", status=404)
        shipment = self._deliver(self.picking)
        self._send(shipment)
        self.assertEqual(shipment.state, "nothing")
        self.assertIn("not in the store", shipment.reason)

    @scenario(
        "Ended in the store",
        "Delivered in Odoo",
        "Completed there: keeps its status, gets the note",
    )
    def test_completed_by_a_person_keeps_its_status_and_gets_the_note(self):
        self.client.payload["status"] = "completed"
        self.backend.shipped_status = "delivered"
        shipment = self._deliver(self.picking)
        self._send(shipment)
        self.assertEqual(self.client.payload["status"], "completed")
        self.assertEqual(len(self.client.notes), 1)
        self.assertEqual((shipment.state, shipment.sent_status), ("sent", False))

    def test_refused_status_is_said_and_tried_again(self):
        refusal = RejectedError("Invalid parameter(s): status", status=400)
        answer = self.client.answers[PUT]
        self.client.answers[PUT] = refusal
        shipment = self._deliver(self.picking)
        self._send(shipment)
        self.assertEqual(shipment.state, "failed")
        self.assertIn("does not take the status “completed”", shipment.reason)
        self.assertEqual(self.backend.failed_shipment_count, 1)
        self.client.answers[PUT] = answer
        shipment.with_user(self.woo_user).action_send_again()
        self._send(shipment)
        self.assertEqual((shipment.state, shipment.reason), ("sent", False))

    # === Our own echo === #

    def test_what_we_wrote_comes_back_and_does_no_harm(self):
        shipment = self._deliver(self.picking)
        self.picking.carrier_tracking_ref = "1Z9"
        self._send(shipment)
        lines = self.sale_order.order_line.mapped("product_uom_qty")
        self.client.requests.clear()
        for _time in range(2):
            self.env["woo.order"]._import(self.backend, 61)
            self.assertEqual(self.order.state, "imported", self.order.reason)
            self.assertEqual(self.order.status, "completed")
            self.assertEqual(self.sale_order.state, "sale")
            self.assertFalse(self.order.activity_ids)
            self.assertFalse(self.order.edit_ids)
        self.assertEqual(self.sale_order.order_line.mapped("product_uom_qty"), lines)
        self.assertEqual(self.client.writes(), [])
        self.assertEqual(self.order.shipment_ids, shipment)
