from odoo import api, fields, models

from ..woo.status_precedence import Kept, Stage, decide, stage_of

READERS = "woo_connector.group_woo_user"


class WooOrderSend(models.AbstractModel):
    """What becomes of the status of the store's order, by the rule for all events."""

    _inherit = "woo.order.send"

    found_status = fields.Char(
        readonly=True,
        help="What the order's status was in the store when it was to get another.",
    )
    status_kept = fields.Text(
        readonly=True,
        help="Why the order has kept the status that it had in the store.",
    )

    def _decide_status(self, event, current, wanted):
        """Return what becomes of the order's status, and keep why if it stays.

        :param woo.status_precedence.Event event: what happened in Odoo
        :param str current: what the store says
        :param str wanted: the status that belongs to the event, may be empty
        :rtype: woo.status_precedence.Verdict
        """
        verdict = decide(event, current, wanted, self.backend_id._get_final_status())
        self.write(
            {
                "found_status": bool(wanted) and current,
                "status_kept": verdict.overrules
                and self._describe_kept(verdict, current),
            }
        )
        return verdict

    def _describe_kept(self, verdict, current):
        """Return in plain words why the store's status stays.

        :param woo.status_precedence.Verdict verdict: which says so
        :param str current: the status
        """
        if verdict.kept is Kept.GIVEN_UP:
            return self.env._(
                "The order is “%s” in the store. What the store has given up stays so.",
                current,
            )
        if verdict.kept is Kept.COMPLETED:
            return self.env._(
                "The order is “%s” in the store. What is completed there stays so.",
                current,
            )
        if verdict.kept is Kept.PAID:
            return self.env._(
                "The order is “%s” in the store, which waits for no money.", current
            )
        return self.env._("The order is “%s” in the store already.", current)


class WooOrder(models.Model):
    """Whether the store's word about an order's status counted against Odoo's."""

    _inherit = "woo.order"

    status_kept = fields.Text(
        compute="_compute_status_kept",
        help="Why the status in the store was not changed when something happened in "
        "Odoo last.",
    )

    @api.depends(lambda self: [f"{name}.status_kept" for name in self._told_fields()])
    def _compute_status_kept(self):
        for order in self:
            asked = [
                row
                for name in self._told_fields()
                for row in order[name]
                if row.found_status
            ]
            newest = max(asked, key=lambda row: (row.write_date, row.id), default=None)
            order.status_kept = newest and newest.status_kept

    @api.model
    def _told_fields(self):
        """Return the fields with the messages that may change an order's status."""
        return ["shipment_ids", "cancellation_send_ids"]


class SaleOrder(models.Model):
    """The same, on the sale order."""

    _inherit = "sale.order"

    woo_status_kept = fields.Text(
        string="Status Kept", compute="_compute_woo_status_kept", groups=READERS
    )

    @api.depends("woo_order_ids.status_kept")
    def _compute_woo_status_kept(self):
        for order in self:
            order.woo_status_kept = order.woo_order_ids[:1].status_kept


class WooBackend(models.Model):
    """The rule in words, where statuses are chosen."""

    _inherit = "woo.backend"

    status_rule = fields.Text(string="Which Side Wins", compute="_compute_status_rule")

    @api.depends_context("lang")
    def _compute_status_rule(self):
        self.status_rule = self.env._(
            "What the store has given up (cancelled, refunded, failed, in the trash) "
            "or completed stays so, whoever did it there. In all other cases what "
            "happens in Odoo decides, which is the later of the two. A payment changes "
            "only orders that wait for money (pending, on-hold). An order whose "
            "payment failed may still be cancelled."
        )

    def _get_final_status(self):
        """Return the status of delivered orders, empty where nobody sets one."""
        return self._get_status_slug("shipped_status") if self.send_shipments else ""


class WooOrderStatus(models.Model):
    """Which side wins, status by status."""

    _inherit = "woo.order.status"

    precedence = fields.Selection(
        [
            (Stage.UNPAID.value, "Odoo decides"),
            (Stage.OPEN.value, "Odoo decides, save about payments"),
            (Stage.COMPLETED.value, "The store's: completed"),
            (Stage.GIVEN_UP.value, "The store's: given up"),
        ],
        string="Which Side Wins",
        compute="_compute_precedence",
        help="Whether a delivery, payment or cancellation in Odoo may give an order "
        "in this status another one.",
    )
    status_rule = fields.Text(string="The Rule", related="backend_id.status_rule")

    @api.depends("slug", "backend_id.send_shipments", "backend_id.shipped_status")
    def _compute_precedence(self):
        for status in self:
            final = status.backend_id._get_final_status()
            status.precedence = stage_of(status.slug or "", final).value
