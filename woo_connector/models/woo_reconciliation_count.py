from odoo import fields, models

from .woo_discrepancy import KINDS


class WooReconciliationCount(models.Model):
    """What one reconciliation found of one kind: the rows of the trend."""

    _name = "woo.reconciliation.count"
    _description = "Result of a WooCommerce Stock Reconciliation"
    _order = "started_at desc, kind"
    _rec_name = "kind"
    _log_access = False

    reconciliation_id = fields.Many2one(
        "woo.reconciliation",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    backend_id = fields.Many2one(
        related="reconciliation_id.backend_id", store=True, index=True
    )
    company_id = fields.Many2one(
        related="reconciliation_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="reconciliation_id.currency_id")
    started_at = fields.Datetime(
        string="Reconciled", related="reconciliation_id.started_at", store=True
    )
    kind = fields.Selection(KINDS, string="Cause", required=True, readonly=True)
    skus = fields.Integer("SKUs", readonly=True)
    units = fields.Integer(readonly=True)
    value = fields.Monetary(readonly=True)
