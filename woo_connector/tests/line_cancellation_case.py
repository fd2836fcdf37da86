"""What the tests of cancelled lines share: three mugs sold, of which some go."""

from odoo.tests import tagged

from .refund_send_case import RefundingStore, RefundSendCase

MODEL = "woo.line.cancellation.send"
POST = "POST orders/61/refunds"


@tagged("post_install", "-at_install")
class LineCancellationCase(RefundSendCase):
    """A store that is told of pieces that are taken off confirmed sale orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend.line_cancel_policy = "refund"

    def _ordered(self, *lines, **changes):
        """Bring in a confirmed order; return its row."""
        self.order = self._confirmed(*lines, **changes)
        self.sale_order = self.order.sale_order_id
        self.lines = self.sale_order.order_line
        self.client = RefundingStore(self.payload)
        return self.order

    def _ordered_mugs(self, pieces=3):
        """Bring in mugs at 10.00 and 2.00 tax; return the line."""
        net, tax = 10 * pieces, 2 * pieces
        self._ordered(self._line(1, pieces, f"{net}.00", (1, f"{tax}.00")))
        return self.lines

    def _take_off(self, line, left, **context):
        """Let a person leave so many pieces; return the rows, the newest first."""
        # As after a commit: each save is a transaction.
        self.env.cr.postcommit.clear()
        line.with_context(**context).product_uom_qty = left
        return self.order.line_cancellation_send_ids.sorted("id", reverse=True)

    def _assert_nothing_more(self, *rows):
        """Whatever is done again, the store is asked for nothing more."""
        asked = len(self.client.posted())
        for row in rows:
            row.action_send_again()
            self._send(row)
        for _time in range(2):
            self.order.fingerprint = False
            self._comes_back()
        self.assertEqual(len(self.client.posted()), asked)
        self.assertFalse(self.order.activity_ids, self.order.reason)
