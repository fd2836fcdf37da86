from odoo import models


class StockLot(models.Model):
    """Tells the outbox that lots expire at another time (addon ``product_expiry``)."""

    _inherit = "stock.lot"

    def write(self, vals):
        result = super().write(vals)
        if not {"removal_date", "expiration_date"}.isdisjoint(vals):
            self.quant_ids._note_stock_change()
        return result
