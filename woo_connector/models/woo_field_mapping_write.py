from odoo import fields, models
from odoo.tools import html2plaintext

from ..woo.field_values import in_zone, put_meta, put_path


class WooFieldMapping(models.Model):
    """Writing mapped fields of Odoo in the store's words."""

    _inherit = "woo.field.mapping"

    def _prepare_sent(self, record):
        """Return what the store is to be told of a record, as the body of a request.

        :param record: the record of Odoo, of the mappings' model
        :rtype: dict
        """
        body = {}
        for mapping in self:
            put = put_meta if mapping.source == "meta" else put_path
            put(body, mapping.path, mapping._express(record[mapping.field_name]))
        return body

    def _express(self, value):
        """Return a value of Odoo's field as the store reads it; nothing is ""."""
        return getattr(self, f"_express_{self.converter}")(value)

    def _express_text(self, value):
        return html2plaintext(value or "") if self.field_type == "html" else value or ""

    def _express_number(self, value):
        return f"{value:.15g}"

    def _express_boolean(self, value):
        # What plugins keep is text; WooCommerce refuses text in fields of its own.
        if self.source == "path":
            return value
        return "yes" if value else "no"

    def _express_date(self, value):
        if not value:
            return ""
        if self.field_type == "datetime":
            value = in_zone(value, self.backend_id.store_timezone or "")
        if self.date_pattern:
            return value.strftime(self.date_pattern)
        return fields.Datetime.to_string(value) if _has_time(value) else str(value)

    def _express_map(self, value):
        for row in self.value_ids:
            if row._find_choice() == value:
                return row.woo_value
        return ""

    def _express_record(self, value):
        return str(value.sudo()[self.key_field_id.name] or "") if value else ""


def _has_time(value):
    return hasattr(value, "hour")
