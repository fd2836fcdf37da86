from odoo import models
from odoo.fields import Command
from odoo.tools import float_compare


class WooRefund(models.Model):
    """Goods that the store put back on its shelf are expected back in Odoo.

    A return is prepared, and not validated: they are stock again once somebody has
    received them.
    """

    _inherit = "woo.refund"

    def _prepare_returns(self):
        """Prepare a return of each delivery that refunded goods left with."""
        if self.return_ids:
            return
        by_picking = {}
        for move, quantity in self._find_moves_to_return():
            by_picking.setdefault(move.picking_id, []).append((move, quantity))
        for picking, returns in by_picking.items():
            self.return_ids += self._create_return(picking, returns)

    def _find_moves_to_return(self):
        """Yield the delivered moves that something is to come back of, and how much.

        A kit is delivered by a move for each component: of each comes back its share.
        """
        for line in self.order_id.sale_order_id.order_line:
            pieces = self._get_restocked().get(line.woo_line_id)
            if not pieces or not line.qty_delivered:
                continue
            moves = line.move_ids.filtered(
                lambda move: (
                    move.state == "done" and move.location_dest_id.usage == "customer"
                )
            )
            share = min(float(pieces) / line.qty_delivered, 1.0)
            for product_moves in moves.grouped("product_id").values():
                delivered = sum(product_moves.mapped("quantity"))
                yield from self._share_out(product_moves, share * delivered)

    def _share_out(self, moves, left):
        """Yield how much of each move comes back, the newest first."""
        for move in moves.sorted("id", reverse=True):
            returned = sum(
                move.returned_move_ids.filtered(
                    lambda one: one.state != "cancel"
                ).mapped("product_uom_qty")
            )
            quantity = min(left, move.quantity - returned)
            if float_compare(quantity, 0.0, precision_digits=6) > 0:
                left -= quantity
                yield move, quantity

    def _create_return(self, picking, returns):
        """Create the return of one delivery, with Odoo's own wizard."""
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        quantities = {move.id: quantity for move, quantity in returns}
        wizard.product_return_moves = [
            Command.update(line.id, {"quantity": quantities.get(line.move_id.id, 0.0)})
            for line in wizard.product_return_moves
        ]
        transfer = wizard._create_return()
        # The credit note says what is not to be paid; the goods say what is in stock.
        transfer.move_ids.to_refund = False
        return transfer
