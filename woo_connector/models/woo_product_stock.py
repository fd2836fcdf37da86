from odoo import api, models


class WooProduct(models.Model):
    """What a binding knows about the stock sent to its store."""

    _inherit = "woo.product"

    @api.model
    def _prepare_stock_body(self, woo_id, quantity):
        """Return what is sent for one product or variation. Override to send more.

        WooCommerce does not look at the values of a batch: text, "" or null would set
        the stock to 0, and a quantity without ``manage_stock`` is ignored.

        :param int woo_id: number of the product or variation in the store
        :param int quantity: whole pieces, not negative
        :raise ValueError: for anything else
        """
        if type(quantity) is not int or quantity < 0:
            raise ValueError(f"{quantity!r} is not a quantity that can be sent")
        return {"id": woo_id, "manage_stock": True, "stock_quantity": quantity}

    def _was_sent(self, quantity):
        """Tell whether the store was told this number last."""
        self.ensure_one()
        return self.push_state == "pushed" and self.pushed_quantity == quantity

    def _can_be_sent(self):
        """Tell whether the store would take a number for this at all."""
        self.ensure_one()
        return not self.deleted_in_store and self.manage_stock != "parent"

    def _reason_not_to_send(self, quantity):
        """Return why the store cannot be told this number, empty when it can."""
        self.ensure_one()
        if self.manage_stock == "parent":
            return self.env._(
                "The store counts the stock of this variation together with its "
                "parent's (#%s). Let it count the stock of each variation.",
                self.parent_woo_id,
            )
        return ""

    def _note_push(self, outcome, now):
        """Keep what became of the number that was sent.

        :param outcome: the ``StockOutcome``
        :param datetime now: when
        """
        if outcome.error:
            values = {"push_state": "failed", "push_error": outcome.error}
        else:
            values = {
                "push_state": "pushed",
                "push_error": False,
                "pushed_quantity": outcome.quantity,
                "pushed_at": now,
            }
        self.write(values)

    def action_push_stock(self):
        """Send the stock of these products again, in the background."""
        self.env["woo.stock.change"]._note_bindings(self, resend=True)
        return self.env["woo.backend"]._notify_started(
            self.env._("The stock of the chosen products is being sent.")
        )
