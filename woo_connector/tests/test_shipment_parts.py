from odoo.tests import tagged

from .scenario import scenario
from .shipment_case import ShipmentCase


@tagged("post_install", "-at_install")
class TestShipmentParts(ShipmentCase):
    """Orders that leave in parts, and tracking numbers that come later."""

    def _deliver_part(self):
        """Deliver the first product; return its shipment."""
        return self._deliver(self.picking, self.picking.move_ids[0])

    def _backorder(self):
        return self.sale_order.picking_ids.filtered(lambda p: p.state != "done")

    # === Backorders === #

    @scenario(
        "Partly delivered, not invoiced",
        "Delivered in Odoo",
        "Completed with the last part only",
    )
    def test_completed_only_with_the_last_part(self):
        self.backend.partly_shipped_status = "partial-shipped"
        first = self._deliver_part()
        self._send(first)
        self.assertEqual(self.client.payload["status"], "partial-shipped")
        self.assertEqual(first.sent_status, "partial-shipped")
        last = self._deliver(self._backorder())
        self._send(last)
        self.assertEqual(self.client.payload["status"], "completed")
        self.assertEqual(len(self.client.notes), 2)

    def test_completed_with_the_last_of_two_warehouses(self):
        second = self.env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
        move = self.picking.move_ids[0]
        self.picking.do_unreserve()
        elsewhere = self.picking.copy(
            {
                "picking_type_id": second.out_type_id.id,
                "location_id": second.lot_stock_id.id,
                "move_ids": [],
            }
        )
        move.write({"picking_id": elsewhere.id, "location_id": second.lot_stock_id.id})
        first = self._deliver(elsewhere)
        self._send(first)
        self.assertEqual(self.client.payload["status"], "processing")
        self._send(self._deliver(self.picking))
        self.assertEqual(self.client.payload["status"], "completed")
        self.assertEqual(len(self.client.notes), 2)
        self.assertEqual(len(self.order.shipment_ids), 2)

    @scenario(
        "Confirmed, nothing delivered or invoiced",
        "Delivered in Odoo",
        "A part of it: the note, and the status for parts if there is one",
    )
    def test_part_leaves_the_status_unless_there_is_one_for_it(self):
        shipment = self._deliver_part()
        self._send(shipment)
        self.assertEqual(self.client.payload["status"], "processing")
        self.assertEqual(shipment.state, "sent")
        self.assertEqual(len(self.client.notes), 1)

    def test_part_that_is_told_late_takes_nothing_back(self):
        self.backend.partly_shipped_status = "partial-shipped"
        first = self._deliver_part()
        self._send(self._deliver(self._backorder()))
        self._send(first)
        self.assertEqual(self.client.payload["status"], "completed")
        self.assertEqual(len(self.client.notes), 2)

    def test_rest_that_is_not_delivered_any_more(self):
        first = self._deliver(
            self.picking,
            self.picking.move_ids[0],
            picking_ids_not_to_backorder=self.picking.ids,
        )
        self.assertFalse(self._backorder().filtered(lambda p: p.state != "cancel"))
        self._send(first)
        self.assertEqual(self.client.payload["status"], "completed")

    def test_rest_that_is_given_up_later(self):
        first = self._deliver_part()
        self._send(first)
        self._commit()
        self._backorder().action_cancel()
        self.assertEqual(self._commit(), first.ids)
        self._send(first)
        self.assertEqual(self.client.payload["status"], "completed")
        self.assertEqual(len(self.client.notes), 1)

    def test_rest_that_is_taken_off_the_sale_order(self):
        first = self._deliver_part()
        self._send(first)
        self._commit()
        for line in self.sale_order.order_line:
            if line.qty_delivered_method == "stock_move":
                line.product_uom_qty = line.qty_delivered
        self.assertEqual(self._commit(), first.ids)
        self._send(first)
        self.assertEqual(self.client.payload["status"], "completed")

    def test_cancelled_sale_order_completes_nothing(self):
        shipment = self._deliver_part()
        self.sale_order._action_cancel()
        self._send(shipment)
        self.assertEqual(self.client.payload["status"], "processing")

    def test_line_that_is_still_to_be_purchased_is_left(self):
        self._deliver(self.picking)
        line = self.sale_order.order_line.filtered("product_id.is_storable")[0]
        self.assertFalse(self.sale_order._has_more_to_deliver())
        line.copy({"order_id": self.sale_order.id}).move_ids.unlink()
        self.sale_order.picking_ids.move_ids.filtered(
            lambda move: move.state != "done"
        )._action_cancel()
        new = self.sale_order.order_line[-1]
        new.move_ids.sale_line_id = False
        self.env.invalidate_all()
        self.assertTrue(self.sale_order._has_more_to_deliver())

    def test_status_of_a_part_comes_back_and_lets_no_order_wait(self):
        statuses = self.env["woo.order.status"]
        known = statuses._note_status(self.backend, "partial-shipped")
        self.assertFalse(known.action)
        self.backend.partly_shipped_status = "wc-partial-shipped"
        self.assertEqual(known.action, "confirm")
        self._send(self._deliver_part())
        self.env["woo.order"]._import(self.backend, 61)
        self.assertEqual(self.order.status, "partial-shipped")
        self.assertEqual(self.order.state, "imported", self.order.reason)
        self.assertFalse(self.order.activity_ids)
        self.backend.shipped_status = "delivered"
        new = statuses._note_status(self.backend, "delivered")
        self.assertEqual(new.action, "confirm")
        self.assertFalse(statuses._note_status(self.backend, "packed").action)

    # === Tracking === #

    def test_number_that_comes_later_goes_out_once(self):
        shipment = self._deliver(self.picking)
        self._send(shipment)
        self._commit()
        self.picking.carrier_tracking_ref = "1Z9"
        self.assertEqual(self._commit(), shipment.ids)
        self.client.requests.clear()
        for _time in range(2):
            self._send(shipment)
        self.assertEqual(len(self.client.notes), 2)
        self.assertNotIn("1Z9", self.client.texts()[0])
        self.assertIn("1Z9", self.client.texts()[1])
        self.assertEqual([i["tracking_number"] for i in self.client.items()], ["1Z9"])
        self.assertEqual(len(self.client.writes()), 2)
        self.assertEqual(shipment.note_woo_id, 101)

    def test_number_that_is_corrected_replaces_the_item(self):
        shipment = self._deliver(self.picking)
        for number in ("1Z9", "2Z8"):
            self.picking.carrier_tracking_ref = number
            self._send(shipment)
        self.assertEqual([i["tracking_number"] for i in self.client.items()], ["2Z8"])
        self.picking.carrier_tracking_ref = False
        self._send(shipment)
        self.assertEqual(self.client.items(), [])

    def test_number_of_a_transfer_that_is_not_done_makes_no_job(self):
        self.picking.carrier_tracking_ref = "1Z9"
        self.assertEqual(self._commit(), [])

    def test_two_packages_with_a_number_each(self):
        shipments = self._deliver_two_packages("1Z9,2Z8")
        self._send(shipments)
        self.assertEqual(len(shipments), 2)
        self.assertEqual(
            sorted(item["tracking_number"] for item in self.client.items()),
            ["1Z9", "2Z8"],
        )
        texts = self.client.texts()
        self.assertEqual(len(texts), 2)
        [first] = [text for text in texts if "/P1" in text]
        self.assertIn("1Z9", first)
        self.assertNotIn("2Z8", first)
        self.assertIn("https://track.test/1Z9", first)
        self.assertEqual(self.client.payload["status"], "completed")

    def test_two_packages_with_one_number(self):
        self._send(self._deliver_two_packages("1Z9"))
        self.assertEqual([i["tracking_number"] for i in self.client.items()], ["1Z9"])
        self.assertEqual(len(self.client.texts()), 2)

    def test_item_that_a_label_platform_wrote_stays(self):
        theirs = {"tracking_number": "1Z9", "tracking_provider": "ups"}
        entry = {"id": 3, "key": "_wc_shipment_tracking_items", "value": [theirs]}
        self.client.payload["meta_data"].append(entry)
        shipment = self._deliver(self.picking)
        self.picking.carrier_tracking_ref = "1Z9"
        self._send(shipment)
        self.assertEqual(self.client.items(), [theirs])
        self.assertFalse(shipment.tracking_woo_ids)

    def test_carrier_by_the_name_of_the_plugin(self):
        self.carrier.woo_tracking_provider = "dhl-de"
        shipment = self._deliver(self.picking)
        self.picking.carrier_tracking_ref = "1Z9"
        self._send(shipment)
        [item] = self.client.items()
        self.assertEqual(item["tracking_provider"], "dhl-de")
        self.assertEqual(item["custom_tracking_link"], "")

    def test_links_of_carriers_that_give_several(self):
        links = '[["1Z9", "https://a.test/1"], ["2Z8", "https://b.test/2"]]'
        self.patch(
            type(self.picking.carrier_id), "get_tracking_link", lambda *_args: links
        )
        self.picking.carrier_tracking_ref = "1Z9,2Z8"
        self.assertEqual(self.picking._get_tracking_link("2Z8"), "https://b.test/2")
        self.assertEqual(self.picking._get_tracking_numbers(), ["1Z9", "2Z8"])

    def test_another_plugin_is_one_more_method(self):
        def writers(shipment):
            def prepare(_payload):
                return {"meta_data": [{"key": "_own", "value": shipment.name}]}, {}

            return {"shipment_tracking": prepare}

        self.patch(type(self.env["woo.shipment"]), "_tracking_writers", writers)
        self._send(self._deliver(self.picking))
        self.assertIn("_own", [row["key"] for row in self.client.payload["meta_data"]])

    def _deliver_two_packages(self, reference):
        packages = self.env["stock.package"].create([{"name": "P1"}, {"name": "P2"}])
        for move in self.picking.move_ids:
            move.quantity = move.product_uom_qty
            move.picked = True
            is_first = move == self.picking.move_ids[0]
            move.move_line_ids.result_package_id = packages[0 if is_first else 1]
        self.picking.carrier_tracking_ref = reference
        self.picking.with_context(skip_sms=True).button_validate()
        return self.order.shipment_ids
