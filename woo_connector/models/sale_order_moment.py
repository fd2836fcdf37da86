from odoo import fields, models

#: What it is for the order's timeline when a sale order comes to a state.
KINDS = {"sale": "confirmed", "cancel": "cancelled", "draft": "reopened"}


class SaleOrder(models.Model):
    """When a store's order was imported, confirmed or cancelled here, and by whom.

    Odoo keeps none of this where a job does it: imports track nothing, and the date of
    the order is the store's.
    """

    _inherit = "sale.order"

    # Written along with the state, so it costs no statement. Nobody edits it.
    woo_moments = fields.Json(
        string="Moments", copy=False, readonly=True, groups=fields.NO_ACCESS
    )

    def write(self, vals):
        """Note the moment at which stores' orders come to another state."""
        result = super().write(vals)
        if kind := KINDS.get(vals.get("state")):
            # Whoever confirms or cancels need not have rights on stores.
            self._of_stores().sudo()._note_moment(kind)
        return result

    def _note_moment(self, kind):
        """Note that something happens to these orders now.

        :param str kind: one of ``woo.order.moment``
        """
        for order in self:
            before = order.woo_moments or []
            order.woo_moments = [*before, order._prepare_moment(kind)]

    def _prepare_moment(self, kind):
        """Return a moment as it is kept: who, unless it is a job that does it.

        :rtype: dict
        """
        moment = {"kind": kind, "at": fields.Datetime.to_string(fields.Datetime.now())}
        job = self.env.context.get("job_uuid")
        return moment | ({"job": job} if job else {"user": self.env.uid})


class WooOrder(models.Model):
    """The first moment of a sale order: its import."""

    _inherit = "woo.order"

    def _prepare_sale_order(self, order, resolution):
        """Note when, and by which job, the sale order is made."""
        values = super()._prepare_sale_order(order, resolution)
        if not self.sale_order_id:
            moment = self.env["sale.order"]._prepare_moment("imported")
            values["woo_moments"] = [moment]
        return values
