from odoo import api, fields, models
from odoo.exceptions import UserError

from .woo_order_status import ACTIONS


class WooToMap(models.Model):
    """Filling in a mapping right in the list, by hand or as suggested."""

    _inherit = "woo.to.map"

    label = fields.Char(string="What the Store Names", compute="_compute_choices")
    note = fields.Char(
        string="To Know",
        compute="_compute_choices",
        help="Why it could not be found, or what changed in the store.",
    )
    target_model = fields.Char(
        compute="_compute_choices", help="Model of what can be chosen in Odoo."
    )
    target_domain = fields.Binary(compute="_compute_choices")
    target_id = fields.Many2oneReference(
        model_field="target_model",
        string="In Odoo",
        compute="_compute_target",
        inverse="_inverse_target_id",
        readonly=False,
    )
    action = fields.Selection(
        ACTIONS,
        string="What to Do",
        compute="_compute_target",
        inverse="_inverse_action",
        readonly=False,
        help="What becomes of orders in this status.",
    )
    suggestion = fields.Char(compute="_compute_suggestion")
    can_create = fields.Boolean(
        compute="_compute_choices",
        help="What is missing can be made in Odoo as the store has it.",
    )

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        """Let the list offer only what can be chosen for each row.

        A view takes no domain for a reference, but its field may have one.
        """
        description = super().fields_get(allfields, attributes)
        if "target_id" in description:
            description["target_id"]["domain"] = "target_domain or []"
        return description

    def _mapping(self):
        """Return the mapping of this row; empty for what is none."""
        self.ensure_one()
        is_mapping = self.kind != "other"
        return is_mapping and self.env[self.mapping_model].browse(self.mapping_id)

    def _with_mappings(self):
        """Yield (row, mapping) for rows that stand for one; they are read together."""
        mapped = self.filtered(lambda row: row.kind != "other")
        for model, rows in mapped.grouped("mapping_model").items():
            mappings = self.env[model].browse(rows.mapped("mapping_id"))
            yield from zip(rows, mappings, strict=True)

    @api.depends("mapping_model", "mapping_id")
    def _compute_choices(self):
        self.update({"target_model": False, "target_domain": [], "can_create": False})
        for row in self:
            row.update({"label": row.name, "note": False})
        for row, mapping in self._with_mappings():
            row.label = mapping.display_name
            row.update(mapping._describe_choices())

    @api.depends("mapping_model", "mapping_id")
    def _compute_target(self):
        # Apart from the choices: those are asked for while a target is being written.
        self.update({"target_id": False, "action": False})
        for row, mapping in self._with_mappings():
            field = "action" if row.kind == "status" else "target_id"
            row[field] = mapping._target_value()

    @api.depends("mapping_model", "mapping_id", "target_id", "action")
    def _compute_suggestion(self):
        self.suggestion = False
        mappings = self.filtered(lambda row: row.kind != "other")
        for model, rows in mappings.grouped("mapping_model").items():
            by_number = {row.mapping_id: row for row in rows}
            # Whoever decides on mappings need not have rights on taxes, journals...
            records = self.env[model].sudo().browse(by_number)
            for record, value in records._suggest_targets().items():
                by_number[record.id].suggestion = record._label_of_target(value)

    def write(self, vals):
        """Fill in the mappings; what the rows say about them is read anew."""
        result = super().write(vals)
        self.invalidate_recordset()
        return result

    def _inverse_target_id(self):
        for row in self.filtered("target_model"):
            mapping = row._mapping()
            mapping[mapping._mapping_target] = row.target_id

    def _inverse_action(self):
        for row in self.filtered(lambda row: row.kind == "status"):
            row._mapping().action = row.action

    def action_accept_suggestions(self):
        """Fill in what is suggested for each of these rows, and say how far it got."""
        filled = self.browse()
        waiting = self._waiting_orders()
        for row in self.filtered("suggestion"):
            if row._mapping()._accept_suggestion():
                filled |= row
        if not filled:
            raise UserError(self.env._("Nothing is suggested for these."))
        waiting &= filled._waiting_orders()
        return self.env["woo.backend"]._notify(
            "success",
            self.env._(
                "%(filled)s filled in, %(orders)s orders go on.",
                filled=len(filled),
                orders=len(waiting),
            ),
        )

    def action_create_in_odoo(self):
        """Make in Odoo what these rows lack, as the store has it, and map it."""
        creatable = self.filtered("can_create")
        if not creatable:
            raise UserError(
                self.env._("Nothing of this kind can be made here. Choose it instead.")
            )
        missing = {row: row._waiting_orders() for row in creatable}
        for model, rows in creatable.grouped("mapping_model").items():
            mappings = self.env[model].browse(rows.mapped("mapping_id"))
            in_background = mappings.action_create_missing()
            if in_background:
                return in_background
        made = creatable.filtered(lambda row: row._mapping()._target_value())
        orders = self.env["woo.order"].union(*(missing[row] for row in made))
        return self.env["woo.backend"]._notify(
            "success",
            self.env._(
                "%(made)s made in Odoo, %(orders)s orders go on.",
                made=len(made),
                orders=len(orders),
            ),
        )

    def _waiting_orders(self):
        """Return the orders that wait for any of these rows."""
        return self._missing().order_id

    def _missing(self):
        missing = self.env["woo.order.missing"]
        for row in self:
            missing |= missing.search(
                [
                    ("backend_id", "=", row.backend_id.id),
                    ("mapping_model", "=", row.mapping_model),
                    ("mapping_id", "=", row.mapping_id),
                    *([("name", "=", row.name)] if row.kind == "other" else []),
                ]
            )
        return missing

    def action_open_orders(self):
        """Show the orders that wait for this."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.label,
            "res_model": "woo.order",
            "view_mode": "list,form",
            "domain": [("id", "in", self._waiting_orders().ids)],
        }

    def action_open_mapping(self):
        """Open the mapping itself, or the setting that is missing."""
        self.ensure_one()
        if not self.mapping_id:
            return self.action_open_orders()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.mapping_model,
            "res_id": self.mapping_id,
            "view_mode": "form",
        }
