from odoo import api, fields, models
from odoo.exceptions import ValidationError


class WooFieldMappingValue(models.Model):
    """A word of the store and the word that a field of Odoo knows for it."""

    _name = "woo.field.mapping.value"
    _description = "WooCommerce Field Mapping Value"
    _order = "mapping_id, id"

    mapping_id = fields.Many2one(
        "woo.field.mapping", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="mapping_id.company_id", store=True)
    woo_value = fields.Char(string="In the Store", required=True)
    odoo_value = fields.Char(
        string="In Odoo",
        required=True,
        help="Of a field with a choice: the choice's label or its technical value.",
    )

    _word_unique = models.UniqueIndex(
        "(mapping_id, woo_value)", "A word of the store can mean only one thing."
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Let the orders go on that waited for one of these words."""
        values = super().create(vals_list)
        values.mapping_id._release_orders()
        return values

    def write(self, vals):
        """Let the orders go on that waited for one of these words."""
        result = super().write(vals)
        self.mapping_id._release_orders()
        return result

    @api.constrains("odoo_value")
    def _check_odoo_value(self):
        for value in self:
            choices = value._get_choices()
            if choices and value._find_choice() is None:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is none of: %(choices)s.",
                        value=value.odoo_value,
                        choices=", ".join(choices.values()),
                    )
                )

    def _get_choices(self):
        """Return the labels of the field's choices by value; empty for other fields."""
        field = self.mapping_id.field_id
        if field.ttype != "selection":
            return {}
        model = self.env[field.model]
        return dict(model._fields[field.name]._description_selection(self.env))

    def _find_choice(self):
        """Return what is written into the field; ``None`` for no choice of it."""
        choices = self._get_choices()
        if not choices or self.odoo_value in choices:
            return self.odoo_value
        wanted = self.odoo_value.casefold()
        for choice, label in choices.items():
            if label.casefold() == wanted:
                return choice
        return None
