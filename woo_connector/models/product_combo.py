from odoo import api, models


class ProductCombo(models.Model):
    """Tells the outbox that a combo offers other choices."""

    _inherit = "product.combo"

    def unlink(self):
        """Send the combos that PostgreSQL takes these choices off."""
        templates = self._find_templates()
        result = super().unlink()
        templates._note_counted_anew()
        return result

    def _note_choices(self):
        """Have the stock of the products looked at that are made of these choices."""
        self._find_templates()._note_counted_anew()

    def _find_templates(self):
        templates = self.env["product.template"].with_context(active_test=False)
        return templates.sudo().search([("combo_ids", "in", self.ids)])


class ProductComboItem(models.Model):
    """One product that can be chosen in a combo."""

    _inherit = "product.combo.item"

    @api.model_create_multi
    def create(self, vals_list):
        """Send the combos that have one more choice."""
        items = super().create(vals_list)
        items.combo_id._note_choices()
        return items

    def write(self, vals):
        """Send the combos that had these choices, and those that have them now."""
        if {"product_id", "combo_id"}.isdisjoint(vals):
            return super().write(vals)
        combos = self.combo_id
        result = super().write(vals)
        (combos | self.combo_id)._note_choices()
        return result

    def unlink(self):
        """Send the combos that have one choice less."""
        combos = self.combo_id
        result = super().unlink()
        combos._note_choices()
        return result
