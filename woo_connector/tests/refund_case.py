"""What the tests of refunds share: an order, its invoice, and refunds of it."""

from decimal import Decimal

from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .amounts_case import AmountsCase


@tagged("post_install", "-at_install")
class RefundCase(AmountsCase):
    """A store that gives money back for orders put together line by line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.refund_policy = "posted"
        warehouse = cls.backend.warehouse_ids
        cls.env["stock.quant"]._update_available_quantity(
            cls.product, warehouse.lot_stock_id, 100
        )

    def setUp(self):
        super().setUp()
        self.refunds = []

    def _confirmed(self, *lines, **changes):
        """Import a confirmed order; return its row."""
        self.payload = self._payload(*lines, **changes)
        order = self._import(self.payload)
        self.assertEqual(order.state, "imported", order.reason)
        self.assertEqual(order.sale_order_id.state, "sale")
        return order

    def _invoiced(self, *lines, **changes):
        """Import an order and invoice all of it; return its row and the invoice."""
        order = self._confirmed(*lines, **changes)
        return order, self._invoice(order.sale_order_id)

    def _deliver(self, order, *pieces):
        """Deliver pieces of the order's lines, by default all."""
        picking = order.sale_order_id.picking_ids.filtered(
            lambda one: one.state not in ("done", "cancel")
        )
        moves = picking.move_ids.filtered(lambda one: one.state != "cancel")
        for move, quantity in zip(moves, pieces, strict=False):
            move.quantity = quantity
        moves.picked = True
        picking.with_context(skip_backorder=True)._action_done()

    def _refunded(self, number, pieces, net, *taxes, rest=False):
        """Return a refund's line; ``taxes`` are pairs of rate and amount."""
        charged = self._charged(f"-{net}", [(rate, f"-{tax}") for rate, tax in taxes])
        return {
            "id": 900 + number,
            "name": "Mug",
            "quantity": -pieces,
            "meta_data": [{"key": "_refunded_item_id", "value": str(number)}],
            **charged,
        }

    def _refund(self, *lines, amount=None, **changes):
        """Let the store have one refund more, which the order names, too."""
        if amount is None:
            amount = -sum(
                Decimal(line["total"]) + Decimal(line["total_tax"]) for line in lines
            )
        number = changes.get("id", 500 + len(self.refunds))
        self.refunds.append(
            {
                "id": number,
                "amount": str(amount),
                "reason": "Damaged",
                "date_created_gmt": "2026-11-24T10:00:00",
                "meta_data": [],
                "line_items": list(lines),
                "shipping_lines": [],
                "fee_lines": [],
                **changes,
            }
        )
        return self._announce(number)

    def _announce(self, number=None):
        """Import the order as the store has it now, and do the jobs that follow."""
        self.payload["refunds"] = [
            {"id": one["id"], "reason": "", "total": f"-{one['amount']}"}
            for one in self.refunds
        ]
        woo_id = self.payload["id"]
        self.client.answers[f"GET orders/{woo_id}/refunds"] = self.refunds
        with trap_jobs() as trap:
            order = self._import(self.payload)
            for job in trap.enqueued_jobs:
                job.perform()
        return order.refund_ids.filtered(lambda one: one.woo_id == number)

    def _assert_credited(self, refund, total, tax):
        """The refund is one credit note of this total and tax, and posted."""
        self.assertEqual(refund.state, "done", refund.problem)
        note = refund.credit_note_ids
        self.assertEqual(len(note), 1)
        self.assertEqual((note.move_type, note.state), ("out_refund", "posted"))
        self.assertAlmostEqual(note.amount_total, total, 6)
        self.assertAlmostEqual(note.amount_tax, tax, 6)
        return note
