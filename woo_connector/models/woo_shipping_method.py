from odoo import api, fields, models


class WooShippingMethod(models.Model):
    """A way of shipping of the store and the delivery method it is in Odoo.

    Orders name the method's kind, the number it has in its zone, and the title its
    customers saw. A row may leave open all but the kind.
    """

    _name = "woo.shipping.method"
    _description = "WooCommerce Shipping Method"
    _inherit = "woo.mapping.pattern"
    _order = "backend_id, method_id, sequence, id"
    _rec_name = "title"
    _mapping_target = "carrier_id"
    _mapping_key = ("method_id", "instance_id", "title")
    _mapping_pattern = "title"

    method_id = fields.Char(
        string="Kind", required=True, help="E.g. flat_rate, free_shipping"
    )
    instance_id = fields.Char(
        string="Number",
        help="Number of the method in its shipping zone, to tell methods of one kind "
        "apart. Empty: every method of this kind.",
    )
    title = fields.Char(
        help="What the customer reads. A star stands for any text: “Express*” is every "
        "title that begins so. Empty: every title of this kind.",
    )
    places = fields.Char(
        string="Zones",
        readonly=True,
        help="Shipping zones that offer it, with numbers.",
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Delivery Method in Odoo",
        check_company=True,
        ondelete="restrict",
    )

    _store_method_unique = models.UniqueIndex(
        "(backend_id, method_id, COALESCE(instance_id, ''), COALESCE(title, ''))"
    )

    @api.depends("method_id", "instance_id", "title")
    def _compute_display_name(self):
        for method in self:
            kind = ":".join(filter(None, [method.method_id, method.instance_id]))
            method.display_name = f"{method.title or '*'} ({kind})"

    @api.model
    def _find_carrier(self, backend, method_id, title, instance_id=""):
        """Return the delivery method for a shipping line; empty when none is mapped."""
        carrier_id = self._find_fitting(
            backend, method_id, instance_id or "", title or ""
        )
        if carrier_id:
            return self.env["delivery.carrier"].browse(carrier_id)
        return backend.carrier_id

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

    def _describe_choices(self):
        return {**super()._describe_choices(), "note": self.places}

    def _suggest_targets(self):
        suggested = {}
        for method in self.filtered(lambda row: not row.carrier_id):
            carriers = self.env["delivery.carrier"].search(method._target_domain())
            text = method.title or (method.method_id or "").replace("_", " ")
            if carrier := method._pick_by_name(carriers, text):
                suggested[method] = carrier
        return suggested
