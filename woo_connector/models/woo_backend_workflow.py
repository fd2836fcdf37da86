from odoo import fields, models


class WooBackend(models.Model):
    """The workflow rules of a store, and what goes on with a journal."""

    _inherit = "woo.backend"

    workflow_rule_ids = fields.One2many("woo.workflow.rule", "backend_id")

    def write(self, vals):
        """Register the payments that had no journal."""
        result = super().write(vals)
        if vals.get("journal_id") or vals.get("gift_card_journal_id"):
            self.env["woo.order.step"]._retry_payments([("backend_id", "in", self.ids)])
        return result

    def unlink(self):
        """Delete the rules first, which hold what they name."""
        self.workflow_rule_ids.unlink()
        return super().unlink()


class WooPaymentMethod(models.Model):
    """Ways of paying whose journal is chosen later than the first payment."""

    _inherit = "woo.payment.method"

    def write(self, vals):
        """Register the payments that had no journal."""
        result = super().write(vals)
        if vals.get("journal_id"):
            for method in self:
                self.env["woo.order.step"]._retry_payments(
                    [
                        ("backend_id", "=", method.backend_id.id),
                        ("order_id.payment_method", "=", method.code),
                    ]
                )
        return result
