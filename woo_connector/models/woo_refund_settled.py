from decimal import Decimal

from odoo import models

from ..woo.refund_amounts import RefundedLine


class WooRefund(models.Model):
    """What of a refund became a document already, when the rest needed a person."""

    _inherit = "woo.refund"

    def _without_settled(self, line):
        """Return a line less what became a document at an earlier try."""
        done = (self.settled_lines or {}).get(str(line.line_id))
        return line - _from_json(line, done) if done else line

    def _note_settled(self, plan, part):
        """Note what the plan does about a line, so that no later try does it again."""
        before = plan.settled.get(part.line_id)
        plan.settled[part.line_id] = before + part if before else part

    def _keep_settled(self, plan):
        """Keep what a plan that was carried out has settled."""
        settled = dict(self.settled_lines or {})
        for line_id, part in plan.settled.items():
            key = str(line_id)
            if key in settled:
                part += _from_json(part, settled[key])
            settled[key] = _to_json(part)
        self.settled_lines = settled


def _to_json(part):
    return {
        "quantity": str(part.quantity),
        "net": str(part.net),
        "taxes": {str(rate): str(amount) for rate, amount in part.taxes.items()},
    }


def _from_json(line, values):
    """Return a part of a line as it was kept."""
    taxes = {int(rate): Decimal(amount) for rate, amount in values["taxes"].items()}
    quantity, net = Decimal(values["quantity"]), Decimal(values["net"])
    return RefundedLine(line.line_id, line.name, quantity, net, taxes)
