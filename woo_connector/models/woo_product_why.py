from odoo import models


class WooProduct(models.Model):
    """The way from a product of a store to how its number came about."""

    _inherit = "woo.product"

    def action_why_this_number(self):
        """Show how the number came about; several are shown to choose from."""
        if len(self) == 1:
            return self.env["woo.stock.why"]._open(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "woo_connector.woo_product_action"
        )
        return {
            **action,
            "name": self.env._("Why This Number?"),
            "domain": [("id", "in", self.ids)],
            "context": {},
        }


class ProductProduct(models.Model):
    """The way from an Odoo product to the numbers that stores are told of it."""

    _inherit = "product.product"

    def action_why_this_number(self):
        """Show how the number came about that the stores are told."""
        bindings = self.env["woo.product"].search(
            [("product_id", "in", self.ids), ("deleted_in_store", "=", False)]
        )
        return bindings.action_why_this_number()


class ProductTemplate(models.Model):
    """The way from a product to the numbers that stores are told of its variants."""

    _inherit = "product.template"

    def action_why_this_number(self):
        """Show how the number came about that the stores are told."""
        return self.product_variant_ids.action_why_this_number()
