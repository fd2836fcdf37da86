"""What the tests of payments that are told share: an order that waits for money."""

from odoo.tests import tagged

from .refund_send_case import RefundingStore, RefundSendCase

PUT = "PUT orders/61"
MODEL = "woo.payment.send"


class PayableStore(RefundingStore):
    """A store that knows which of its orders wait for money, as WooCommerce does."""

    def _put(self, body):
        if body.get("set_paid") and self.payload["status"] in ("pending", "failed"):
            body = {**body, "status": "processing"}
        answer = super()._put(body)
        if self.payload["status"] in ("processing", "completed"):
            self.payload["date_paid_gmt"] = "2026-11-27T10:00:00"
        return answer


@tagged("post_install", "-at_install")
class PaymentSendCase(RefundSendCase):
    """An order that is invoiced in Odoo and not paid in the store."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.write({"paid_policy": "registered", "send_refunds": False})
        cls.outstanding = cls.env["account.account"].create(
            {
                "name": "Outstanding",
                "code": "WOO102",
                "account_type": "asset_current",
                "reconcile": True,
            }
        )
        cls.journal = cls.env["account.journal"].create(
            {"name": "Giro", "code": "GIRO", "type": "bank"}
        )
        methods = cls.journal.inbound_payment_method_line_ids
        methods.payment_account_id = cls.outstanding

    def _ordered(self, status="on-hold", **changes):
        """Bring in an order that waits for money, confirm and invoice it."""
        self.payload = self._payload(
            self._line(1, 3, "30.00", (1, "6.00")),
            status=status,
            date_paid_gmt=None,
            **changes,
        )
        self.order = self._import(self.payload)
        self.sale_order = self.order.sale_order_id
        self.client = PayableStore(self.payload)
        if self.sale_order.state == "draft":
            self.sale_order.action_confirm()
        self.invoice = self._invoice(self.sale_order)
        self.env.cr.postcommit.clear()
        return self.invoice

    def _pay(self, invoice, **values):
        """Register a payment as a person does; return the order's rows."""
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        values = {"journal_id": self.journal.id, "group_payment": True, **values}
        wizard.create(values)._create_payments()
        return self.order.payment_send_ids

    def _know_the_bank(self):
        """Let payments wait for the bank, as with the accounting application."""
        self.patch(
            type(self.env["account.move"]),
            "_get_invoice_in_payment_state",
            lambda _move: "in_payment",
        )
