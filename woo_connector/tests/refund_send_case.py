"""What the tests of refunds that go out share: a store that refunds as it is asked."""

from decimal import Decimal

from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.tests.common import trap_jobs

from ..woo.errors import RejectedError
from .refund_case import RefundCase
from .shipment_case import ToldStore

INVALID = RejectedError(
    "Invalid refund amount.",
    code="woocommerce_rest_cannot_create_order_refund",
    status=500,
)


class RefundingStore(ToldStore):
    """A store with one order, which is cancelled and refunded as it is asked."""

    def __init__(self, payload):
        super().__init__(payload)
        self.refunds = []
        path = f"{self.path}/refunds"
        self.answers[f"GET {path}"] = lambda _params: self.refunds[::-1]
        self.answers[f"POST {path}"] = self.refund

    def refund(self, body):
        """Make a refund, as whoever keeps the store can, too."""
        amount = Decimal(body["amount"])
        given_back = sum(Decimal(one["amount"]) for one in self.refunds)
        if amount > Decimal(self.payload["total"]) - given_back:
            raise INVALID
        fees = {fee["id"] for fee in self.payload["fee_lines"]}
        lines = body.get("line_items", ())
        self.refunds.append(
            {
                "id": 700 + len(self.refunds),
                "amount": body["amount"],
                "reason": body.get("reason", ""),
                "date_created_gmt": "2026-11-27T10:00:00",
                "meta_data": [],
                "line_items": [
                    self._refunded(one) for one in lines if one["id"] not in fees
                ],
                "fee_lines": [
                    self._refunded(one) for one in lines if one["id"] in fees
                ],
                "shipping_lines": [],
            }
        )
        self.payload["refunds"] = [
            {"id": one["id"], "reason": "", "total": f"-{one['amount']}"}
            for one in self.refunds
        ]
        return self.refunds[-1]

    def _refunded(self, line):
        taxes = [
            {"id": tax["id"], "total": f"-{tax['refund_total']}"}
            for tax in line.get("refund_tax", ())
        ]
        return {
            "id": 900 + line["id"],
            "name": "Mug",
            "quantity": -line.get("quantity", 0),
            "total": f"-{line['refund_total']}",
            "total_tax": str(sum(Decimal(tax["total"]) for tax in taxes)),
            "taxes": taxes,
            "meta_data": [{"key": "_refunded_item_id", "value": str(line["id"])}],
        }

    def posted(self):
        """Return the bodies of the refunds that were asked for."""
        return [body for _path, body in self.asked("POST")]


@tagged("post_install", "-at_install")
class RefundSendCase(RefundCase):
    """A store that is told of credit notes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.write({"send_refunds": True, "push_stock": True})

    def setUp(self):
        super().setUp()
        # What happens after a commit has a transaction of its own.
        self.registry_enter_test_mode()

    def _sold(self, *lines, **changes):
        """Bring in an order that is invoiced; return its row and the invoice."""
        order, invoice = self._invoiced(*lines, **changes)
        self.client = RefundingStore(self.payload)
        return order, invoice

    def _sold_mugs(self):
        """Bring in three mugs for 36.00; return the order's row and the invoice."""
        return self._sold(self._line(1, 3, "30.00", (1, "6.00")))

    def _credit(self, invoice, *quantities, post=True):
        """Credit an invoice, or so many of each of its lines; return the note."""
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        action = wizard.create({"journal_id": invoice.journal_id.id}).refund_moves()
        note = self.env["account.move"].browse(action["res_id"])
        lines = note.invoice_line_ids
        for line, quantity in zip(lines, quantities, strict=bool(quantities)):
            if quantity:
                line.quantity = quantity
            else:
                note.invoice_line_ids = [Command.delete(line.id)]
        if post:
            note.action_post()
        return note

    def _row(self, note):
        return self.env["woo.refund.send"].search([("move_id", "=", note.id)])

    def _send(self, rows):
        """Carry out the jobs of these rows."""
        for row in rows:
            row._send()

    def _send_in_vain(self, row):
        """Let a job find that the store does not answer; its transaction is undone."""
        with self.assertRaises(RetryableJobError), self.env.cr.savepoint():
            row._send()
        self.assertEqual(row.state, "waiting")

    def _comes_back(self):
        """Import the order as the store has it now, and do the jobs that follow."""
        with trap_jobs() as trap:
            self.env["woo.order"]._import(self.backend, self.payload["id"])
            for job in trap.enqueued_jobs:
                job.perform()

    def _commit(self, model="woo.refund.send"):
        """Do what a commit does; return the ids of the rows that got jobs."""
        with trap_jobs() as trap:
            self.env.cr.flush()
            self.env.cr.postcommit.run()
        return [
            row_id
            for job in trap.enqueued_jobs
            if job.model_name == model
            for row_id in job.recordset.ids
        ]
