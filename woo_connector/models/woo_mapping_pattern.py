from odoo import api, fields, models
from odoo.tools import ormcache

from ..woo.patterns import fits, vagueness


class WooMappingPattern(models.AbstractModel):
    """A mapping that may stand for many names of the store at once.

    The field named in ``_mapping_pattern`` may hold stars for any text, or be empty for
    every text; the other fields of the key are equal, or empty for all. What says more
    goes before what says less: a row with all other fields before one that leaves them
    open, a full name before a pattern, a pattern before an empty one. Among equals the
    order of the list decides.
    """

    _name = "woo.mapping.pattern"
    _description = "WooCommerce Mapping by Pattern"
    _inherit = "woo.mapping"
    _mapping_pattern = None

    sequence = fields.Integer(
        default=10, help="Of several patterns that fit, the first in the list is taken."
    )

    @api.model
    def _deciding_fields(self):
        return super()._deciding_fields() | {"sequence"}

    @api.model
    def _find_fitting(self, backend, *words):
        """Return the target of the row that fits best, ``None`` if none does.

        :param words: what the store says, in the order of ``_mapping_key``
        :return: number of a record
        """
        return _first_fit(self._known_rules(backend.id), words) or _first_fit(
            self._read_rules(backend.id), words
        )

    @api.model
    @ormcache("backend_id")
    def _known_rules(self, backend_id):
        return self._read_rules(backend_id)

    @api.model
    def _read_rules(self, backend_id):
        """Return the rows of a store that are filled in, the best first.

        :return: (what is equal by position, position of the pattern, pattern, target)
        """
        domain = [("backend_id", "=", backend_id), (self._mapping_target, "!=", False)]
        # Whoever imports an order may see what the order's words mean.
        rows = self.sudo().search(domain, order="sequence, id")
        return tuple(row._as_rule() for row in rows.sorted(_preference))

    def _as_rule(self):
        """Return this row as plain values that can be kept."""
        self.ensure_one()
        position = self._mapping_key.index(self._mapping_pattern)
        equals = tuple(
            (place, self[name])
            for place, name in enumerate(self._mapping_key)
            if place != position and self[name]
        )
        pattern = self[self._mapping_pattern] or ""
        return equals, position, pattern, self._target_value()

    def _release_orders(self):
        """Release also what waited for a name that one of these stands for now."""
        open_rows = self.search(
            [
                ("backend_id", "in", self.backend_id.ids),
                (self._mapping_target, "=", False),
            ]
        )
        covered = open_rows.filtered(
            lambda row: any(row._is_covered_by(rule) for rule in self)
        )
        return super(WooMappingPattern, self | covered)._release_orders()

    def _is_covered_by(self, other):
        """Tell whether another row of the same store stands for this one."""
        words = tuple(self[name] or "" for name in self._mapping_key)
        return self.backend_id == other.backend_id and _is_fit(other._as_rule(), words)


def _preference(row):
    others = [name for name in row._mapping_key if name != row._mapping_pattern]
    left_open = sum(not row[name] for name in others)
    return left_open, vagueness(row[row._mapping_pattern])


def _first_fit(rules, words):
    return next((rule[-1] for rule in rules if _is_fit(rule, words)), None)


def _is_fit(rule, words):
    equals, position, pattern, _target = rule
    return all(words[place] == value for place, value in equals) and fits(
        pattern, words[position]
    )
