from odoo import fields, models


class WooEvent(models.Model):
    """The inbox: everything that was heard of a store, stored before it is acted on.

    A row says only *which* object of the store to look at. What the object is worth is
    asked of the store itself, because a webhook's body is built when it is delivered
    and may arrive late, twice or in another order.
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
        index=True,
    )
    source = fields.Selection(
        [("webhook", "Webhook"), ("poll", "Poll"), ("manual", "Person")],
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
