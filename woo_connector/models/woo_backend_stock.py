from odoo import api, fields, models
from odoo.exceptions import ValidationError

CONNECTED = ("connected", "error")


class WooBackend(models.Model):
    """When the stock of a store is sent: by change, by button, by cron."""

    _inherit = "woo.backend"

    product_ids = fields.One2many("woo.product", "backend_id", string="Products")
    push_failed_count = fields.Integer(
        string="Stock Not Sent", compute="_compute_push_failed_count"
    )

    def _compute_push_failed_count(self):
        counts = self._count("woo.product", [("push_state", "=", "failed")])
        for backend in self:
            backend.push_failed_count = counts.get(backend, 0)

    @api.constrains("push_stock", "warehouse_ids")
    def _check_push_stock(self):
        for backend in self:
            if backend.push_stock and not backend.warehouse_ids:
                raise ValidationError(
                    self.env._(
                        "Choose at least one warehouse for %s: its stock is what the "
                        "store is told.",
                        backend.name,
                    )
                )

    def write(self, vals):
        """Send everything when the numbers of a store are about to mean another thing.

        Its warehouses changed, sending was switched on, or it was connected anew and
        nobody knows what it shows.
        """
        changed = self.filtered(lambda backend: backend._changes_stock_rules(vals))
        result = super().write(vals)
        changed._note_all_stock(resend="state" in vals)
        return result

    def _changes_stock_rules(self, vals):
        """Tell whether writing these values changes what the store has to be told."""
        self.ensure_one()
        return (
            "warehouse_ids" in vals
            or (vals.get("push_stock") and not self.push_stock)
            or (vals.get("state") in CONNECTED and self.state not in CONNECTED)
        )

    def _note_all_stock(self, *, resend):
        """Put every bound product of these stores into the outbox.

        :param bool resend: also send the numbers the store was told before
        """
        bindings = self.env["woo.product"].search(
            [("backend_id", "in", self.ids), ("product_id", "!=", False)]
        )
        self.env["woo.stock.change"]._note_bindings(bindings, resend=resend)

    @api.model
    def _forget_pushed_quantity(self, backend, products):
        """Have the stock of products sent again, even if the number stays the same.

        To be called when the store has changed its own count, e.g. by selling: then
        "the same as last time" says nothing about what it shows. Only inserts rows.

        :param backend: the ``woo.backend`` that sold
        :param products: ``product.product`` it sold
        """
        bindings = self.env["woo.product"].search(
            [("backend_id", "=", backend.id), ("product_id", "in", products.ids)]
        )
        self.env["woo.stock.change"]._note_bindings(bindings, resend=True)

    def action_push_all_stock(self):
        """Send the stock of every bound product, in the background."""
        self._note_all_stock(resend=True)
        return self._notify_started(
            self.env._("The stock of all bound products is being sent.")
        )

    def _enqueue_push_stock(self):
        """Enqueue the push job of each store, unless one is waiting."""
        for backend in self:
            backend._for_job().with_delay(
                identity_key=f"woo-stock-{backend.id}",
                description=f"Send stock to store {backend.id}",
                # Rows wait in the outbox; a store that is down is asked until it is up.
                max_retries=0,
            )._push_stock()

    @api.model
    def _cron_push_stock(self):
        """Enqueue a push for each store with rows waiting or failed (safety net).

        Rows wait when enqueuing the job failed after the commit, or while a store needs
        attention. What a store refused is tried again.
        """
        stores = self.search([("push_stock", "=", True), ("state", "in", CONNECTED)])
        failed = self.env["woo.product"].search(
            [
                ("backend_id", "in", stores.ids),
                ("push_state", "=", "failed"),
                ("product_id", "!=", False),
                ("manage_stock", "!=", "parent"),
            ]
        )
        self.env["woo.stock.change"]._note_bindings(failed)
        waiting = self.env["woo.stock.change"]._read_group(
            [("backend_id", "in", stores.ids)], ["backend_id"]
        )
        for [backend] in waiting:
            backend._enqueue_push_stock()
