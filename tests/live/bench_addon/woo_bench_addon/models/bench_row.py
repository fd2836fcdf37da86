from odoo import fields, models


class BenchRow(models.Model):
    """One body that was sent to the bare route."""

    _name = "bench.row"
    _description = "Bench Row"

    body = fields.Text(required=True)
