from odoo import api, models

SELLING_FIELDS = {"currency_id", "company_id", "active"}


class ProductPricelist(models.Model):
    """Orders in a foreign currency go on as soon as a pricelist carries it."""

    _inherit = "product.pricelist"

    @api.model_create_multi
    def create(self, vals_list):
        """Import again the orders that waited for a pricelist in this currency."""
        pricelists = super().create(vals_list)
        pricelists._release_woo_orders()
        return pricelists

    def write(self, vals):
        """Import again the orders that waited for a pricelist in this currency."""
        result = super().write(vals)
        if not SELLING_FIELDS.isdisjoint(vals):
            self._release_woo_orders()
        return result

    def unlink(self):
        """Forget which orders it carried."""
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def _release_woo_orders(self):
        carried = self.filtered("active").currency_id
        self.env["woo.currency"]._release_for(carried)
