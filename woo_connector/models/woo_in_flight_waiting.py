from odoo import api, fields, models
from odoo.tools import SQL


class WooInFlight(models.Model):
    """Which sightings are in flight now, for people."""

    _inherit = "woo.in.flight"

    is_waiting = fields.Boolean(
        string="Still in Flight",
        compute="_compute_is_waiting",
        search="_search_is_waiting",
        help="Odoo has not confirmed it, so it is not offered again.",
    )

    def _compute_is_waiting(self):
        waiting = set(self._read_waiting(self.backend_id))
        for sighting in self:
            sighting.is_waiting = sighting.id in waiting

    @api.model
    def _search_is_waiting(self, operator, value):
        if operator != "in":
            return NotImplemented
        waiting = self._read_waiting(
            self.env["woo.backend"].search(
                [("company_id", "in", self.env.companies.ids)]
            )
        )
        return [("id", "in" if True in value else "not in", waiting)]

    @api.model
    def _read_waiting(self, backends, product_ids=None):
        """Return the ids of what is in flight from stores.

        The same terms as those that the number to offer is computed with.

        :param backends: ``woo.backend``
        :param product_ids: only of these ``product.product``
        :rtype: list[int]
        """
        wanted = SQL("TRUE")
        if product_ids is not None:
            wanted = SQL("binding.product_id = ANY(%s)", list(product_ids))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT seen.id
                  FROM (%(newest)s) AS seen
                  LEFT JOIN woo_product binding
                         ON binding.backend_id = seen.backend_id
                        AND binding.woo_id = seen.product_woo_id
                  %(context)s
                 WHERE %(wanted)s AND %(holds)s AND %(is_waiting)s AND %(waiting)s > 0
                """,
                newest=self._query_newest(backends),
                context=self._sql_context(),
                wanted=wanted,
                holds=self._sql_holds(),
                is_waiting=self._sql_is_waiting(),
                waiting=self._sql_waiting(),
            )
        )
        return [row[0] for row in rows]
