from odoo import api, fields, models

from .first_seen import create_once


class WooMapping(models.AbstractModel):
    """One thing of a store (a tax rate, a status...) and what it means in Odoo.

    Rows appear when the store's settings are read or when an order names something
    unknown. As long as the target is empty the mapping is missing: orders that need
    it wait, and filling it in sends exactly them on their way.

    A concrete mapping names its target field in ``_mapping_target``, the fields that
    identify it within its store in ``_mapping_key``, and has a unique index over the
    store and these.
    """

    _name = "woo.mapping"
    _description = "WooCommerce Mapping"
    _inherit = "woo.mappable"
    _check_company_auto = True
    _mapping_key = ()

    backend_id = fields.Many2one(
        "woo.backend", string="Store", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, index=True
    )
    waiting_count = fields.Integer(
        string="Orders Waiting",
        compute="_compute_waiting_count",
        help="Orders that are not imported because this is not filled in.",
    )

    def _compute_waiting_count(self):
        groups = self.env["woo.order.missing"]._read_group(
            [("mapping_model", "=", self._name), ("mapping_id", "in", self.ids)],
            ["mapping_id"],
            ["order_id:count_distinct"],
        )
        counts = dict(groups)
        for mapping in self:
            mapping.waiting_count = counts.get(mapping.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        """Let the orders go on that waited for what is known now."""
        mappings = super().create(vals_list)
        self.env.registry.clear_cache()
        mappings.filtered(self._mapping_target)._release_orders()
        return mappings

    def write(self, vals):
        """Let the orders go on that waited for what is filled in now."""
        result = super().write(vals)
        if not self._deciding_fields().isdisjoint(vals):
            self.env.registry.clear_cache()
            self.filtered(self._mapping_target)._release_orders()
        return result

    def unlink(self):
        """Let the orders find out what they lack now; forget what was remembered."""
        self._release_orders()
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _deciding_fields(self):
        """Return the fields that decide what a thing of the store is in Odoo."""
        return {*self._mapping_key, self._mapping_target}

    def action_retry_waiting(self):
        """Import again what waits for these mappings."""
        self.check_access("read")
        self._release_orders()

    def _release_orders(self):
        """Import again the orders that wait for any of these mappings."""
        if self:
            # Whoever may fill in a mapping need not have rights on every order.
            self.env["woo.order.missing"].sudo()._release(self)

    @api.model
    def _note_seen(self, backend, values):
        """Return the mapping of something of the store; note it when it is new.

        What is there already keeps its target, and takes the store's new wording.

        :param dict values: the key fields and whatever else the store says about it
        """
        domain = [("backend_id", "=", backend.id)] + [
            (name, "=", values.get(name, False)) for name in self._mapping_key
        ]
        mapping = self.search(domain, limit=1)
        if not mapping:
            key = "|".join(str(values.get(name, "")) for name in self._mapping_key)
            return create_once(
                self, backend, key, domain, {"backend_id": backend.id, **values}
            )
        changed = {
            name: value
            for name, value in values.items()
            if name not in self._mapping_key and mapping[name] != value
        }
        if changed:
            mapping.write(changed)
        return mapping
