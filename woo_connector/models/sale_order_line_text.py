from odoo import models


class SaleOrderLine(models.Model):
    """What the customer chose in the store reaches whoever packs the parcel."""

    _inherit = "sale.order.line"

    def _get_sale_order_line_multiline_description_variants(self):
        """Add what the store's line says beyond its name, e.g. an engraving.

        Odoo puts this text on transfers, below the product. Of a product that the store
        has deleted the line's whole text is needed: the product tells nothing.
        """
        description = super()._get_sale_order_line_multiline_description_variants()
        if not (self.woo_line_id and self.name):
            return description
        lines = self.name.split("\n")
        # Whoever confirms or packs the order need not have rights on stores.
        backend = self.sudo().order_id.woo_order_ids.backend_id
        if self.product_id not in backend.placeholder_product_id:
            lines = lines[1:]
        return "\n".join([description, *lines] if lines else [description])
