from contextlib import suppress

from odoo import api, fields, models
from odoo.exceptions import MissingError
from odoo.tools import ormcache

from ..woo.status_words import likely_action

# What becomes of an order of WooCommerce's own statuses unless the admin says
# otherwise. "on-hold" and "pending" wait for money; a refunded order that was never
# imported has nothing left to deliver.
CORE_STATUS_ACTIONS = {
    "pending": "quotation",
    "on-hold": "quotation",
    "processing": "confirm",
    "completed": "confirm",
    "cancelled": "cancel",
    "failed": "cancel",
    "refunded": "ignore",
    "checkout-draft": "ignore",
}

# Statuses in which the store has not taken the order's products off its stock, or has
# put them back. An unpaid ("pending") order only holds them for the checkout, which
# WooCommerce counts by itself.
NOT_HOLDING = ("pending", "cancelled", "failed", "refunded", "checkout-draft")

#: What can become of an order.
ACTIONS = [
    ("ignore", "Do nothing"),
    ("quotation", "Quotation"),
    ("confirm", "Confirmed sale order"),
    ("cancel", "Cancel the sale order"),
    ("ask", "Ask a person"),
]

# Orders in these statuses are not placed (yet), whatever the store's settings list.
CHECKOUT_DRAFT = "checkout-draft"
DRAFT_STATUSES = frozenset({CHECKOUT_DRAFT, "auto-draft", "draft", "new"})
TRASH = "trash"
# Ours: what the store does not have any more has no status there.
DELETED = "deleted"


class WooOrderStatus(models.Model):
    """A status of the store's orders and what it makes of them in Odoo."""

    _name = "woo.order.status"
    _description = "WooCommerce Order Status"
    _inherit = "woo.mapping"
    _order = "backend_id, id"
    _mapping_target = "action"
    _mapping_key = ("slug",)

    slug = fields.Char(required=True, readonly=True, help="E.g. processing")
    name = fields.Char(required=True, readonly=True)
    action = fields.Selection(
        ACTIONS,
        help="Empty: orders in this status wait until somebody decides. “Ask a person” "
        "is for orders that the store gave up: their sale order is left as it is.",
    )

    holds_stock = fields.Boolean(
        default=True,
        help="What such orders sold is not offered again, although Odoo has not "
        "confirmed them.",
    )

    _store_status_unique = models.UniqueIndex("(backend_id, slug)")

    def write(self, vals):
        """Send the numbers of stores whose orders hold another stock now."""
        result = super().write(vals)
        if "holds_stock" in vals:
            self.backend_id._note_all_stock(
                resend=False, cause=self.env._("order status")
            )
        return result

    @api.model
    def _note_status(self, backend, slug, name=None):
        """Note a status of the store; WooCommerce's own get their usual action."""
        known = self.browse(self._known_status(backend.id, slug))
        # A row that was remembered may have been rolled back since.
        with suppress(MissingError):
            if known.slug == slug:
                return known
        values = {
            "slug": slug,
            "name": name or slug,
            "action": CORE_STATUS_ACTIONS.get(slug, False),
            "holds_stock": slug not in NOT_HOLDING,
        }
        return self._note_seen(backend, values)

    @api.model
    @ormcache("backend_id", "slug")
    def _known_status(self, backend_id, slug):
        """Return the number of a status that was seen before; every order asks."""
        domain = [("backend_id", "=", backend_id), ("slug", "=", slug)]
        return self.sudo().search(domain, limit=1).id

    @api.model
    def _get_holding(self, backend, slugs):
        """Return which of these statuses hold stock: as told, else as is usual.

        :rtype: set[str]
        """
        domain = [("backend_id", "=", backend.id), ("slug", "in", list(slugs))]
        told = {status.slug: status.holds_stock for status in self.search(domain)}
        usual = {*NOT_HOLDING, *DRAFT_STATUSES, TRASH}
        return {slug for slug in slugs if told.get(slug, slug not in usual)}

    def _suggest_targets(self):
        likely = {
            status: likely_action(status.slug, status.name)
            for status in self
            if not status.action
        }
        return {status: action for status, action in likely.items() if action}
