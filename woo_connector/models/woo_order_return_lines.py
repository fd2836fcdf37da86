from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..woo.errors import RejectedError
from ..woo.return_state import ReturnedLine
from ..woo.schema import Refund


class WooRefund(models.Model):
    """The pieces that a refund of the store gives back."""

    _inherit = "woo.refund"

    pieces = fields.Json(
        compute="_compute_pieces",
        store=True,
        prefetch=False,
        help="Refunded pieces by the store's line.",
    )

    @api.depends("payload")
    def _compute_pieces(self):
        for refund in self:
            try:
                lines = Refund.parse(refund.payload or {}).line_items
            except RejectedError:
                # A person is asked about it; until then nobody knows.
                lines = ()
            refund.pieces = {
                str(line.refunded_id): float(-line.quantity)
                for line in lines
                if line.quantity
            }


class WooOrder(models.Model):
    """What became of the delivered pieces of an order, line by line."""

    _inherit = "woo.order"

    @api.model
    def _read_returned_lines(self, orders):
        """Return the delivered lines of orders, and what became of their pieces.

        The pieces of a kit are counted by its components: it is back when all are.

        :param orders: ``woo.order``
        :return: lists of ``ReturnedLine`` by the order's id
        :rtype: dict
        """
        self.env.flush_all()
        rows = self.env.execute_query(self._select_returned_lines(orders.ids))
        lines = defaultdict(list)
        for order_id, is_kit, ordered, net, out, back, share, refunded in rows:
            if is_kit:
                # Odoo takes returns off what is delivered, or not, as somebody chose.
                out = min(ordered, net + share * ordered)
                back = share * out
            lines[order_id].append(ReturnedLine(ordered, out, back, refunded))
        return lines

    @api.model
    def _select_returned_lines(self, order_ids):
        """Return the query for lines of which something was delivered.

        Quantities are in the line's unit; *ordered* is what the store's order says,
        from which refunds take nothing off.
        """
        return SQL(
            """
            SELECT line.woo_order_id, NOT moved.is_itself, line.ordered,
                   line.qty_delivered, moved.out, moved.back, moved.share,
                   CASE WHEN line.status = 'refunded'
                        THEN GREATEST(line.ordered, refunded.pieces + credited.pieces)
                        ELSE refunded.pieces + credited.pieces END
              FROM (%(lines)s) AS line
              JOIN LATERAL (%(moved)s) AS moved ON moved.out > 0
              JOIN LATERAL (%(refunded)s) AS refunded ON TRUE
              JOIN LATERAL (%(credited)s) AS credited ON TRUE
            """,
            lines=SQL(
                """
                SELECT o.id AS woo_order_id, o.status, l.id, l.woo_line_id,
                       l.product_id, l.qty_delivered, unit.factor,
                       GREATEST(l.product_uom_qty, (o.last_parts
                           -> ('line:' || l.woo_line_id) ->> 'quantity')::float)
                       AS ordered
                  FROM woo_order o
                  JOIN sale_order_line l ON l.order_id = o.sale_order_id
                  JOIN uom_uom unit ON unit.id = l.product_uom_id
                 WHERE o.id = ANY(%s)
                """,
                list(order_ids),
            ),
            moved=self._select_moved(),
            refunded=self._select_refunded(),
            credited=self._select_credited(),
        )

    @api.model
    def _select_moved(self):
        """Return what went to the customer of a line, and came back."""
        return SQL(
            """
            SELECT bool_and(product_id = line.product_id) AS is_itself,
                   SUM(out) AS out, SUM(back) AS back,
                   MIN(LEAST(1, back / NULLIF(out, 0))) AS share
              FROM (
                SELECT m.product_id,
                       SUM(m.quantity * unit.factor / line.factor)
                           FILTER (WHERE t.usage = 'customer') AS out,
                       COALESCE(SUM(m.quantity * unit.factor / line.factor)
                           FILTER (WHERE f.usage = 'customer'), 0) AS back
                  FROM stock_move m
                  JOIN uom_uom unit ON unit.id = m.product_uom
                  JOIN stock_location f ON f.id = m.location_id
                  JOIN stock_location t ON t.id = m.location_dest_id
                 WHERE m.sale_line_id = line.id AND m.state = 'done'
                   AND (t.usage = 'customer') != (f.usage = 'customer')
                 GROUP BY m.product_id
              ) AS product
            """
        )

    @api.model
    def _select_refunded(self):
        """Return the pieces of a line that the store refunded, not Odoo by the store.

        What Odoo asked for is on a credit note.
        """
        return SQL(
            """
            SELECT COALESCE(SUM((r.pieces ->> line.woo_line_id::text)::float), 0)
                   AS pieces
              FROM woo_refund r
             WHERE r.order_id = line.woo_order_id
               AND NOT COALESCE(r.is_deleted, FALSE)
               AND NOT EXISTS (SELECT FROM woo_refund_send sent
                                WHERE sent.order_id = r.order_id
                                  AND sent.refund_woo_id = r.woo_id)
            """
        )

    @api.model
    def _select_credited(self):
        """Return the pieces of a line on credit notes that no store's refund became.

        Less what was invoiced once more: that was credited to be invoiced anew.
        """
        return SQL(
            """
            SELECT GREATEST(0, credit - GREATEST(0, invoiced - line.ordered)) AS pieces
              FROM (
                SELECT COALESCE(SUM(il.quantity * unit.factor / line.factor)
                           FILTER (WHERE note.move_type = 'out_refund'
                                     AND of_store.refund IS NULL), 0) AS credit,
                       COALESCE(SUM(il.quantity * unit.factor / line.factor)
                           FILTER (WHERE note.move_type = 'out_invoice'), 0) AS invoiced
                  FROM sale_order_line_invoice_rel rel
                  JOIN account_move_line il ON il.id = rel.invoice_line_id
                  JOIN uom_uom unit ON unit.id = il.product_uom_id
                  JOIN account_move note
                    ON note.id = il.move_id AND note.state = 'posted'
                  LEFT JOIN LATERAL (
                    SELECT r.id AS refund
                      FROM account_move_woo_refund_rel linked
                      JOIN woo_refund r ON r.id = linked.woo_refund_id
                     WHERE linked.account_move_id = note.id
                       AND NOT COALESCE(r.is_deleted, FALSE)
                       AND NOT EXISTS (SELECT FROM woo_refund_send sent
                                        WHERE sent.order_id = r.order_id
                                          AND sent.refund_woo_id = r.woo_id)
                     LIMIT 1
                  ) AS of_store ON TRUE
                 WHERE rel.order_line_id = line.id
              ) AS charged
            """
        )
