from odoo import models

from ..woo.order_parts import line_part
from .woo_product_match import folded


class WooOrder(models.Model):
    """Lines whose product the store has deleted: they carry no number and no SKU."""

    _inherit = "woo.order"

    def _find_deleted_product(self, line, binding):
        """Return what stands for a product that the store does not have any more.

        What the line was before the product was deleted; else what its SKU names, where
        a plugin kept it; else what the store's settings say.

        :param woo.schema.OrderLine line: the line
        :param binding: its ``woo.product``; ``None`` when it names no product
        :return: the ``product.product``; empty for a product that is still there, and
            when the settings say nothing
        """
        products = self.env["product.product"]
        if line.sold_id and not (binding and binding.deleted_in_store):
            return products
        return (
            self._get_imported_line(line).product_id
            or self._find_product_by_sku(line)
            or self.backend_id.placeholder_product_id
        )

    def _get_imported_line(self, line):
        """Return the line of the sale order that an earlier import made of this one."""
        return self.sale_order_id.order_line.filtered(
            lambda imported: imported.woo_line_id == line.id
        )[:1]

    def _find_product_by_sku(self, line):
        """Return the one product that has the line's SKU; empty without an answer."""
        # Two plugins that keep what the line said when it was sold.
        sku = line.sku or line.meta("_sku") or line.meta("SKU")
        products = self.env["product.product"]
        if not isinstance(sku, str) or not folded(sku):
            return products
        found = self.env["woo.product"]._products_by_sku(self.backend_id, [sku])
        products = found[folded(sku)]
        return products if len(products) == 1 else products.browse()

    def _store_parts(self, order, resolution=None):
        """Say of a deleted product's line what it said before: nobody edited it."""
        parts = super()._store_parts(order, resolution)
        for line in order.line_items:
            part = line_part(line.id)
            if not line.sold_id and (before := self._snapshot().last.get(part)):
                parts[part] = {**parts[part], "item": before["item"]}
        return parts
