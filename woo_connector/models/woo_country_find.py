import re

from odoo import api, models
from odoo.tools import ormcache


class WooCountry(models.Model):
    """Finding the country and the state that an address of the store means.

    Every address asks, so the answers are kept in Odoo's cache.
    """

    _inherit = "woo.country"

    @api.model
    def _find_place(self, backend, code, text):
        """Return (country, state) of an address; either may be empty.

        What Odoo does not know is noted, so that somebody can say what it is; until
        then it is the address's text.

        :param backend: the ``woo.backend``
        :param str code: the store's country code, may be empty
        :param str text: the store's code of the state or whatever was typed
        """
        country_id = code and self._known_country(backend.id, code)
        country = self.env["res.country"].browse(country_id or None)
        state = self.env["res.country.state"]
        if code and not country:
            self._note_seen(backend, {"code": code})
        if country and text:
            state = state.browse(self._known_state(backend.id, country.id, text))
            if not state and country.state_ids:
                key = {"country_id": country.id, "text": text}
                self.env["woo.country.state"]._note_seen(backend, key)
        return country, state

    @api.model
    @ormcache("backend_id", "code")
    def _known_country(self, backend_id, code):
        domain = [("code", "=", code.upper())]
        country = self.env["res.country"].search(domain, limit=1)
        return country.id or self._read_target(backend_id, (code,))

    @api.model
    @ormcache("backend_id", "country_id", "text")
    def _known_state(self, backend_id, country_id, text):
        """Return the state that WooCommerce means; ``None`` when nobody knows it.

        WooCommerce writes a code ("NY"), a code with its country ("DE-NW", "JP13"), or
        in countries without a list whatever the customer typed.
        """
        mapped = self.env["woo.country.state"]._read_target(
            backend_id, (country_id, text)
        )
        if mapped:
            return mapped
        country = self.env["res.country"].browse(country_id)
        code = re.sub(f"^{country.code}-?", "", text.upper())
        # Odoo has "DE-BE" for Berlin, but "NY" for New York.
        codes = (code, f"{country.code}-{code}", text.upper())
        state = self.env["res.country.state"].search(
            [
                ("country_id", "=", country_id),
                "|",
                ("code", "in", codes),
                ("name", "=ilike", text.replace("%", "").replace("_", "")),
            ],
            limit=1,
        )
        return state.id or None
