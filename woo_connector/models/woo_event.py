from odoo import api, fields, models

RETENTION_PARAMETER = "woo_connector.event_retention_days"
#: Days an event is kept once nothing is left to do about it.
DEFAULT_RETENTION = 30


class WooEvent(models.Model):
    """The inbox: everything that was heard of a store, stored before it is acted on.

    A row says *which* object of the store to look at. What the object is worth is
    asked of the store itself, because a webhook's body is built when it is delivered
    and may arrive late, twice or in another order. It is believed where it says nothing
    new of a product, and until the order is read in what it sells.
    """

    _name = "woo.event"
    _description = "WooCommerce Inbox Event"
    _order = "id desc"
    _rec_name = "topic"
    # Rows come in by one INSERT of the webhook controller; received_at says it all.
    _log_access = False

    backend_id = fields.Many2one(
        "woo.backend",
        string="Store",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    source = fields.Selection(
        [
            ("webhook", "Webhook"),
            ("poll", "Poll"),
            ("sweep", "Sweep"),
            ("manual", "Person"),
        ],
        required=True,
        readonly=True,
    )
    topic = fields.Char(readonly=True, help="E.g. order.updated")
    resource = fields.Char(readonly=True, help="Kind of object, e.g. order")
    action = fields.Char(readonly=True, help="What happened to it, e.g. updated")
    woo_id = fields.Integer(string="Store ID", readonly=True, aggregator=None)
    delivery_id = fields.Char(readonly=True)
    webhook_id = fields.Integer(readonly=True, aggregator=None)
    received_at = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now
    )
    body = fields.Text(
        readonly=True,
        groups="woo_connector.group_woo_manager",
        help="What the webhook carried, kept for a while to explain what happened.",
    )
    body_hash = fields.Char(readonly=True)
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("done", "Passed on"),
            ("ignored", "Ignored"),
            ("failed", "Failed"),
        ],
        required=True,
        default="pending",
        readonly=True,
    )
    error = fields.Char(string="Reason", readonly=True)
    job_uuid = fields.Char(string="Job", readonly=True)

    # Delivery ids hash the webhook's number and the current second: two different
    # deliveries can share one. Only the same id with the same body is a duplicate.
    _delivery_unique = models.UniqueIndex(
        "(backend_id, delivery_id, body_hash) WHERE delivery_id IS NOT NULL"
    )
    _pending = models.Index("(backend_id, id) WHERE state = 'pending'")
    _failed = models.Index("(backend_id) WHERE state = 'failed'")

    def action_replay(self):
        """Pass events on once more, e.g. after what made them fail was repaired."""
        self.check_access("write")
        replayed = self.filtered(lambda event: event.woo_id)
        # The fields are nobody's to edit; pressing this button is the managers'.
        replayed.sudo().write({"state": "pending", "error": False, "job_uuid": False})
        for backend in replayed.backend_id:
            self._dispatch_after_commit(backend.id)

    @api.autovacuum
    def _gc_events(self):
        """Delete old events: bodies hold personal data, kept no longer than useful."""
        # Autovacuum runs as OdooBot, but anybody may call it in a test or a shell.
        parameters = self.env["ir.config_parameter"].sudo()
        days = int(parameters.get_param(RETENTION_PARAMETER, DEFAULT_RETENTION))
        limit = 10_000
        events = self.search(
            [("state", "!=", "pending"), ("received_at", "<", f"-{days}d")],
            order="id",
            limit=limit,
        )
        events.unlink()
        return len(events), len(events) == limit
