from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError

from .woo_order_status import ACTIONS

# What a rule without a status may concern: an order that nobody may become a document
# of is named on purpose.
LIVE_ACTIONS = ("quotation", "confirm")


class WooWorkflowRule(models.Model):
    """What becomes of an order of a store, by its payment method and its status.

    The first rule that matches counts. Without one, the action of the order's status
    does.
    """

    _name = "woo.workflow.rule"
    _description = "WooCommerce Workflow Rule"
    _order = "backend_id, sequence, id"
    _check_company_auto = True

    backend_id = fields.Many2one(
        "woo.backend",
        string="Store",
        required=True,
        ondelete="cascade",
        index=True,
        default=lambda self: self._default_backend(),
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    # A rule must not come to mean "any" because what it named was deleted.
    payment_method_ids = fields.Many2many(
        "woo.payment.method",
        string="Payment Methods",
        domain="[('backend_id', '=', backend_id)]",
        ondelete="restrict",
        help="Ways of paying that the rule is for. Empty: all.",
    )
    status_ids = fields.Many2many(
        "woo.order.status",
        string="Statuses",
        domain="[('backend_id', '=', backend_id)]",
        ondelete="restrict",
        help="Statuses that the rule is for. Empty: all whose action is a quotation or "
        "a confirmed sale order. A status that is named here follows the rule, "
        "whatever its own action is.",
    )
    action = fields.Selection(
        [*ACTIONS, ("review", "Quotation for review")],
        string="Sale Order",
        help="What becomes of the order. Empty: what its status says. “Quotation for "
        "review” confirms the order after somebody has approved it.",
    )
    invoice = fields.Selection(
        [
            ("no", "No invoice"),
            ("draft", "Draft invoice"),
            ("posted", "Posted invoice"),
            ("sent", "Posted and sent"),
        ],
        default="no",
        required=True,
        help="What is done about the invoice as soon as the sale order is confirmed. "
        "Products that are invoiced after delivery let it wait for the delivery.",
    )
    payment = fields.Selection(
        [
            ("no", "No payment"),
            ("paid", "Once paid in the store"),
            ("always", "Always"),
        ],
        default="no",
        required=True,
        help="Register the payment of the invoice, with the store's transaction "
        "number, in the journal of the payment method, else of the store.",
    )

    @api.model
    def _default_backend(self):
        """Return the store when there is only one."""
        stores = self.env["woo.backend"].search([], limit=2)
        return stores if len(stores) == 1 else False

    @api.constrains("invoice", "payment")
    def _check_payment_has_an_invoice(self):
        for rule in self:
            if rule.payment != "no" and rule.invoice not in ("posted", "sent"):
                raise ValidationError(
                    self.env._("A payment can only be registered for a posted invoice.")
                )

    @api.constrains("backend_id", "payment_method_ids", "status_ids")
    def _check_store(self):
        for rule in self:
            named = rule.payment_method_ids.backend_id | rule.status_ids.backend_id
            if named - rule.backend_id:
                raise ValidationError(
                    self.env._("The rule names something of another store.")
                )

    @api.depends("payment_method_ids", "status_ids")
    def _compute_display_name(self):
        for rule in self:
            methods = ", ".join(rule.payment_method_ids.mapped("name"))
            statuses = ", ".join(rule.status_ids.mapped("name"))
            rule.display_name = self.env._(
                "%(methods)s / %(statuses)s",
                methods=methods or self.env._("Any payment"),
                statuses=statuses or self.env._("any status"),
            )

    # === Which rule counts === #

    @api.model
    def _find_rule(self, status, payment_method):
        """Return the first rule that matches; empty if none does.

        :param woo.order.status status: the order's status
        :param str payment_method: the store's code of the payment method
        """
        for rule_id, slugs, codes in self._get_rules(status.backend_id.id):
            is_status = status.slug in slugs if slugs else status.action in LIVE_ACTIONS
            if is_status and (not codes or payment_method in codes):
                return self.browse(rule_id)
        return self.browse()

    @api.model
    def _brings_in(self, backend, slug):
        """Tell whether a rule makes documents of orders in a status it names."""
        return any(
            slug in slugs
            and self.browse(rule_id).action in ("quotation", "review", "confirm")
            for rule_id, slugs, _codes in self._get_rules(backend.id)
        )

    @api.model
    @tools.ormcache("backend_id")
    def _get_rules(self, backend_id):
        """Return (id, status slugs, payment method codes) of a store's rules, in order.

        Kept in memory: every order asks, and rules change rarely.
        """
        rules = self.sudo().search([("backend_id", "=", backend_id)])
        return tuple(
            (
                rule.id,
                frozenset(rule.status_ids.mapped("slug")),
                frozenset(rule.payment_method_ids.mapped("code")),
            )
            for rule in rules
        )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
