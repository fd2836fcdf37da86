import re
from datetime import datetime

from odoo import api, models
from odoo.exceptions import ValidationError

#: Types of fields that a reading can fill.
FIELD_TYPES = {
    "text": ("char", "text", "html"),
    "number": ("integer", "float", "monetary"),
    "boolean": ("boolean",),
    "date": ("date", "datetime"),
    "map": ("selection", "char", "text"),
    "record": ("many2one",),
}
#: Fields that the import itself fills from the order; the amounts hang on them.
OWN_FIELDS = {
    "sale.order": (
        "partner_id partner_invoice_id partner_shipping_id company_id currency_id "
        "pricelist_id warehouse_id client_order_ref state locked fiscal_position_id "
        "date_order carrier_id"
    ).split(),
    "sale.order.line": (
        "order_id product_id product_uom_id product_uom_qty price_unit discount "
        "tax_ids name sequence is_delivery display_type technical_price_unit"
    ).split(),
    "res.partner": ["company_id", "parent_id", "is_company", "type", "active"],
    "product.product": ["company_id", "type", "is_storable", "uom_id", "active"],
}
_PATH = re.compile(r"[\w-]+(\.[\w-]+)*")


class WooFieldMapping(models.Model):
    """What a mapping may be: a mistake is told when it is saved, not by an order."""

    _inherit = "woo.field.mapping"

    @api.constrains("object", "field_id", "converter", "direction")
    def _check_field(self):
        for mapping in self:
            field = mapping.field_id
            if field.model != mapping.model_name:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” is no field of %(model)s.",
                        field=field.field_description,
                        model=mapping.model_name,
                    )
                )
            if not mapping._is_writable():
                raise ValidationError(
                    self.env._("“%s” cannot be written.", field.field_description)
                )
            is_filled = mapping.direction == "in"
            if is_filled and field.name in OWN_FIELDS[field.model]:
                raise ValidationError(
                    self.env._(
                        "“%s” is filled by the import itself.", field.field_description
                    )
                )
            if field.ttype not in FIELD_TYPES[mapping.converter]:
                raise ValidationError(
                    self.env._(
                        "“%(field)s” cannot be read as “%(converter)s”.",
                        field=field.field_description,
                        converter=mapping._describe_converter(),
                    )
                )

    def _is_writable(self):
        """Tell whether the field keeps what is written, if need be on the template."""
        field = self.env[self.field_id.model]._fields[self.field_id.name]
        while field.inherited:
            field = field.related_field
        return field.store and not field.readonly

    def _describe_converter(self):
        labels = dict(self._fields["converter"]._description_selection(self.env))
        return labels[self.converter]

    @api.constrains("object", "direction")
    def _check_direction(self):
        for mapping in self:
            if mapping.direction == "out" and mapping.object == "line":
                raise ValidationError(
                    self.env._("Fields of order lines are only read from the store.")
                )

    @api.constrains("source", "path", "direction")
    def _check_path(self):
        for mapping in self:
            is_path = mapping.source == "path"
            if is_path and not _PATH.fullmatch(mapping.path):
                raise ValidationError(
                    self.env._(
                        "“%s” is no path: write names with points between them, "
                        "e.g. billing.phone.",
                        mapping.path,
                    )
                )

            if (
                is_path
                and mapping.direction == "out"
                and re.search(r"(^|\.)\d+(\.|$)", mapping.path)
            ):
                raise ValidationError(
                    self.env._("“%s” is in a list, which is only read.", mapping.path)
                )

    @api.constrains("converter", "date_pattern")
    def _check_date_pattern(self):
        for mapping in self.filtered("date_pattern"):
            pattern = mapping.date_pattern
            day = datetime(2026, 12, 31)
            try:
                is_whole = datetime.strptime(day.strftime(pattern), pattern) == day
            except ValueError:
                is_whole = False
            if not is_whole:
                raise ValidationError(
                    self.env._(
                        "“%s” does not name day, month and year, e.g. %%d/%%m/%%Y.",
                        pattern,
                    )
                )

    @api.constrains("converter", "key_field_id", "field_id")
    def _check_key(self):
        for mapping in self:
            if mapping.converter != "record":
                continue
            key = mapping.key_field_id
            if not key:
                raise ValidationError(
                    self.env._("Choose the key by which the record is found.")
                )
            is_key = key.store and key.ttype in ("char", "integer")
            if key.model != mapping.field_id.relation or not is_key:
                raise ValidationError(
                    self.env._("A record cannot be found by “%s”.", key.display_name)
                )

    @api.constrains("converter", "value_ids", "field_id")
    def _check_values(self):
        for mapping in self.filtered(lambda mapping: mapping.converter == "map"):
            if not mapping.value_ids:
                raise ValidationError(
                    self.env._("Say which word of the store is which word in Odoo.")
                )
            mapping.value_ids._check_odoo_value()
