from odoo import api, fields, models
from odoo.fields import Domain


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
