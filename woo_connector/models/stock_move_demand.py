from odoo import api, models

#: What says how much a move will take, from where, to where, and when.
DEMAND_FIELDS = {
    "state",
    "product_id",
    "product_uom_qty",
    "product_uom",
    "location_id",
    "location_dest_id",
    "location_final_id",
    "date",
}


class StockMove(models.Model):
    """Tells the outbox what is promised, and what is on its way in.

    Confirmed demand is a sum over open moves, whether anything is reserved for them or
    not; quants only know what is reserved. Every event that changes demand ends in one
    of these methods: orders confirmed, changed and cancelled, transfers done in part,
    backorders, receipts and manufacturing orders all create, write or delete moves.
    """

    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._without_drafts()._note_demand()
        return moves

    def write(self, vals):
        if DEMAND_FIELDS.isdisjoint(vals):
            return super().write(vals)
        is_moving = not {"product_id", "location_id", "location_dest_id"}.isdisjoint(
            vals
        )
        if is_moving:
            self._note_open_demand()
        result = super().write(vals)
        (self if "state" in vals else self._without_drafts())._note_demand()
        return result

    def unlink(self):
        self._note_open_demand()
        return super().unlink()

    def _without_drafts(self):
        """Leave out drafts, which promise nothing."""
        return self.filtered(lambda move: move.state != "draft")

    def _note_demand(self):
        """Note what these moves will take, read when the transaction ends."""
        self.env["woo.stock.change"]._note_moves(self._ids)

    def _note_open_demand(self):
        """Note moves as they are before they change."""
        changes = self.env["woo.stock.change"]
        for move in self._without_drafts():
            target = move.location_final_id or move.location_dest_id
            for location in (move.location_id, target):
                changes._note_place(move.product_id.id, location.id, move.reference)
