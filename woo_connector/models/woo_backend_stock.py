from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .woo_backend_stock_batch import GATHER

CONNECTED = ("connected", "error")

#: What a store refused is sent again after that.
RETRY_AFTER = timedelta(minutes=5)


class WooBackend(models.Model):
    """When the stock of a store is sent: by change, by button, by cron."""

    _inherit = "woo.backend"

    stock_interval = fields.Integer(
        string="Send Stock Every (minutes)",
        help="0: within seconds after it changed, and at once where little is left. "
        "Else changes are gathered for so long.",
    )
    pull_before_push = fields.Boolean(
        string="Look for New Orders Before Sending",
        default=True,
        help="What the store has sold and Odoo has not confirmed yet is not offered "
        "again: the store is asked for new orders before and after it is told numbers, "
        "and a number that it shows already is not sent.",
    )
    stock_rule_ids = fields.One2many("woo.stock.rule", "backend_id")
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
        changed._note_all_stock(
            resend="state" in vals, cause=self.env._("settings of the store")
        )
        return result

    def _changes_stock_rules(self, vals):
        """Tell whether writing these values changes what the store has to be told."""
        self.ensure_one()
        return (
            "warehouse_ids" in vals
            or "pull_before_push" in vals
            or (vals.get("push_stock") and not self.push_stock)
            or (vals.get("state") in CONNECTED and self.state not in CONNECTED)
        )

    def _note_all_stock(self, *, resend, cause=""):
        """Put every bound product of these stores into the outbox.

        :param bool resend: also send the numbers the store was told before
        :param str cause: what happened, for people
        """
        self.env["woo.stock.change"]._note_stores(self, resend=resend, cause=cause)

    @api.model
    def _note_sold(self, backend, products):
        """Have the stock of products looked at, because the store sold some of them.

        Where sales in flight are followed, what the store took off its number is known,
        and the number is sent only if it is another one. Elsewhere "the same as last
        time" says nothing about what the store shows. Only inserts rows.

        :param backend: the ``woo.backend`` that sold
        :param products: ``product.product`` it sold
        """
        self.env["woo.in.flight"]._note_related(
            backend,
            products,
            self.env._("sold in the store"),
            resend=not backend.pull_before_push,
        )

    def action_push_all_stock(self):
        """Send the stock of every bound product, in the background."""
        self.check_access("write")
        self._note_all_stock(
            resend=True, cause=self.env._("asked by %s", self.env.user.name)
        )
        return self._notify_started(
            self.env._("The stock of all bound products is being sent.")
        )

    def _enqueue_push_stock(self):
        """Enqueue the push job of each store, unless one is waiting."""
        self._enqueue_push("woo-stock")

    def _enqueue_push_gathered(self):
        """Enqueue the push job of each store for when enough was gathered.

        It has an identity of its own, so that it does not stand for the job of what
        happens meanwhile and may not wait.
        """
        self._enqueue_push("woo-stock-gathered", eta=GATHER)

    def _enqueue_push(self, kind, eta=None):
        """Enqueue a push job of each store, unless one of this kind is waiting.

        :param str kind: what the identity of such jobs begins with
        :param timedelta eta: not before this time from now
        """
        for backend in self:
            backend._for_job().with_delay(
                identity_key=f"{kind}-{backend.id}",
                description=f"Send stock to store {backend.id}",
                # Before the imports of a rush: until the store is told, it sells what
                # is sold already.
                priority=1,
                # Rows wait in the outbox; a store that is down is asked until it is up.
                max_retries=0,
                eta=eta,
            )._push_stock()

    @api.model
    def _cron_push_stock(self):
        """Enqueue a push for each store with rows waiting or failed.

        Rows wait when a store wants its stock at fixed times, when it needs attention,
        and when enqueuing the job failed after the commit (safety net). What a store
        refused is tried again.
        """
        stores = self.search(
            [("push_stock", "=", True), ("state", "in", CONNECTED)]
        )._without_waiting()
        failed = self.env["woo.product"].search(
            [
                ("backend_id", "in", stores.ids),
                ("push_state", "=", "failed"),
                ("product_id", "!=", False),
                ("write_date", "<", fields.Datetime.now() - RETRY_AFTER),
            ]
        )
        self.env["woo.stock.change"]._note_bindings(
            failed, cause=self.env._("refused before")
        )
        waiting = self.env["woo.stock.change"]._read_group(
            [("backend_id", "in", stores.ids)], ["backend_id"]
        )
        for [backend] in waiting:
            backend._enqueue_push_stock()

    def _without_waiting(self):
        """Leave out the stores whose time for a push has not come."""
        senders = self.env["woo.stock.sender"].search([("backend_id", "in", self.ids)])
        last = {sender.backend_id: sender.last_push_at for sender in senders}
        now = fields.Datetime.now()
        return self.filtered(
            lambda store: (
                not (store.stock_interval and last.get(store))
                or last[store] + timedelta(minutes=store.stock_interval) <= now
            )
        )

    @api.model
    def _cron_note_time(self):
        """Look at numbers that change because time passes: nothing else tells of them.

        Receipts come into the horizon of a rule, lots pass their removal date. Numbers
        that stay the same are not sent.
        """
        stores = self.search([("push_stock", "=", True), ("state", "in", CONNECTED)])
        if "removal_date" not in self.env["stock.quant"]._fields:
            timed = ["|", ("basis", "=", "forecast"), ("preorder", "=", True)]
            rules = self.env["woo.stock.rule"].search(timed)
            stores &= rules.backend_id
        stores._note_all_stock(resend=False, cause=self.env._("time passed"))
