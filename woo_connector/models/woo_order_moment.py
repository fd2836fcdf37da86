from odoo import api, fields, models
from odoo.tools import SQL

from .woo_order_received import SOURCES

#: Of what a job did because the store said so, the event that said it is shown.
TOLD_BY_STORE = ("imported", "confirmed", "cancelled", "reopened", "refunded")


class WooOrderMoment(models.Model):
    """The timeline of a store's orders: what happened when, and because of what.

    It has no table. Each row is something that is recorded anyway, see
    ``woo_order_moment_sources.py``; so nothing that happens to an order costs more.
    Rows of one order are found quickly, by their own numbers they are not.
    """

    _name = "woo.order.moment"
    _description = "Moment of a WooCommerce Order"
    _auto = False
    _order = "moment, sequence, id"
    _depends = {
        "woo.order": ["backend_id", "company_id", "woo_id", "number", "received_at"],
        "woo.event": ["woo_id", "source", "state", "received_at", "job_uuid"],
        "sale.order": ["woo_moments", "name"],
        "stock.move": ["sale_line_id", "state", "picking_id"],
        "stock.picking": ["date_done", "name", "carrier_tracking_ref"],
        "woo.refund": ["order_id", "amount", "reason", "problem", "job_uuid"],
        "woo.order.step": ["kind", "done_at", "move_id", "payment_id"],
        "woo.shipment": ["order_id", "state", "reason", "sent_at", "job_uuid"],
        "woo.refund.send": ["order_id", "state", "reason", "sent_at", "job_uuid"],
        "woo.cancellation.send": ["order_id", "state", "reason", "sent_at"],
        "woo.line.cancellation.send": ["order_id", "state", "reason", "sent_at"],
        "woo.payment.send": ["order_id", "state", "reason", "sent_at"],
        "woo.invoice.send": ["order_id", "state", "reason", "sent_at"],
    }

    order_id = fields.Many2one("woo.order", readonly=True)
    backend_id = fields.Many2one("woo.backend", string="Store", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    moment = fields.Datetime(string="When", readonly=True)
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection(
        [
            ("received", "Received"),
            ("announced", "Announced again"),
            ("imported", "Imported"),
            ("confirmed", "Confirmed"),
            ("cancelled", "Cancelled"),
            ("reopened", "Opened again"),
            ("invoice", "Invoice created"),
            ("post", "Invoice posted"),
            ("payment", "Payment registered"),
            ("gift_card", "Gift card registered"),
            ("send", "Invoice sent"),
            ("shipped", "Shipped"),
            ("returned", "Goods received back"),
            ("refunded", "Refunded in the store"),
            ("credited", "Credit note posted"),
            ("told", "Told to the store"),
            ("nothing", "Nothing to tell the store"),
            ("refused", "Not taken by the store"),
        ],
        string="What",
        readonly=True,
    )
    name = fields.Char(string="Document", readonly=True)
    detail = fields.Char(string="Details", readonly=True)
    amount = fields.Float(min_display_digits=2, readonly=True, aggregator=None)
    currency_id = fields.Many2one("res.currency", readonly=True)
    source = fields.Selection(
        SOURCES,
        string="Announced By",
        readonly=True,
        help="What told Odoo of it. The inbox keeps its events for some weeks.",
    )
    user_id = fields.Many2one("res.users", string="Person", readonly=True)
    cause = fields.Char(string="By", compute="_compute_cause", compute_sudo=True)
    job_uuid = fields.Char(string="Job Number", readonly=True)
    job_name = fields.Char(
        string="Job", readonly=True, help="Jobs that are done are kept for some weeks."
    )

    @api.depends("source", "user_id")
    def _compute_cause(self):
        sources = dict(self._fields["source"]._description_selection(self.env))
        for moment in self:
            # Whoever sees the order need not be in all companies of the person.
            moment.cause = moment.user_id.name or sources.get(moment.source)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT happened.*, COALESCE(happened.told_by, event.source) AS source,
                   person.id AS user_id, job.name AS job_name
              FROM (%(happened)s) AS happened
              LEFT JOIN queue_job job ON job.uuid = happened.job_uuid
              LEFT JOIN res_users person ON person.id = happened.done_by
              LEFT JOIN LATERAL (
                    SELECT source FROM woo_event
                     WHERE backend_id = happened.backend_id
                       AND woo_id = happened.woo_id
                       AND resource = 'order' AND state = 'done'
                       AND received_at <= happened.moment
                     ORDER BY id DESC LIMIT 1
                   ) event
                   ON happened.kind IN %(told_by_store)s
                  AND job.identity_key LIKE 'woo-%%'
                  -- That is somebody's press of a button, or a mapping filled in.
                  AND job.identity_key NOT LIKE '%%-retry-%%'
            """,
            happened=SQL(" UNION ALL ").join(self._select_sources()),
            told_by_store=TOLD_BY_STORE,
        )

    @api.model
    def _find_of(self, orders):
        """Return the moments of some orders, save what was announced again.

        With all they say, in one go: reading them one by one would be slow.

        :param orders: ``woo.order``
        """
        domain = [("order_id", "in", orders.ids), ("kind", "!=", "announced")]
        names = [name for name, field in self._fields.items() if field.column_type]
        return self.search_fetch(domain, names)

    def action_open_job(self):
        """Open the job that did it."""
        self.ensure_one()
        job = self.env["queue.job"].search([("uuid", "=", self.job_uuid)])
        return {
            "type": "ir.actions.act_window",
            "res_model": "queue.job",
            "res_id": job.id,
            "view_mode": "form",
        }


class WooOrder(models.Model):
    """The timeline of an order."""

    _inherit = "woo.order"

    moment_ids = fields.Many2many(
        "woo.order.moment", string="Timeline", compute="_compute_moment_ids"
    )

    def _compute_moment_ids(self):
        moments = self.env["woo.order.moment"]._find_of(self)
        by_order = moments.grouped("order_id")
        for order in self:
            order.moment_ids = by_order.get(order._origin, moments.browse())

    def action_open_moments(self):
        """Show all that happened to these orders, and whatever announced them."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Timeline"),
            "res_model": "woo.order.moment",
            "view_mode": "list",
            "domain": [("order_id", "in", self.ids)],
        }


class SaleOrder(models.Model):
    """The timeline of an order, on its sale order."""

    _inherit = "sale.order"

    woo_moment_ids = fields.Many2many(
        "woo.order.moment",
        string="Timeline",
        compute="_compute_woo_moment_ids",
        groups="woo_connector.group_woo_user",
    )

    def _compute_woo_moment_ids(self):
        self.woo_order_ids.mapped("moment_ids")  # all at once
        for order in self:
            order.woo_moment_ids = order.woo_order_ids.moment_ids

    def action_open_woo_moments(self):
        """Show all that happened to these orders, and whatever announced them."""
        return self.woo_order_ids.action_open_moments()
