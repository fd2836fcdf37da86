from odoo import fields, models

from ..woo.stock_update import StockUpdate


class WooProduct(models.Model):
    """What a store is told of products that Odoo counts no stock of."""

    _inherit = "woo.product"

    pushed_status = fields.Char(
        string="Stock Status Sent",
        readonly=True,
        copy=False,
        help="What the store was told last instead of a number: instock or outofstock.",
    )

    def _get_status_to_send(self, offers):
        """Return the stock status for these bindings, which share one in the store.

        :param dict offers: ``Offer`` by product id
        :return: empty when nothing is to be said
        :rtype: str
        """
        statuses = {
            offers[one.id].status for one in self.product_id if one.id in offers
        }
        return min(statuses, default="")

    def _prepare_status_update(self, status, must_send):
        """Return what the store has to be told, ``None`` when it was told that already.

        :param str status: ``"instock"``, ``"outofstock"``; empty says nothing
        :param bool must_send: also when it is the same as last time
        :rtype: StockUpdate | None
        """
        self.ensure_one()
        is_same = self.push_state == "pushed" and self.pushed_status == status
        if not status or (is_same and not must_send):
            return None
        body = {"id": self.woo_id, "manage_stock": False, "stock_status": status}
        return StockUpdate(self.id, self.woo_id, self.parent_woo_id, 0, body)
