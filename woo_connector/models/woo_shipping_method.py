from odoo import api, fields, models


class WooShippingMethod(models.Model):
    """A way of shipping of the store and the delivery method it is in Odoo.

    Orders name the method's kind and the title its customers saw. A row without a
    title covers every title of its kind that has no row with a target of its own.
    """

    _name = "woo.shipping.method"
    _description = "WooCommerce Shipping Method"
    _inherit = "woo.mapping"
    _order = "backend_id, method_id, title, id"
    _rec_name = "title"
    _mapping_target = "carrier_id"
    _mapping_key = ("method_id", "title")

    method_id = fields.Char(
        string="Kind", required=True, help="E.g. flat_rate, free_shipping"
    )
    title = fields.Char(help="Empty: every title of this kind.")
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Delivery Method in Odoo",
        check_company=True,
        ondelete="restrict",
    )

    _store_method_unique = models.UniqueIndex(
        "(backend_id, method_id, COALESCE(title, ''))"
    )

    @api.depends("method_id", "title")
    def _compute_display_name(self):
        for method in self:
            method.display_name = f"{method.title or '*'} ({method.method_id})"

    @api.model
    def _find_carrier(self, backend, method_id, title):
        """Return the delivery method for a shipping line; empty when none is mapped."""
        rows = self.search(
            [
                ("backend_id", "=", backend.id),
                ("method_id", "=", method_id),
                ("title", "in", (title, False)),
                ("carrier_id", "!=", False),
            ]
        )
        exact_first = rows.sorted(lambda row: not row.title)
        return exact_first[:1].carrier_id or backend.carrier_id

    def _release_orders(self):
        """Release also what waited for a title that a row without one covers now."""
        whole_kinds = self.filtered(lambda row: not row.title)
        covered = self.search(
            [
                ("backend_id", "in", whole_kinds.backend_id.ids),
                ("method_id", "in", whole_kinds.mapped("method_id")),
            ]
        )
        return super(WooShippingMethod, self | covered)._release_orders()

    def action_create_missing(self):
        """Create a delivery method for each of these that has none, and map it."""
        for method in self.filtered(lambda row: not row.carrier_id):
            product = self.env["product.product"].create(
                method._prepare_delivery_product()
            )
            method.carrier_id = self.env["delivery.carrier"].create(
                {"name": product.name, "product_id": product.id, "fixed_price": 0.0}
            )

    def _prepare_delivery_product(self):
        """Return the values of the service that stands for this way of shipping."""
        self.ensure_one()
        return {
            "name": self.title or self.method_id,
            "type": "service",
            "sale_ok": False,
            "purchase_ok": False,
            "invoice_policy": "order",
            "list_price": 0.0,
            "taxes_id": [fields.Command.clear()],
            "company_id": self.company_id.id,
        }
