from odoo import api, fields, models


class WooFee(models.Model):
    """Fees of the store (a tip, a deposit, a surcharge...) and the product they are.

    A fee that no row fits is the store's own product for fees.
    """

    _name = "woo.fee"
    _description = "WooCommerce Fee"
    _inherit = "woo.mapping.pattern"
    _order = "backend_id, sequence, id"
    _mapping_target = "product_id"
    _mapping_key = ("name",)
    _mapping_pattern = "name"

    name = fields.Char(
        help="The fee's name, as the customer reads it. A star stands for any text: "
        "“Tip*” is every fee whose name begins so. Empty: every fee.",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Product in Odoo",
        check_company=True,
        ondelete="restrict",
        help="What the fee is on the sale order, e.g. a service “Tip” with an income "
        "account of its own.",
    )

    _store_fee_unique = models.UniqueIndex("(backend_id, COALESCE(name, ''))")

    @api.depends("name")
    def _compute_display_name(self):
        for fee in self:
            fee.display_name = fee.name or "*"

    @api.model
    def _find_product(self, backend, name):
        """Return the product of a fee; empty when none is mapped."""
        product_id = self._find_fitting(backend, name)
        if product_id:
            return self.env["product.product"].browse(product_id)
        return backend.fee_product_id

    def _suggest_targets(self):
        suggested = {}
        for fee in self.filtered(lambda fee: not fee.product_id and fee.name):
            services = self.env["product.product"].search(
                [*fee._target_domain(), ("type", "=", "service")]
            )
            standard = self.env.ref("woo_connector.product_fee", False)
            product = fee._pick_by_name(services, fee.name) or standard
            if product:
                suggested[fee] = product
        return suggested
