from odoo import api, models

QUANTITY_FIELDS = {"product_id", "location_id", "quantity", "reserved_quantity"}


class StockQuant(models.Model):
    """Tells the outbox what moved.

    A free quantity is a sum over quants, and every event that changes it (reservation,
    transfer, return, scrap, count, receipt, manufacturing...) ends in one of the three
    methods here: Odoo's ``_update_available_quantity``, its reservation and its
    clean-up jobs all create, write or delete quants. The one raw statement,
    ``_merge_quants``, adds up duplicates and leaves the sums as they are.
    """

    _inherit = "stock.quant"

    @api.model_create_multi
    def create(self, vals_list):
        quants = super().create(vals_list)
        quants._note_whole_quants()
        return quants

    def write(self, vals):
        if QUANTITY_FIELDS.isdisjoint(vals):
            return super().write(vals)
        self._note_stock_change()
        result = super().write(vals)
        if "product_id" in vals or "location_id" in vals:
            self._note_stock_change()
        return result

    def unlink(self):
        self._note_whole_quants()
        return super().unlink()

    def _note_whole_quants(self):
        """Note quants that come or go; an empty one changes no sum."""
        self.filtered(lambda q: q.quantity or q.reserved_quantity)._note_stock_change()

    def _note_stock_change(self):
        changes = self.env["woo.stock.change"]
        for quant in self:
            changes._note_place(quant.product_id.id, quant.location_id.id)
