from odoo import fields, models

from ..woo.order_parts import line_part, order_parts
from ..woo.three_way import Snapshot

# Digits in which two amounts are the same; more than any currency or price has.
DIGITS = 6


class WooOrder(models.Model):
    """How the last import left an order: in the store's words and in Odoo's.

    Both are compared part by part with what store and Odoo say later.
    """

    _inherit = "woo.order"

    # Read only when the store's order comes again, so not with every list of orders.
    last_parts = fields.Json(readonly=True, copy=False, prefetch=False)
    written_parts = fields.Json(readonly=True, copy=False, prefetch=False)

    def _snapshot(self):
        """Return how the last import left this order.

        :rtype: woo.three_way.Snapshot
        """
        return Snapshot(self.last_parts or {}, self.written_parts or {})

    def _keep_snapshot(self, snapshot):
        self.write({"last_parts": snapshot.last, "written_parts": snapshot.written})

    def _store_parts(self, order, resolution=None):
        """Return what the store says, part by part, in its own words.

        :param woo.schema.Order order: the store's order
        :param Resolution resolution: keeps the amounts that were worked out already
        """
        return order_parts(order, self._allocate(order, resolution))

    # === In Odoo's words === #

    def _head_fields(self):
        """Return the fields of the sale order that each part of the store makes.

        Addons that write further fields name them here, so that a later change in the
        store is applied to them, and one in Odoo is respected.
        """
        return {
            "number": ("client_order_ref", "origin"),
            "currency": ("currency_id",),
            "customer": ("partner_id",),
            "billing": ("partner_invoice_id",),
            "shipping": ("partner_shipping_id",),
            "carrier": ("carrier_id",),
        }

    def _line_fields(self):
        """Return the fields of a sale order line in which a person's change counts."""
        return (
            "product_id",
            "name",
            "product_uom_qty",
            "price_unit",
            "discount",
            "tax_ids",
        )

    def _sale_parts(self):
        """Return what the sale order says now, part by part."""
        sale_order = self.sale_order_id
        lines = sale_order.order_line.filtered("woo_line_id")
        return self._odoo_parts(sale_order, lines)

    def _wanted_parts(self, values):
        """Return what an import would write now, part by part.

        :param dict values: of the sale order, from :meth:`_prepare_sale_order`
        """
        head = {name: False for names in self._head_fields().values() for name in names}
        return self._odoo_parts(
            {**head, **values}, [line for _create, _id, line in values["order_line"]]
        )

    def _odoo_parts(self, head, lines):
        """Return the parts of a sale order, or of the values for one.

        A line of the store may be several in Odoo.
        """
        fields_of_order = self.env["sale.order"]._fields
        fields_of_line = self.env["sale.order.line"]._fields
        parts = {
            part: [_plain(fields_of_order[name], head[name]) for name in names]
            for part, names in self._head_fields().items()
        }
        for line in lines:
            described = [
                _plain(fields_of_line[name], line[name]) for name in self._line_fields()
            ]
            parts.setdefault(line_part(line["woo_line_id"]), []).append(described)
        return parts


def _plain(field, value):
    """Return what a field holds, or what is to be written to it, as JSON."""
    is_record = isinstance(value, models.BaseModel)
    if field.type == "many2one":
        return value.id if is_record else value
    if field.type == "many2many":
        [(_set, _id, ids)] = [(0, 0, value.ids)] if is_record else value
        return sorted(ids)
    if field.type == "float":
        return round(value, DIGITS)
    return str(value or "")
