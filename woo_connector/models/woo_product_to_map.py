from odoo import api, models
from odoo.tools import SQL


class WooProduct(models.Model):
    """Store products in the list of what is to be mapped."""

    _name = "woo.product"
    _inherit = ["woo.product", "woo.mappable"]
    _mapping_target = "product_id"
    # A catalogue may hold thousands that nobody orders.
    _mapping_is_needed = False

    @api.model
    def _sql_is_open(self):
        return SQL("state IN ('unmatched', 'ambiguous')")

    def _describe_choices(self):
        choices = super()._describe_choices()
        can_create = self.state == "unmatched" and not self.deleted_in_store
        return {**choices, "note": self.problem, "can_create": can_create}

    def _target_domain(self):
        return [*super()._target_domain(), ("type", "!=", "combo")]

    def _suggest_targets(self):
        """Suggest the one product of the same name, or with the SKU as its barcode.

        A person accepts it; by itself a product is only ever bound by its SKU.
        """
        suggested = {}
        open_ones = self.filtered(lambda row: row.state in ("unmatched", "ambiguous"))
        for company, rows in open_ones.grouped("company_id").items():
            candidates = self._candidates(company, rows)
            for row in rows:
                found = candidates.filtered(lambda one, row=row: row._may_be(one))
                if len(found) == 1:
                    suggested[row] = found
        return suggested

    @api.model
    def _candidates(self, company, rows):
        """Return the products that any of these rows may be."""
        products = self.env["product.product"]
        names = [name for name in rows.mapped("name") if name]
        skus = [sku for sku in rows.mapped("sku") if sku]
        same_name = [("name", "=ilike", _literal(name)) for name in names]
        any_of = [*same_name, ("barcode", "in", skus)]
        return products.search(
            [
                *products._check_company_domain(company),
                *["|"] * (len(any_of) - 1),
                *any_of,
            ]
        )

    def _may_be(self, product):
        name, sku = (self.name or "").strip(), (self.sku or "").strip()
        is_same_name = name and name.casefold() == (product.name or "").casefold()
        return bool(is_same_name or (sku and sku == product.barcode))


def _literal(text):
    """Return a text that LIKE takes as it is."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
