from odoo import fields, models
from odoo.exceptions import UserError

from ..woo.schema.base import listed
from .mapped_values import find_changed, find_kept, pairs

#: The sale order itself, among its lines' numbers in the store.
HEAD = 0


class WooOrder(models.Model):
    """Mapped fields of orders and their lines.

    They are read with the order and written with the sale order. Afterwards a field
    follows the store as long as nobody changed it in Odoo. A store without mappings
    pays nothing for it.
    """

    _inherit = "woo.order"

    unread_values = fields.Text(
        readonly=True,
        help="What the store says in mapped fields and Odoo could not take over.",
    )
    # Per line, see ``mapped_values``.
    mapped_values = fields.Json(readonly=True, copy=False)

    def _resolve(self, order, status):
        """Add what the mapped fields hold; what orders wait for may be missing."""
        resolution = super()._resolve(order, status)
        problems = self._read_mapped_fields(order, resolution)
        for mapping, text in problems:
            if mapping.required:
                resolution.miss(text, mapping)
        unread = [text for mapping, text in problems if not mapping.required]
        self._note_unread(unread)
        return resolution

    def _read_mapped_fields(self, order, resolution):
        """Fill ``resolution.fields``; return (mapping, why it has no value) pairs."""
        get = self.env["woo.field.mapping"]._get_mappings
        of_order, of_line = (get(self.backend_id, kind) for kind in ("order", "line"))
        of_customer = get(self.backend_id, "customer")
        objects = [(HEAD, of_order, order.raw)] if of_order else []
        if of_line:
            objects += [
                (int(line["id"]), of_line, line)
                for line in listed(order.raw.get("line_items"))
            ]
        found = []
        for number, mappings, payload in objects:
            values, problems = mappings._read_values(payload)
            resolution.fields[number] = values
            found += problems.items()
        if of_customer:
            found += of_customer._read_values(order.raw)[1].items()
        return found

    def _note_unread(self, texts):
        unread = "\n".join(dict.fromkeys(texts))
        if unread != (self.unread_values or ""):
            self.unread_values = unread

    # === Written with the sale order === #

    def _prepare_sale_order(self, order, resolution):
        """Add the mapped fields of the order."""
        values = super()._prepare_sale_order(order, resolution)
        return {**values, **resolution.fields.get(HEAD, {})}

    def _prepare_line_identity(self, line, resolution):
        """Add the mapped fields of the line."""
        values = super()._prepare_line_identity(line, resolution)
        return {**values, **resolution.fields.get(line.id, {})}

    # === Afterwards === #

    def _carry_out_one(self, decision):
        """Let the mapped fields of a sale order that is there already follow."""
        result = super()._carry_out_one(decision)
        fields_now = decision.resolution.fields if decision.resolution else {}
        if self.sale_order_id and (fields_now or self.mapped_values):
            self._follow_mapped_fields(
                fields_now, is_new=decision.todo in ("create", "rewrite")
            )
        return result

    def _lines_to_write(self, parts, values):
        """Leave the mapped fields of lines that are there to their own comparison."""
        changed, created = super()._lines_to_write(parts, values)
        mappings = self.env["woo.field.mapping"]._get_mappings(self.backend_id, "line")
        names = set(mappings.mapped("field_name"))
        for line, line_values in changed.items() if names else ():
            if not line_values:
                continue
            changed[line] = {
                name: value
                for name, value in line_values.items()
                # The same product written again makes Odoo compute such fields anew.
                if name not in names
                and (name != "product_id" or value != line.product_id.id)
            }
        return changed, created

    def _follow_mapped_fields(self, fields_now, is_new):
        """Write what the store changed and nobody changed in Odoo; remember it all.

        :param dict fields_now: values by name of the field, by number of the line
        :param bool is_new: they have just been written with the sale order
        """
        noted, left = {}, []
        for number, values in fields_now.items():
            record = self._get_mapped_record(number)
            if not (record and values):
                continue
            before = (self.mapped_values or {}).get(str(number), {})
            kept = {}
            if not is_new:
                kept = find_kept(record, before, values)
                changed = find_changed(record, before, values)
                left += self._write_changed(record, changed, kept)
            noted[str(number)] = pairs(record, values, kept)
        if noted != (self.mapped_values or {}):
            self.mapped_values = noted
        if left:
            self._note_unread([*filter(None, [self.unread_values]), *left])

    def _write_changed(self, record, changed, kept):
        """Write what the store changed; return what could not be, in plain words."""
        left = [
            self._describe_kept(record, name, value)
            for name, value in changed.items()
            if name in kept
        ]
        wanted = {name: changed[name] for name in changed.keys() - kept.keys()}
        if not wanted:
            return left
        try:
            with self.env.cr.savepoint():
                record.write(wanted)
        except UserError as error:
            left.append(str(error))
        return left

    def _describe_kept(self, record, name, value):
        return self.env._(
            "“%(field)s” was changed in the store and in Odoo. It stays as in Odoo; "
            "the store says: %(value)s",
            field=record._fields[name]._description_string(self.env),
            value=value,
        )

    def _get_mapped_record(self, number):
        """Return the sale order, or its line with this number in the store."""
        if number == HEAD:
            return self.sale_order_id
        return self.sale_order_id.order_line.filtered(
            lambda line: line.woo_line_id == number
        )[:1]
