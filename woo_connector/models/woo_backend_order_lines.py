from odoo import fields, models


class WooBackend(models.Model):
    """What a store's orders become where they name what is not there any more."""

    _inherit = "woo.backend"

    placeholder_product_id = fields.Many2one(
        "product.product",
        string="Product for Deleted Products",
        check_company=True,
        default=lambda self: self.env.ref(
            "woo_connector.product_deleted", raise_if_not_found=False
        ),
        help="Stands for a product that the store has deleted since it was ordered. "
        "The line keeps the name the product had. Leave empty to be asked: such orders "
        "then wait.",
    )

    def write(self, vals):
        """Let the orders go on that waited for a product of deleted products."""
        result = super().write(vals)
        if vals.get("placeholder_product_id"):
            # Whoever may change a store need not have rights on every order.
            missing = self.env["woo.order.missing"].sudo()
            missing._release(self)
            missing._release(self._get_deleted_products())
        return result

    def _get_deleted_products(self):
        """Return the store products that are gone and that nobody bound."""
        return self.env["woo.product"].search(
            [
                ("backend_id", "in", self.ids),
                ("deleted_in_store", "=", True),
                ("product_id", "=", False),
            ]
        )
