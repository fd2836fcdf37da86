from odoo import api, fields, models

from ..woo.errors import RejectedError
from ..woo.status_precedence import CANCELLED, Event

#: Context of what cancels a sale order because the store has given its order up.
BY_STORE = "woo_cancelled_by_store"


class WooCancellationSend(models.Model):
    """A sale order that was cancelled in Odoo, and what its store was told of it."""

    _name = "woo.cancellation.send"
    _description = "WooCommerce Cancellation Sent"
    _inherit = "woo.order.send"

    sale_order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )

    @api.model
    def _note_cancelled(self, sale_orders):
        """Insert a row for each store's order whose sale order was cancelled just now.

        :param sale_orders: ``sale.order``
        """
        self.create(
            [
                {
                    "name": sale_order.name,
                    "order_id": order.id,
                    "backend_id": order.backend_id.id,
                    "sale_order_id": sale_order.id,
                }
                for sale_order in sale_orders
                for order in sale_order.woo_order_ids
                if order.backend_id.sale_cancel_policy == "cancel"
            ]
        )._send_after_commit()

    def _describe_needless(self):
        if self.backend_id.sale_cancel_policy != "cancel":
            return self.env._("The store is told of no cancellations any more.")
        if self.sale_order_id.state != "cancel":
            return self.env._("The sale order is not cancelled any more.")
        return ""

    def _tell(self, client):
        """Cancel the order in the store, unless it has come to an end there."""
        path = self.order_id._get_store_path()
        status = client.get(path, _fields="id,status")["status"]
        verdict = self._decide_status(Event.CANCELLED, status, CANCELLED)
        if not verdict.status:
            if status == CANCELLED:
                # It may be our own doing, of which the answer was lost.
                self.order_id._resend_stock(self.name)
            return self._settle("nothing", self._describe_kept(verdict, status))
        self._check_nothing_is_delivered()
        client.put(path, {"status": verdict.status})
        self.order_id._resend_stock(self.name)
        return self._settle("sent")

    def _check_nothing_is_delivered(self):
        """Check that the store may put all of the order on its shelf again.

        It would take the goods for never sent, and tell the customer so.

        :raise RejectedError: goods are with the customer
        """
        if any(line.qty_delivered > 0 for line in self.sale_order_id.order_line):
            raise RejectedError(
                self.env._(
                    "A part of the order is delivered, so it is not cancelled in the "
                    "store. Refund there what was not delivered, or cancel it there."
                )
            )


class WooBackend(models.Model):
    """What a store is told of cancelled sale orders: its policy."""

    _inherit = "woo.backend"

    sale_cancel_policy = fields.Selection(
        [("nothing", "Do nothing"), ("cancel", "Cancel the order in the store")],
        string="Sale Order Cancelled in Odoo",
        default="nothing",
        required=True,
        help="What becomes of the store's order when somebody cancels its sale order. "
        "What is completed, refunded, cancelled or in the trash there stays so; where "
        "a part is delivered, a person is asked. The store mails about cancelled "
        "orders as its own settings say.",
    )


class WooOrder(models.Model):
    """The cancellations that the store of an order was told of."""

    _inherit = "woo.order"

    cancellation_send_ids = fields.One2many(
        "woo.cancellation.send", "order_id", readonly=True
    )

    def _cancel_sale_order(self):
        """Do not tell the store what it has done itself."""
        quiet = self.with_context(**{BY_STORE: True})
        return super(WooOrder, quiet)._cancel_sale_order()

    def _resend_stock(self, cause):
        """Have the numbers of the order's products sent, whatever the store shows.

        A store puts on its shelf again what a cancelled order had taken off it, and
        takes off what one is paid for; that comes on top of what Odoo has sent since.

        :param str cause: what happened, for people
        """
        products = self.sale_order_id.order_line.product_id
        bindings = self.env["woo.product"].search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("product_id", "in", products.ids),
            ]
        )
        self.env["woo.stock.change"]._note_bindings(bindings, resend=True, cause=cause)
