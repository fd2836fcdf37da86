from odoo import api, models
from odoo.tools import SQL

#: Numbers of rows of one source are this far apart; more than there are sources.
STEP = 32
#: More moments than a sale order has.
MOMENTS = 1024


class WooOrderMoment(models.Model):
    """Where the moments of an order are recorded.

    Every source names the same columns, in the same order. An addon that records more
    adds a source.
    """

    _inherit = "woo.order.moment"

    @api.model
    def _select_sources(self):
        """Return one ``SELECT`` for each source.

        Their places number the rows apart, and say what goes first within a second.
        """
        sources = [
            self._select_received(),
            self._select_announced(),
            self._select_sale_order(),
            self._select_transfers(),
            self._select_refunds(),
            self._select_credit_notes(),
            self._select_steps(),
        ]
        sends = sorted(self.env.registry["woo.order.send"]._inherit_children)
        sources += [self._select_told(self.env[name]._table) for name in sends]
        return [
            SQL(
                "SELECT number * %s + %s AS id, %s AS sequence, * FROM (%s) AS s",
                STEP,
                place,
                place,
                source,
            )
            for place, source in enumerate(sources)
        ]

    @api.model
    def _select(self, tables, **columns):
        """Return the columns of the orders that a source is about.

        :param SQL tables: joined to ``woo_order o``, with the condition
        :param columns: SQL for those that are not empty
        """
        kinds = {
            "number": SQL("bigint"),
            "moment": SQL("timestamp"),
            "kind": SQL("varchar"),
            "name": SQL("varchar"),
            "detail": SQL("varchar"),
            "amount": SQL("double precision"),
            "told_by": SQL("varchar"),
            "done_by": SQL("integer"),
            "job_uuid": SQL("varchar"),
        }
        # Some moments are recorded to the second only.
        second = SQL("date_trunc('second', (%s)::timestamp)", columns["moment"])
        columns = {**columns, "moment": second}
        named = [
            SQL("(%s)::%s AS %s", columns.get(name, SQL("NULL")), kind, SQL(name))
            for name, kind in kinds.items()
        ]
        return SQL(
            "SELECT o.id AS order_id, o.woo_id, o.backend_id, o.company_id,"
            " o.currency_id, %s FROM woo_order o %s",
            SQL(", ").join(named),
            tables,
        )

    # === What the store said === #

    @api.model
    def _select_received(self):
        job = """SELECT job_uuid FROM woo_event
                  WHERE backend_id = o.backend_id AND woo_id = o.woo_id
                    AND resource = 'order' AND state = 'done'
                    AND received_at = o.received_at
                  ORDER BY id LIMIT 1"""
        return self._select(
            SQL(),
            number=SQL("o.id"),
            moment=SQL("COALESCE(o.received_at, o.create_date)"),
            kind=SQL("'received'"),
            name=SQL("o.number"),
            told_by=SQL("o.received_by"),
            job_uuid=SQL(job),
        )

    @api.model
    def _select_announced(self):
        return self._select(
            SQL(
                """JOIN woo_event e ON e.backend_id = o.backend_id
                    AND e.woo_id = o.woo_id AND e.resource = 'order'
                    AND e.state = 'done' AND (
                        e.received_at > o.received_at OR EXISTS (
                            SELECT FROM woo_event first
                             WHERE first.backend_id = o.backend_id
                               AND first.woo_id = o.woo_id
                               AND first.resource = 'order' AND first.state = 'done'
                               AND first.id < e.id))"""
            ),
            number=SQL("e.id"),
            moment=SQL("e.received_at"),
            kind=SQL("'announced'"),
            detail=SQL("e.topic"),
            told_by=SQL("e.source"),
            job_uuid=SQL("e.job_uuid"),
        )

    @api.model
    def _select_refunds(self):
        """Return what the store gave back, save what Odoo asked it to."""
        return self._select(
            SQL(
                """JOIN woo_refund r ON r.order_id = o.id AND NOT EXISTS (
                       SELECT FROM woo_refund_send sent
                        WHERE sent.order_id = o.id AND sent.refund_woo_id = r.woo_id)
                    AND NOT EXISTS (
                       SELECT FROM woo_line_cancellation_send sent
                        WHERE sent.order_id = o.id AND sent.refund_woo_id = r.woo_id)"""
            ),
            number=SQL("r.id"),
            moment=SQL("r.create_date"),
            kind=SQL("'refunded'"),
            name=SQL("r.woo_id"),
            detail=SQL("concat_ws(' – ', NULLIF(r.reason, ''), r.problem)"),
            amount=SQL("r.amount"),
            job_uuid=SQL("r.job_uuid"),
        )

    # === What happened in Odoo === #

    @api.model
    def _select_sale_order(self):
        return self._select(
            SQL(
                """JOIN sale_order so ON so.id = o.sale_order_id
                   CROSS JOIN LATERAL jsonb_array_elements(so.woo_moments)
                        WITH ORDINALITY AS m (entry, place)"""
            ),
            number=SQL("so.id::bigint * %s + m.place", MOMENTS),
            moment=SQL("m.entry->>'at'"),
            kind=SQL("m.entry->>'kind'"),
            name=SQL("so.name"),
            done_by=SQL("m.entry->>'user'"),
            job_uuid=SQL("m.entry->>'job'"),
        )

    @api.model
    def _select_transfers(self):
        """Return what went to the customer, or came back, a row for each transfer."""
        return self._select(
            SQL(
                """JOIN sale_order_line l ON l.order_id = o.sale_order_id
                   JOIN stock_move m ON m.sale_line_id = l.id AND m.state = 'done'
                   JOIN stock_picking p ON p.id = m.picking_id
                   JOIN stock_location f ON f.id = m.location_id
                   JOIN stock_location t ON t.id = m.location_dest_id
                    AND (t.usage = 'customer') != (f.usage = 'customer')
                 GROUP BY o.id, p.id, t.usage = 'customer'"""
            ),
            number=SQL("MIN(m.id)"),
            moment=SQL("p.date_done"),
            kind=SQL(
                "CASE WHEN t.usage = 'customer' THEN 'shipped' ELSE 'returned' END"
            ),
            name=SQL("p.name"),
            detail=SQL("p.carrier_tracking_ref"),
        )

    @api.model
    def _select_credit_notes(self):
        """Return the credit notes that stores are told of."""
        return self._select(
            SQL(
                """JOIN woo_refund_send r ON r.order_id = o.id
                   JOIN account_move note ON note.id = r.move_id"""
            ),
            number=SQL("r.id"),
            moment=SQL("r.create_date"),
            kind=SQL("'credited'"),
            name=SQL("note.name"),
            detail=SQL("note.ref"),
            amount=SQL("note.amount_total"),
            done_by=SQL("r.create_uid"),
        )

    @api.model
    def _select_steps(self):
        return self._select(
            SQL(
                """JOIN woo_order_step step
                     ON step.order_id = o.id AND step.done_at IS NOT NULL
                   LEFT JOIN account_move move ON move.id = step.move_id
                   LEFT JOIN account_payment payment ON payment.id = step.payment_id"""
            ),
            number=SQL("step.id"),
            moment=SQL("step.done_at"),
            kind=SQL("step.kind"),
            name=SQL("COALESCE(payment.name, move.name)"),
        )

    @api.model
    def _select_told(self, table):
        """Return what the store was told, or should have been.

        :param str table: of a model that is a ``woo.order.send``
        """
        return self._select(
            SQL(
                "JOIN %s sent ON sent.order_id = o.id AND sent.state != 'waiting'",
                SQL.identifier(table),
            ),
            number=SQL("sent.id"),
            # Only jobs settle a row, and nothing writes it afterwards.
            moment=SQL(
                "CASE sent.state WHEN 'sent' THEN sent.sent_at ELSE sent.write_date END"
            ),
            kind=SQL(
                """CASE sent.state WHEN 'sent' THEN 'told' WHEN 'failed' THEN 'refused'
                   ELSE 'nothing' END"""
            ),
            name=SQL("sent.name"),
            detail=SQL("sent.reason"),
            job_uuid=SQL("sent.job_uuid"),
        )
