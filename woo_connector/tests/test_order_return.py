from odoo.tests import tagged

from odoo.addons.queue_job.tests.common import trap_jobs

from .refund_send_case import RefundingStore, RefundSendCase


@tagged("post_install", "-at_install")
class TestOrderReturn(RefundSendCase):
    """Whether goods and money went back, as a person sees and finds it."""

    def setUp(self):
        super().setUp()
        self.order = self._confirmed(self._line(1, 3, "30.00", (1, "6.00")))
        self.sale_order = self.order.sale_order_id
        self.client = RefundingStore(self.payload)

    def _give_back(self, *lines, pieces=0):
        """Let the store refund pieces of the mugs, and Odoo hear of it."""
        amount = {"amount": "3.00"}
        if pieces:
            line = {"id": 1, "quantity": pieces, "refund_total": f"{10 * pieces}.00"}
            taxes = [{"id": 1, "refund_total": f"{2 * pieces}.00"}]
            lines = [{**line, "refund_tax": taxes}]
            amount = {"amount": f"{12 * pieces}.00", "line_items": lines}
        self.client.refund({"reason": "Damaged", **amount})
        self._comes_back()

    def _take_back(self, pieces, **context):
        """Receive delivered mugs back, save what is ``done=False``."""
        picking = self.sale_order.picking_ids.filtered(
            lambda one: one.state == "done" and one.location_dest_id.usage == "customer"
        )[:1]
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = pieces
        back = wizard._create_return()
        if context.get("done", True):
            self._receive(back)
        return back

    def _receive(self, transfer):
        transfer.move_ids.picked = True
        transfer._action_done()

    def _assert_state(self, state):
        """The order shows this state, and is found by it and no other."""
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.order.return_state, state)
        self.assertEqual(self.sale_order.woo_return_state, state)
        for records, name in (
            (self.order, "return_state"),
            (self.sale_order, "woo_return_state"),
        ):
            for value in ("goods", "money", "partly", "both", False):
                found = records.search([(name, "=", value)])
                self.assertEqual(records in found, value == state, value)
                others = records.search([(name, "!=", value)])
                self.assertEqual(records in others, value != state, value)

    def test_nothing_came_back(self):
        self._assert_state(False)
        self._deliver(self.order)
        self._invoice(self.sale_order)
        self._assert_state(False)

    def test_goods_first_then_money(self):
        self._deliver(self.order)
        invoice = self._invoice(self.sale_order)
        self._take_back(2)
        self._assert_state("goods")
        self._credit(invoice, 1)
        self._assert_state("partly")
        self._credit(invoice, 1)
        self._assert_state("both")

    def test_goods_of_what_is_not_invoiced(self):
        self._deliver(self.order)
        self._take_back(1)
        self._assert_state("goods")

    def test_money_first_then_goods(self):
        self._deliver(self.order)
        self._invoice(self.sale_order)
        self.backend.refund_return = True
        self._give_back(pieces=2)
        self._assert_state("money")
        back = self._take_back(1, done=False)
        self._assert_state("money")
        self._receive(back)
        self._assert_state("partly")
        self._take_back(1)
        self._assert_state("both")

    def test_refund_before_the_delivery_expects_nothing_back(self):
        self._give_back(pieces=1)
        self._assert_state(False)
        self._deliver(self.order)
        self.assertEqual(self.sale_order.order_line[:1].qty_delivered, 2)
        self._assert_state(False)
        self._take_back(1)
        self._assert_state("goods")

    def test_credited_and_never_sent(self):
        self._invoice(self.sale_order)
        self._give_back(pieces=1)
        self.assertEqual(len(self.order.refund_ids.credit_note_ids), 1)
        self._deliver(self.order)
        self._assert_state(False)

    def test_refund_of_what_is_delivered_and_not_invoiced(self):
        self._deliver(self.order)
        self._give_back(pieces=1)
        self.assertFalse(self.order.refund_ids.credit_note_ids)
        self._assert_state("money")
        self._take_back(1)
        self._assert_state("both")

    def test_set_to_refunded_by_hand(self):
        self._deliver(self.order)
        self._invoice(self.sale_order)
        self.client.payload["status"] = "refunded"
        self.client.refund({"amount": "36.00"})
        self._comes_back()
        self._assert_state("money")
        self._take_back(3)
        self._assert_state("both")

    def test_amount_alone_expects_nothing_back(self):
        self._deliver(self.order)
        self._invoice(self.sale_order)
        self._give_back()
        self._assert_state(False)

    def test_refund_that_the_store_deleted(self):
        self._deliver(self.order)
        self._give_back(pieces=1)
        self.client.refunds.clear()
        self.client.payload["refunds"] = []
        self._comes_back()
        self.assertTrue(self.order.refund_ids.is_deleted)
        self._assert_state(False)

    def test_credit_note_and_the_refund_it_became_count_once(self):
        self._deliver(self.order)
        note = self._credit(self._invoice(self.sale_order), 1)
        self._take_back(1)
        self._assert_state("both")
        self._send(self._row(note))
        self._comes_back()
        self.assertEqual(len(self.order.refund_ids), 1)
        self._assert_state("both")

    def test_invoiced_anew_gives_nothing_back(self):
        self._deliver(self.order)
        invoice = self._invoice(self.sale_order)
        wizard = self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        action = wizard.create({"journal_id": invoice.journal_id.id}).modify_moves()
        self._assert_state("money")
        self.env["account.move"].browse(action["res_id"]).action_post()
        self._assert_state(False)

    def test_exchanged_goods(self):
        self._deliver(self.order)
        back = self._take_back(1)
        self._assert_state("goods")
        wizard = self.env["stock.return.picking"].create({"picking_id": back.id})
        wizard.product_return_moves.quantity = 1
        self._receive(wizard._create_return())
        self._assert_state(False)

    def test_orders_of_nobodys_store_have_none(self):
        other = self.sale_order.copy()
        self.assertFalse(other.woo_return_state)
        domain = [("woo_return_state", "=", "goods")]
        self.assertNotIn(other, other.search(domain))
        self.assertIn(other, other.search([("woo_return_state", "=", False)]))

    def test_whoever_sees_the_order_sees_its_returns(self):
        self._deliver(self.order)
        self._take_back(1)
        self.env.flush_all()
        self.env.invalidate_all()
        order = self.order.with_user(self.woo_user)
        self.assertEqual(order.return_state, "goods")
        self.assertIn(order, order.search([("return_state", "=", "goods")]))

    def test_nothing_of_it_is_kept(self):
        for model, name in (
            ("woo.order", "return_state"),
            ("sale.order", "woo_return_state"),
        ):
            self.assertFalse(self.env[model]._fields[name].store)

    def test_unreadable_refund_names_no_pieces(self):
        with trap_jobs():
            refund = self.env["woo.refund"].create(
                {
                    "backend_id": self.backend.id,
                    "order_id": self.order.id,
                    "woo_id": 7,
                    "payload": {"id": 7, "line_items": "broken"},
                }
            )
        self.assertFalse(refund.pieces)
        self._assert_state(False)
