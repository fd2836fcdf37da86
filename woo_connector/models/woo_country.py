from html import unescape

from odoo import api, fields, models


class WooCountry(models.Model):
    """A country code of the store that Odoo does not know; no order waits for it."""

    _name = "woo.country"
    _description = "WooCommerce Country"
    _inherit = "woo.mapping"
    _order = "backend_id, code, id"
    _rec_name = "code"
    _mapping_target = "country_id"
    _mapping_key = ("code",)
    _mapping_is_needed = False

    code = fields.Char(string="Country in the Store", required=True)
    country_id = fields.Many2one(
        "res.country",
        string="Country in Odoo",
        ondelete="restrict",
        help="Empty: the code is kept as text of the address.",
    )

    _store_country_unique = models.UniqueIndex("(backend_id, code)")


class WooCountryState(models.Model):
    """A state or province of the store that Odoo does not know by itself.

    No order waits for it: its text is kept in the address.
    """

    _name = "woo.country.state"
    _description = "WooCommerce State"
    _inherit = "woo.mapping"
    _order = "backend_id, country_id, text, id"
    _rec_name = "text"
    _mapping_target = "state_id"
    _mapping_key = ("country_id", "text")
    _mapping_is_needed = False

    country_id = fields.Many2one("res.country", required=True, ondelete="cascade")
    text = fields.Char(
        string="State in the Store",
        required=True,
        help="WooCommerce's code of the state, or what the customer wrote.",
    )
    name = fields.Char(
        readonly=True, help="What the store's settings call it, where they know it."
    )
    state_id = fields.Many2one(
        "res.country.state",
        string="State in Odoo",
        ondelete="restrict",
        domain="[('country_id', '=', country_id)]",
        help="Empty: the text is kept in the address.",
    )

    _store_state_unique = models.UniqueIndex("(backend_id, country_id, text)")

    @api.depends("text", "name", "country_id")
    def _compute_display_name(self):
        for state in self:
            words = (state.name, state.text, state.country_id.name)
            state.display_name = ", ".join(filter(None, words))

    def _nameless(self, backend):
        """Return the rows whose names may be asked of the store."""
        return self.search(
            [
                ("backend_id", "=", backend.id),
                ("state_id", "=", False),
                ("name", "=", False),
            ]
        )

    def _take_names(self, countries):
        """Take the names that the store's settings have for these rows.

        :param dict countries: answers of ``GET /data/countries/{code}``, by code
        """
        for row in self:
            states = countries.get(row.country_id.code, {}).get("states") or []
            names = {state["code"]: state["name"] for state in states}
            if name := names.get(row.text):
                row.name = unescape(name)

    def _suggest_targets(self):
        suggested = {}
        for row in self.filtered(lambda row: not row.state_id):
            if state := row._pick_by_name(
                row.country_id.state_ids, row.name or row.text
            ):
                suggested[row] = state
        return suggested

    def _target_domain(self):
        return [("country_id", "=", self.country_id.id)]
