from odoo import fields, models

from .woo_event import DEFAULT_RETENTION, RETENTION_PARAMETER


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    woo_store_count = fields.Integer(
        string="Connected Stores", compute="_compute_woo_store_count"
    )
    woo_event_retention_days = fields.Integer(
        string="Keep Inbox for",
        config_parameter=RETENTION_PARAMETER,
        default=DEFAULT_RETENTION,
    )

    def _compute_woo_store_count(self):
        count = self.env["woo.backend"].search_count([("state", "!=", "draft")])
        self.woo_store_count = count

    def action_woo_connect(self):
        """Open the wizard that connects a store."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "woo_connector.woo_connect_action"
        )

    def action_woo_stores(self):
        """Open the list of stores."""
        return self.env["ir.actions.act_window"]._for_xml_id(
            "woo_connector.woo_backend_action"
        )
