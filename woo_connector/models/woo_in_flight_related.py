from odoo import api, models


class WooInFlight(models.Model):
    """What else is short of the pieces that a store has sold."""

    _inherit = "woo.in.flight"

    @api.model
    def _note_related(self, backend, products, cause, *, resend=False):
        """Have all numbers looked at that count the same pieces, in all stores.

        Kits and combos that were sold take their components; components, and what other
        kits share with these, limit those that contain them. Only inserts rows.

        :param backend: the ``woo.backend`` that sold
        :param products: ``product.product`` it sold, or sold not after all
        :param str cause: what happened, for people
        :param bool resend: send that store the numbers of what it sold in any case
        """
        recipe = self.env["woo.stock.recipe"]
        recipes = recipe._get_recipes(backend, products.ids)
        parts = recipe._get_parts(products.ids, recipes)
        bindings = recipe._find_bindings(products | products.browse(parts))
        sold = bindings.filtered(
            lambda one: one.backend_id == backend and one.product_id in products
        )
        changes = self.env["woo.stock.change"]
        changes._note_bindings(bindings - sold, cause=cause)
        changes._note_bindings(sold, cause=cause, resend=resend)
