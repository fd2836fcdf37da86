from odoo import api, fields, models
from odoo.exceptions import ValidationError


class WooStockRuleWarehouse(models.Model):
    """What a stock rule says about one warehouse of the store."""

    _name = "woo.stock.rule.warehouse"
    _description = "WooCommerce Stock Rule of a Warehouse"
    _check_company_auto = True

    rule_id = fields.Many2one(
        "woo.stock.rule", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="rule_id.company_id", store=True, index=True)
    backend_id = fields.Many2one(related="rule_id.backend_id")
    warehouse_id = fields.Many2one(
        "stock.warehouse", required=True, ondelete="cascade", check_company=True
    )
    excluded = fields.Boolean(help="Nothing of this warehouse is offered.")
    location_ids = fields.Many2many(
        "stock.location",
        string="Only in Locations",
        check_company=True,
        # Without the last of them the whole warehouse would count.
        ondelete="restrict",
        help="Only what lies in these locations, or below them, counts. Empty: the "
        "whole warehouse.",
    )
    share = fields.Float(
        string="Share (%)", default=100.0, help="Part of its stock that is offered."
    )
    safety_quantity = fields.Float(
        string="Safety Stock", help="Pieces of this warehouse that are never offered."
    )

    _once = models.UniqueIndex(
        "(rule_id, warehouse_id)", "The rule names this warehouse twice."
    )
    _amounts = models.Constraint(
        "CHECK (share BETWEEN 0 AND 100 AND safety_quantity >= 0)",
        "A share is between 0 and 100 percent, a safety stock not negative.",
    )

    @api.constrains("warehouse_id", "location_ids", "rule_id")
    def _check_belongs(self):
        for line in self:
            if line.warehouse_id not in line.rule_id.backend_id.warehouse_ids:
                raise ValidationError(
                    self.env._(
                        "%(warehouse)s is no warehouse of the store %(store)s.",
                        warehouse=line.warehouse_id.display_name,
                        store=line.rule_id.backend_id.display_name,
                    )
                )
            if line.location_ids.warehouse_id - line.warehouse_id:
                raise ValidationError(
                    self.env._(
                        "A location is not in the warehouse %s.",
                        line.warehouse_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Send the stock that the rules are about."""
        lines = super().create(vals_list)
        lines.rule_id._note_changed()
        return lines

    def write(self, vals):
        """Send the stock that the rules are about."""
        result = super().write(vals)
        self.rule_id._note_changed()
        return result

    def unlink(self):
        """Send the stock that the rules are about."""
        rules = self.rule_id
        result = super().unlink()
        rules.exists()._note_changed()
        return result
