from odoo import api, models
from odoo.tools import SQL

from ..woo.likeness import most_alike


class WooMappable(models.AbstractModel):
    """Something of a store that stands for something of Odoo.

    This is what the *To Map* list asks of it: what can be chosen, and what seems to be
    meant.
    """

    _name = "woo.mappable"
    _description = "WooCommerce Thing to Map"

    #: The field that says what it is in Odoo.
    _mapping_target = None
    #: Whether orders wait for it while nobody has filled it in.
    _mapping_is_needed = True

    @api.model
    def _sql_is_open(self):
        """Return the condition of rows that somebody should look at."""
        return SQL("%s IS NULL", SQL.identifier(self._mapping_target))

    def _target_value(self):
        """Return what this says, as a plain value that can be kept."""
        self.ensure_one()
        value = self[self._mapping_target]
        return value.id if isinstance(value, models.BaseModel) else value or None

    def _describe_choices(self):
        """Return what can be chosen for this row in the *To Map* list.

        :return: values of ``woo.to.map``
        :rtype: dict
        """
        self.ensure_one()
        field = self._fields[self._mapping_target]
        if not field.relational:
            return {}
        is_open = not self[self._mapping_target]
        return {
            "target_model": field.comodel_name,
            "target_domain": self._target_domain(),
            "can_create": is_open and hasattr(self, "action_create_missing"),
        }

    def _target_domain(self):
        """Return the domain of what can be chosen for this row."""
        self.ensure_one()
        comodel = self.env[self._fields[self._mapping_target].comodel_name]
        if "company_id" not in comodel._fields:
            return []
        return list(comodel._check_company_domain(self.company_id))

    def _suggest_targets(self):
        """Return what seems to be meant by these rows, where something does.

        Nothing is filled in by itself: a person accepts it.

        :return: record or value of a selection, by mapping
        :rtype: dict
        """
        return {}

    def _pick_by_name(self, candidates, text):
        """Return the one record whose name is meant by a text; empty if none is."""
        place = most_alike(text or "", candidates.mapped("name"))
        return candidates.browse() if place is None else candidates[place]

    def _label_of_target(self, value):
        """Return a target as a person reads it."""
        if isinstance(value, models.BaseModel):
            return value.display_name
        field = self._fields[self._mapping_target]
        return dict(field._description_selection(self.env))[value]

    def _accept_suggestion(self):
        """Fill in what is suggested; tell whether there was anything."""
        self.ensure_one()
        # Whoever decides on mappings need not have rights on taxes, journals...
        suggested = self.sudo()._suggest_targets().get(self)
        if suggested:
            self[self._mapping_target] = suggested
        return bool(suggested)
