from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError

from .mapped_values import find_changed, find_kept, pairs, plain


class WooProduct(models.Model):
    """Mapped fields of products and variations.

    They are read with the catalogue and kept here, so that a product that is bound or
    created later has them, too.
    """

    _inherit = "woo.product"

    # See ``mapped_values``; Odoo's value is null until the product is bound.
    mapped_values = fields.Json(readonly=True, copy=False)

    @api.model
    def _get_wanted_fields(self, backend):
        """Ask the store also for what is mapped."""
        wanted = super()._get_wanted_fields(backend).split(",")
        mappings = self.env["woo.field.mapping"]._get_mappings(backend, "product")
        for mapping in mappings:
            is_meta = mapping.source == "meta"
            wanted.append("meta_data" if is_meta else mapping.path.split(".")[0])
        return ",".join(dict.fromkeys(wanted))

    @api.model
    def _record(self, backend, payloads):
        """Keep what the mapped fields hold, too."""
        recorded = super()._record(backend, payloads)
        mappings = self.env["woo.field.mapping"]._get_mappings(backend, "product")
        if mappings:
            payload_by_id = {payload["id"]: payload for payload in payloads}
            for binding in recorded:
                payload = payload_by_id[binding.woo_id]
                binding._take_mapped_values(mappings._read_values(payload)[0])
        return recorded

    def _has_news(self, payload, values):
        """Compare the mapped fields, too."""
        if super()._has_news(payload, values):
            return True
        mappings = self.env["woo.field.mapping"]._get_mappings(
            self.backend_id, "product"
        )
        return bool(mappings) and not self._has_mapped_values(
            mappings._read_values(payload)[0]
        )

    def _has_mapped_values(self, values):
        """Whether the store said just this the last time."""
        before = self.mapped_values or {}
        return {name: pair[0] for name, pair in before.items()} == {
            name: plain(value) for name, value in values.items()
        }

    def _take_mapped_values(self, values):
        """Keep what the store says, and write what nobody changed in Odoo.

        :param dict values: the store's values by name of Odoo's field
        """
        if self._has_mapped_values(values):
            return
        before = self.mapped_values or {}
        self._hold_in_job()
        product = self.product_id
        if not product:
            self.mapped_values = {
                name: [plain(value), None] for name, value in values.items()
            }
            return
        kept = find_kept(product, before, values)
        changed = find_changed(product, before, values)
        wanted = {name: changed[name] for name in changed.keys() - kept.keys()}
        if wanted:
            self._write_mapped(product, wanted)
        self.mapped_values = pairs(product, values, kept)

    def write(self, vals):
        """Fill the mapped fields of a product that is bound now."""
        result = super().write(vals)
        if vals.get("product_id"):
            for binding in self.filtered("mapped_values"):
                binding._fill_bound_product()
        return result

    def _fill_bound_product(self):
        # Whoever binds products need not have the right to change them.
        product = self.product_id.sudo()
        values = {name: pair[0] for name, pair in self.mapped_values.items()}
        changed = find_changed(product, {}, values)
        if changed:
            self._write_mapped(product, changed)
        self.mapped_values = pairs(product, values, {})

    def _write_mapped(self, product, values):
        """Write what Odoo takes of these values; the product says what it refuses.

        A barcode that two products of the store have must keep none of them out, nor
        the hundred others that are read with them.

        :param dict values: the store's values by name of Odoo's field
        """
        try:
            with self.env.cr.savepoint():
                product.write(values)
        except (UserError, IntegrityError) as error:
            if len(values) == 1:
                self._note_refused(product, *values, error)
                return
            for name, value in values.items():
                self._write_mapped(product, {name: value})

    def _note_refused(self, product, name, error):
        field = product._fields[name]._description_string(self.env)
        text = self.env._(
            "Odoo does not take what the store %(store)s says in “%(field)s”: %(why)s",
            store=self.backend_id.name,
            field=field,
            why=error,
        )
        product.sudo().message_post(body=text)
