from odoo import models

from ..woo.fingerprint import fingerprint

OPEN_STATES = ("draft", "sent")


class WooOrder(models.Model):
    """Who changed an order since its last import: the store, or a person in Odoo."""

    _inherit = "woo.order"

    def _describe_conflict(self):
        """Return why a change in the store is not taken over."""
        if self.sale_order_id.state in OPEN_STATES:
            return self.env._(
                "The order was changed in the store after it was changed in Odoo. The "
                "sale order is left as it is."
            )
        return self.env._(
            "The order was changed in the store after it was confirmed in Odoo. The "
            "sale order is left as it is."
        )

    def _is_updatable(self):
        """Tell whether the sale order is still as the last import left it."""
        return (
            self.sale_order_id.state in OPEN_STATES
            and self.sale_fingerprint == self._sale_fingerprint()
        )

    def _sale_fingerprint(self):
        """Return a hash of what a person may have changed in the sale order."""
        sale_order = self.sale_order_id
        return fingerprint(
            [
                sale_order.partner_id.id,
                sale_order.partner_invoice_id.id,
                sale_order.partner_shipping_id.id,
                sale_order.carrier_id.id,
                [
                    [
                        line.product_id.id,
                        line.name,
                        line.product_uom_qty,
                        line.price_unit,
                        line.discount,
                        line.tax_ids.ids,
                    ]
                    for line in sale_order.order_line
                ],
            ]
        )

    def _content_fingerprint(self, order):
        """Return a hash of what the sale order is made of; a status is not part of it.

        Only the meaning counts: the store rewrites meta data and pictures of lines when
        it moves an order to another status.
        """
        return fingerprint(
            [
                order.currency,
                str(order.total),
                str(order.total_tax),
                order.customer_note,
                order.billing.model_dump(),
                order.shipping.model_dump(),
                [
                    [
                        type(line).__name__,
                        line.id,
                        str(line.total),
                        [[tax.id, str(tax.total)] for tax in line.taxes],
                        getattr(line, "sold_id", 0),
                        str(getattr(line, "quantity", 1)),
                    ]
                    for line in order.lines
                ],
            ]
        )
