from odoo import api, fields, models


class WooLineCancellationSend(models.Model):
    """Pieces taken off a confirmed sale order, and what its store was told."""

    _name = "woo.line.cancellation.send"
    _description = "WooCommerce Cancelled Lines Sent"
    _inherit = "woo.order.send"

    sale_order_id = fields.Many2one(
        "sale.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    pieces = fields.Json(
        readonly=True,
        copy=False,
        help="How many pieces were taken off, by the id of the sale order's line.",
    )
    content = fields.Text(
        string="Taken Off", readonly=True, help="Pieces taken off the sale order."
    )
    pays_back = fields.Boolean(
        string="Gateway Pays Back",
        readonly=True,
        help="The store has its payment gateway send the money back.",
    )
    refund_woo_id = fields.Integer(
        string="Refund in the Store",
        readonly=True,
        aggregator=None,
        help="Number of the refund in the store.",
    )

    # === Inserted with the change === #

    @api.model
    def _note_taken_off(self, pieces):
        """Note what was taken off confirmed lines of stores' orders.

        :param dict pieces: how many, by ``sale.order.line``
        """
        by_order = {}
        for line, quantity in pieces.items():
            for order in line.order_id.woo_order_ids:
                if order.backend_id.line_cancel_policy == "refund":
                    by_order.setdefault(order, {})[line] = quantity
        for order, taken in by_order.items():
            self._note_of_order(order, taken)

    @api.model
    def _note_of_order(self, order, taken):
        """Insert a row, or add to the one that this transaction has inserted.

        A form writes each line by itself; together they are one refund.

        :param dict taken: pieces by ``sale.order.line`` of this order
        """
        inserted = self.env.cr.postcommit.data.setdefault(f"{self._name}.rows", {})
        row = self.browse(inserted.get(order.id, [])).exists()
        words = [self._describe_taken(line, n) for line, n in taken.items()]
        values = {str(line.id): n for line, n in taken.items()}
        if row:
            before = row.pieces
            for key, quantity in before.items():
                values[key] = values.get(key, 0) + quantity
            content = "\n".join([row.content, *words])
            row.write({"pieces": {**before, **values}, "content": content})
            return
        sale_order = order.sale_order_id
        row = self.create(
            {
                "name": sale_order.name,
                "order_id": order.id,
                "backend_id": order.backend_id.id,
                "sale_order_id": sale_order.id,
                "pieces": values,
                "content": "\n".join(words),
                "pays_back": sale_order.woo_pays_back,
            }
        )
        inserted[order.id] = row.ids
        if sale_order.woo_pays_back:
            # It was said of this change, not of any that comes later.
            sale_order.woo_pays_back = False
        row._send_after_commit()

    @api.model
    def _describe_taken(self, line, quantity):
        return f"{quantity:g} × {(line.name or line.product_id.name).splitlines()[0]}"

    # === What a person does === #

    def action_record_only(self):
        """Let the store record refunds that its gateway did not pay back."""
        self.check_access("read")
        self.sudo().filtered(lambda row: row.state == "failed").pays_back = False
        return self.action_send_again()


class WooOrder(models.Model):
    """The cancelled lines that the store of an order was told of."""

    _inherit = "woo.order"

    line_cancellation_send_ids = fields.One2many(
        "woo.line.cancellation.send", "order_id", readonly=True
    )


class WooBackend(models.Model):
    """What a store is told of cancelled lines: its policy."""

    _inherit = "woo.backend"

    line_cancel_policy = fields.Selection(
        [("nothing", "Do nothing"), ("refund", "Refund the pieces in the store")],
        string="Line Cancelled in Odoo",
        default="nothing",
        required=True,
        help="What becomes of the store's order when somebody takes pieces that are "
        "not delivered off a confirmed sale order. A refund of just these pieces keeps "
        "what the customer has ordered, and what is left of it. The gateway pays back "
        "only where somebody has ticked so on the sale order. What is invoiced is told "
        "by its credit note.",
    )
