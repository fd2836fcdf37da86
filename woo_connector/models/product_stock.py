from odoo import models

#: What decides whether a product's stock is counted, how, and by which rule.
COUNTED_BY = {"categ_id", "is_storable", "type", "uom_id", "combo_ids"}


class ProductTemplate(models.Model):
    """Tells the outbox that the stock of products is counted in another way."""

    _inherit = "product.template"

    def write(self, vals):
        """Send the stock of products that other rules hold for."""
        result = super().write(vals)
        if not COUNTED_BY.isdisjoint(vals):
            self._note_counted_anew()
        return result

    def _note_counted_anew(self):
        products = self.with_context(active_test=False).product_variant_ids
        self.env["woo.stock.recipe"]._note_products(
            products, self.env._("product changed")
        )


class ProductCategory(models.Model):
    """Tells the outbox that products have another category above theirs."""

    _inherit = "product.category"

    def write(self, vals):
        """Send the stock of products that other rules hold for."""
        result = super().write(vals)
        if "parent_id" in vals:
            self._find_templates()._note_counted_anew()
        return result

    def unlink(self):
        """Send the stock of products that no category's rule holds for any more.

        PostgreSQL takes the category off its products and deletes its rules, and so
        it does with the categories below.
        """
        templates = self._find_templates()
        result = super().unlink()
        templates._note_counted_anew()
        return result

    def _find_templates(self):
        templates = self.env["product.template"].with_context(active_test=False)
        # Whoever changes categories need not have rights on products.
        return templates.sudo().search([("categ_id", "child_of", self.ids)])
