from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# Both the import and whoever fills in a mapping are dated by the beginning of their
# transactions. What was filled in this long before can be no lost release.
LONGEST_TRANSACTION = "10 minutes"


class WooOrderMissing(models.Model):
    """One thing an order waits for, in plain words and with the record to fill in.

    Grouped by that thing it is the list of what a store still lacks, with the number
    of orders that wait for it.
    """

    _name = "woo.order.missing"
    _description = "Missing for a WooCommerce Order"
    _order = "backend_id, name, id"

    order_id = fields.Many2one(
        "woo.order", required=True, index=True, ondelete="cascade", readonly=True
    )
    backend_id = fields.Many2one(
        related="order_id.backend_id", store=True, index=True, string="Store"
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    name = fields.Char(string="What Is Missing", required=True, readonly=True)
    mapping_model = fields.Char(
        readonly=True, help="Model of the record that has to be filled in."
    )
    mapping_id = fields.Many2oneReference(
        model_field="mapping_model", readonly=True, aggregator=None
    )

    _mapping = models.Index("(mapping_model, mapping_id)")

    @api.model
    def _release(self, records):
        """Import again the orders that wait for any of these records.

        For records that are not mappings, e.g. a product that was bound just now.
        """
        domain = Domain("mapping_model", "=", records._name) & Domain(
            "mapping_id", "in", records.ids
        )
        self.search(domain).order_id._enqueue_retry()

    @api.model
    def _cron_release(self):
        """Import again what a release came too early for (safety net).

        An import that began before a mapping was filled in notes that it waits for it
        after the release has looked for such orders.
        """
        groups = self._read_group([("mapping_id", "!=", 0)], ["mapping_model"])
        for [model] in groups:
            if model in self.env and getattr(self.env[model], "_mapping_target", None):
                self._find_overlooked(model).order_id._enqueue_retry()

    @api.model
    def _find_overlooked(self, model):
        """Return the rows of what was filled in while their orders were imported.

        :param str model: name of a mapping model
        """
        mappings = self.env[model]
        self.flush_model()
        mappings.flush_model([mappings._mapping_target])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT missing.id
                  FROM woo_order_missing missing
                  JOIN %(table)s mapping ON mapping.id = missing.mapping_id
                 WHERE missing.mapping_model = %(model)s
                   AND mapping.%(target)s IS NOT NULL
                   AND mapping.write_date > missing.create_date - %(margin)s::interval
                """,
                table=SQL.identifier(mappings._table),
                model=model,
                target=SQL.identifier(mappings._mapping_target),
                margin=LONGEST_TRANSACTION,
            )
        )
        return self.browse([row_id for [row_id] in rows])

    def action_open(self):
        """Open the record that has to be filled in, else the order that waits."""
        self.ensure_one()
        model, record_id = self.mapping_model, self.mapping_id
        if not record_id:
            model, record_id = "woo.order", self.order_id.id
        return {
            "type": "ir.actions.act_window",
            "res_model": model,
            "res_id": record_id,
            "view_mode": "form",
        }
