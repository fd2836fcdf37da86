from odoo import models


class StockLocation(models.Model):
    """Tells the outbox what changes its warehouse together with a location."""

    _inherit = "stock.location"

    def write(self, vals):
        """Send what lies in a location that moves into another."""
        result = super().write(vals)
        if "location_id" in vals:
            self._note_contents()
        return result

    def _note_contents(self):
        inside = [("location_id", "child_of", self.ids)]
        quants = self.env["stock.quant"].sudo()._read_group(inside, ["product_id"])
        open_moves = [
            ("state", "not in", ("draft", "done", "cancel")),
            "|",
            *inside,
            ("location_dest_id", "child_of", self.ids),
        ]
        moves = self.env["stock.move"].sudo()._read_group(open_moves, ["product_id"])
        products = self.env["product.product"].union(*(one for [one] in quants + moves))
        self.env["woo.stock.recipe"]._note_products(
            products, self.env._("another place of a location")
        )
