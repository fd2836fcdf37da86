from odoo import models
from odoo.fields import Domain

from .woo_product import NOT_SOLD

#: What decides whether a product has its SKU for itself.
CLAIMS = {"sku", "woo_type", "deleted_in_store"}


class WooProduct(models.Model):
    """SKUs that the store had more than once, until one product lost its own."""

    _inherit = "woo.product"

    def write(self, vals):
        """Look again at what has a SKU alone now, e.g. a product that was made anew."""
        if CLAIMS.isdisjoint(vals):
            return super().write(vals)
        before = {binding: binding._get_claimed_sku() for binding in self}
        result = super().write(vals)
        for backend, bindings in self.grouped("backend_id").items():
            freed = {
                before[one] for one in bindings if one._get_claimed_sku() != before[one]
            }
            self._enqueue_match(self._find_waiting(backend, freed - {""}))
        return result

    def _get_claimed_sku(self):
        """Return the SKU by which this product is found; empty if it is not."""
        is_there = not self.deleted_in_store and self.woo_type not in NOT_SOLD
        return self.sku if is_there else ""

    def _find_waiting(self, backend, skus):
        """Return those of these SKUs that a product of the store still waits with."""
        if not skus:
            return []
        waiting = Domain("backend_id", "=", backend.id) & Domain(
            "product_id", "=", False
        )
        return self.search(waiting & self._has_sku(list(skus))).mapped("sku")
