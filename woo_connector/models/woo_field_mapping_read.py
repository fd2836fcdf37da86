from odoo import models
from odoo.tools import plaintext2html

from ..woo.field_values import (
    UnreadableValueError,
    find_meta,
    find_path,
    is_absent,
    to_boolean,
    to_date,
    to_moment,
    to_number,
    to_text,
)


class WooFieldMapping(models.Model):
    """Reading the mapped fields of one object of the store."""

    _inherit = "woo.field.mapping"

    def _read_values(self, payload):
        """Return what an object of the store says in these mappings' fields.

        :param dict payload: the object as decoded JSON
        :return: values by name of Odoo's field, and why others have none: a text by
            mapping. What the store does not say is in neither, unless orders have to
            wait for it.
        :rtype: tuple[dict, dict]
        """
        values, problems = {}, {}
        for mapping in self:
            found = find_meta if mapping.source == "meta" else find_path
            value = found(payload, mapping.path)
            if is_absent(value):
                if mapping.required:
                    problems[mapping] = self.env._(
                        "The store says nothing in “%s”", mapping.path
                    )
                continue
            try:
                values[mapping.field_name] = mapping._convert(value)
            except UnreadableValueError as error:
                problems[mapping] = mapping._describe_unreadable(error)
        return values, problems

    def _describe_unreadable(self, error):
        return self.env._(
            "“%(value)s” in “%(path)s” is nothing that “%(field)s” can hold",
            value=error,
            path=self.path,
            field=self.field_id.field_description,
        )

    def _convert(self, value):
        """Return the store's value as the field of Odoo takes it.

        :raise UnreadableValueError: it is not what the mapping says
        """
        return self._converters()[self.converter](value)

    def _converters(self):
        """Return the methods that read a value, by converter.

        Addons that add a converter add its method here.
        """
        return {
            "text": self._convert_text,
            "number": self._convert_number,
            "boolean": self._convert_boolean,
            "date": self._convert_date,
            "map": self._convert_map,
            "record": self._convert_record,
        }

    def _convert_text(self, value):
        text = to_text(value)
        return plaintext2html(text) if self.field_type == "html" else text

    def _convert_number(self, value):
        number = to_number(value)
        if self.field_type != "integer":
            return float(number)
        if number != number.to_integral_value():
            raise UnreadableValueError(value)
        return int(number)

    def _convert_boolean(self, value):
        return to_boolean(value)

    def _convert_date(self, value):
        # The store writes its own fields of this ending in UTC, all else in its time.
        is_utc = self.source == "path" and self.path.endswith("_gmt")
        zone = "" if is_utc else self.backend_id.store_timezone or ""
        pattern = self.date_pattern or ""
        if self.field_type == "date":
            return to_date(value, pattern, zone)
        return to_moment(value, pattern, zone).replace(tzinfo=None)

    def _convert_map(self, value):
        text = to_text(value).casefold()
        for row in self.value_ids:
            if row.woo_value.strip().casefold() == text:
                return row._find_choice()
        raise UnreadableValueError(value)

    def _convert_record(self, value):
        """Return the one record that has this key; it is never created.

        :raise UnreadableValueError: no record, or more than one, has it
        """
        key = self.key_field_id
        text = to_text(value)
        if key.ttype == "integer" and not text.isdigit():
            raise UnreadableValueError(value)
        # One user's rights must not decide what a key means.
        model = self.env[self.field_id.relation].sudo()
        wanted = int(text) if key.ttype == "integer" else text
        domain = [(key.name, "=", wanted)]
        if "company_id" in model._fields:
            domain += model._check_company_domain(self.company_id)
        found = model.search(domain, limit=2)
        if len(found) != 1:
            raise UnreadableValueError(value)
        return found.id
