from odoo import models


class StockPicking(models.Model):
    """Tells the outbox of moves that begin or end elsewhere with their transfer.

    Their own location follows by a stored computation, so that they do not know any
    more where they were when they are written.
    """

    _inherit = "stock.picking"

    def write(self, vals):
        """Note where the moves are before they follow."""
        if not {"location_id", "location_dest_id"}.isdisjoint(vals):
            self.move_ids._note_open_demand()
        return super().write(vals)
