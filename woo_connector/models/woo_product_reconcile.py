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

    def _is_unexpected(self, reading):
        """Whether a store shows another stock than it was told, less what it has sold.

        What it was seen to show since then was looked into at that time.

        :param StockReading reading: of this product; it may be older than the number
        :rtype: bool
        """
        self.ensure_one()
        told_at = self._get_told_at()
        is_older = reading.modified_at and told_at and reading.modified_at < told_at
        if is_older or reading.counted_on_parent:
            return False
        if reading.own_quantity == self._get_expected_quantity():
            return False
        was_read = self.read_at and self.read_at > self.pushed_at
        return not (was_read and self.read_quantity == (reading.quantity or 0))
