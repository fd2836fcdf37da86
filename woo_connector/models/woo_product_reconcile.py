from odoo import fields, models


class WooProduct(models.Model):
    """What the store was seen to show of a product, and what it is expected to."""

    _inherit = "woo.product"

    discrepancy_ids = fields.One2many("woo.discrepancy", "binding_id", readonly=True)

    def _get_sold(self):
        """Return the Odoo products whose number the store keeps with each of these.

        With a parent that keeps the stock of its variations, the variations'.

        :rtype: dict[WooProduct, product.product]
        """
        sold = self.filtered("product_id") | self._get_stock_members()
        keepers = sold._by_stock_keeper()
        return {
            keeper: members.product_id
            for keeper, members in keepers.items()
            if keeper in self
        }

    def _get_expected_quantity(self):
        """Return what the store shows as far as Odoo knows; ``None``: nobody knows."""
        self.ensure_one()
        return self.shown_quantity if self.pushed_at else None

    def _get_told_at(self):
        """Return when the store was told a number last, by its own clock if known."""
        self.ensure_one()
        return self.sent_at_store or self.pushed_at
