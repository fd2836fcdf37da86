from odoo import api, fields, models

from ..woo.availability import KEEP
from ..woo.stock_update import StockUpdate, must_close, presses


class WooProduct(models.Model):
    """What a binding knows about the stock sent to its store."""

    _inherit = "woo.product"

    pushed_backorders = fields.Char(readonly=True, copy=False, default=KEEP)
    pushed_cause = fields.Char(
        string="Sent Because Of",
        readonly=True,
        copy=False,
        help="What happened in Odoo before the number was sent last.",
    )
    shown_quantity = fields.Integer(
        string="Shown in the Store",
        compute="_compute_shown_quantity",
        help="What the store was told last, less what it has sold since.",
    )
    read_quantity = fields.Integer(
        string="Read Back",
        readonly=True,
        copy=False,
        aggregator=None,
        help="What the store showed when it was asked last.",
    )
    read_at = fields.Datetime(string="Read Back On", readonly=True, copy=False)
    sent_at_store = fields.Datetime(
        readonly=True,
        copy=False,
        help="When the store took the number, by its own clock.",
    )

    @api.depends("pushed_quantity", "sent_at_store")
    def _compute_shown_quantity(self):
        for backend, bindings in self.grouped("backend_id").items():
            sales = self.env["woo.in.flight"]._read_sales(backend, bindings.ids)
            for binding in bindings:
                sold = sales[binding.id].since_sent if binding.id in sales else 0
                binding.shown_quantity = max(0, binding.pushed_quantity - int(sold))

    @api.model
    def _prepare_stock_body(self, woo_id, quantity, backorders=KEEP):
        """Return what is sent for one product or variation. Override to send more.

        WooCommerce does not look at the values of a batch: text, "" or null would set
        the stock to 0, and a quantity without ``manage_stock`` is ignored.

        :param int woo_id: number of the product or variation in the store
        :param int quantity: whole pieces, not negative
        :param str backorders: ``"no"``, ``"notify"``, ``"yes"``; ``"keep"``: unsaid
        :raise ValueError: for anything else
        """
        if type(quantity) is not int or quantity < 0:
            raise ValueError(f"{quantity!r} is not a quantity that can be sent")
        if backorders not in (KEEP, "no", "notify", "yes"):
            raise ValueError(f"{backorders!r} says nothing about backorders")
        body = {"id": woo_id, "manage_stock": True, "stock_quantity": quantity}
        if backorders != KEEP:
            body["backorders"] = backorders
        return body

    def _prepare_stock_update(self, quantity, backorders, sales, must_send):
        """Return what the store has to be told, ``None`` when it shows that already.

        :param int quantity: what the store is to show
        :param sales: its ``StoreSales`` of this product, if there are any
        :param bool must_send: also when it seems to show the same
        :rtype: StockUpdate | None
        """
        self.ensure_one()
        shown = None
        if self.push_state == "pushed" and not self.pushed_status:
            shown = max(0, self.pushed_quantity - int(sales.since_sent if sales else 0))
            is_same = shown == quantity and (
                (self.pushed_backorders or KEEP) == backorders
            )
            if is_same and not must_send:
                return None
        sold_lately = sales.lately if sales else 0.0
        closing = must_close(quantity, shown, sold_lately)
        told = 0 if closing else quantity
        body = self._prepare_stock_body(
            self.woo_id, told, "no" if closing and backorders != KEEP else backorders
        )
        return StockUpdate(
            self.id,
            self.woo_id,
            self.parent_woo_id,
            told,
            body,
            shown,
            is_closing=closing,
            is_selling=bool(sold_lately),
            is_pressing=presses(quantity, shown, sold_lately),
        )

    # === Who keeps the stock === #

    def _by_stock_keeper(self):
        """Return the bindings by the one whose number the store keeps for them.

        Usually each keeps its own; a variation may leave it to its parent
        (``manage_stock`` is ``"parent"``), which then has one number for all of them.
        """
        on_parent = self.filtered(lambda binding: binding.manage_stock == "parent")
        keepers = {binding: binding for binding in self - on_parent}
        for parent in on_parent._get_parents():
            keepers[parent] = parent._get_stock_members()
        return keepers

    def _reason_not_to_send(self):
        """Return why the stock of a variation that its parent keeps cannot be sent."""
        self.ensure_one()
        return self.env._(
            "The store counts the stock of this variation on its parent (#%s), which "
            "is not known here. Read the products of the store.",
            self.parent_woo_id,
        )

    def _get_parents(self):
        """Return the parents of variations, as far as they are known."""
        return self.search(
            [
                ("backend_id", "in", self.backend_id.ids),
                ("woo_id", "in", self.mapped("parent_woo_id")),
                ("deleted_in_store", "=", False),
            ]
        )

    def _get_stock_members(self):
        """Return the variations that leave their stock to these parents."""
        if not self:
            return self
        return self.search(
            [
                ("backend_id", "in", self.backend_id.ids),
                ("parent_woo_id", "in", self.mapped("woo_id")),
                ("manage_stock", "=", "parent"),
                ("product_id", "!=", False),
                ("deleted_in_store", "=", False),
            ]
        )

    def _get_number_to_send(self, offers):
        """Return the number for these bindings, which share one in the store.

        :param dict offers: ``Offer`` by product id; none for what says nothing
        :return: quantity (``None``: nothing is to be said) and backorders
        """
        found = [
            offers[one.id]
            for one in self.product_id
            if one.id in offers and not offers[one.id].status
        ]
        if not found:
            return None, KEEP
        if len(found) == 1:
            return found[0].quantity, found[0].backorders
        quantities = [made.quantity for made in found]
        rule = self.env["woo.stock.rule"]._find_rule(self[:1])
        backorders = {made.backorders for made in found}
        together = sum if rule.parent_stock == "sum" else min
        strictest = next(
            (one for one in ("no", KEEP, "notify") if one in backorders), "yes"
        )
        return together(quantities), strictest

    def _note_push(self, outcome, now, cause=""):
        """Keep what became of the number that was sent.

        :param outcome: the ``StockOutcome``
        :param datetime now: when
        :param str cause: what had happened
        """
        if outcome.is_unsure:
            self.write({"push_state": "waiting"})
        elif outcome.error:
            self.write({"push_state": "failed", "push_error": outcome.error})
        else:
            self.write(
                {
                    "push_state": "pushed",
                    "push_error": False,
                    "pushed_quantity": outcome.quantity,
                    "pushed_backorders": outcome.backorders,
                    "pushed_status": outcome.status,
                    "pushed_at": now,
                    "pushed_cause": cause,
                    "sent_at_store": outcome.stored_at or now,
                }
            )

    def action_push_stock(self):
        """Send the stock of these products again, in the background."""
        self.check_access("read")
        self.env["woo.stock.change"]._note_bindings(
            self, resend=True, cause=self.env._("asked by %s", self.env.user.name)
        )
        return self.env["woo.backend"]._notify_started(
            self.env._("The stock of the chosen products is being sent.")
        )
