from odoo import api, fields, models

from .woo_order_step import KINDS, OPEN_STATES

INVOICE_STEPS = {
    "no": (),
    "draft": ("invoice",),
    "posted": ("invoice", "post"),
    "sent": ("invoice", "post", "send"),
}


class WooOrder(models.Model):
    """What a workflow rule makes of an order, up to the paid invoice."""

    _inherit = "woo.order"

    workflow_rule_id = fields.Many2one(
        "woo.workflow.rule",
        readonly=True,
        copy=False,
        help="The rule that said what became of this order. Empty: its status did.",
    )
    is_approved = fields.Boolean(
        string="Approved",
        readonly=True,
        copy=False,
        tracking=True,
        help="Somebody approved an order that a workflow rule puts up for review.",
    )
    is_to_approve = fields.Boolean(compute="_compute_is_to_approve")
    step_ids = fields.One2many("woo.order.step", "order_id", readonly=True)
    step_state = fields.Selection(
        [
            ("todo", "To Do"),
            ("waiting", "Waiting"),
            ("failed", "Failed"),
            ("done", "Done"),
        ],
        string="Steps",
        compute="_compute_step_state",
        store=True,
        help="How far the steps after the confirmation are: invoice, payment...",
    )

    step_problem = fields.Text(
        compute="_compute_step_problem",
        help="Where the steps stopped, and what they wait for.",
    )

    @api.depends("step_ids.state", "step_ids.reason")
    def _compute_step_problem(self):
        for order in self:
            step = order._get_next_step()
            has_stopped = step.state in ("waiting", "failed")
            order.step_problem = has_stopped and step._describe_state()

    @api.depends("step_ids.state")
    def _compute_step_state(self):
        for order in self:
            states = set(order.step_ids.mapped("state"))
            # The worst one tells.
            for state in ("failed", "waiting", "todo"):
                if state in states:
                    order.step_state = state
                    break
            else:
                order.step_state = "done" if states else False

    @api.depends("state", "is_approved", "workflow_rule_id.action")
    def _compute_is_to_approve(self):
        for order in self:
            order.is_to_approve = (
                order.state == "review"
                and order.workflow_rule_id.action == "review"
                and not order.is_approved
            )

    # === What the rule says === #

    def _find_action(self, status):
        """Return what becomes of the order: by its workflow rule, else its status.

        :param woo.order.status status: the order's status
        :rtype: str
        """
        rule = self.env["woo.workflow.rule"]._find_rule(status, self.payment_method)
        if rule != self.workflow_rule_id:
            self.workflow_rule_id = rule
        return rule.action or status.action

    def _get_asked_steps(self):
        """Return the kinds of the steps that the rule asks for at this moment."""
        rule = self.workflow_rule_id
        kinds = set(INVOICE_STEPS[rule.invoice])
        if rule.payment == "always" or (rule.payment == "paid" and self.date_paid):
            kinds.add("payment")
            if self.gift_card_amount:
                kinds.add("gift_card")
        return kinds

    # === Review === #

    def _ask_for_approval(self):
        """Leave the order a quotation until somebody approves it."""
        self._settle(
            "review",
            self.env._(
                "The workflow rule “%s” asks for somebody's approval.",
                self.workflow_rule_id.display_name,
            ),
        )

    def action_approve(self):
        """Let orders go on that a rule put up for review."""
        self._check_may_decide()
        orders = self.filtered("is_to_approve")
        orders.sudo().is_approved = True
        orders._enqueue_retry()

    # === The steps === #

    def _start_steps(self):
        """Begin the steps that the rule asks for and that are not there yet.

        Nothing happens as long as the sale order is not confirmed or the order needs a
        person.
        """
        for order in self:
            if order.workflow_rule_id and order._is_ready_for_steps():
                order._add_steps(order._get_asked_steps())
            if order.step_state:
                order._go_on_with_steps()
                order._resume_waiting_steps()

    def _is_ready_for_steps(self):
        return self.state == "imported" and self.sale_order_id.state == "sale"

    def _add_steps(self, kinds):
        missing = kinds - set(self.step_ids.mapped("kind"))
        self.env["woo.order.step"].create(
            [
                {
                    "order_id": self.id,
                    "kind": kind,
                    "sequence": KINDS.index(kind),
                }
                for kind in sorted(missing, key=KINDS.index)
            ]
        )

    def _get_next_step(self):
        """Return the first step that is not over; empty if all are."""
        steps = self.step_ids.sorted("sequence")
        return steps.filtered(lambda step: step.state in OPEN_STATES)[:1]

    def _go_on_with_steps(self):
        """Enqueue the next step; tell somebody when it failed."""
        self.ensure_one()
        step = self._get_next_step()
        if step.state == "todo":
            step._enqueue()
        if step.state == "failed":
            self._ask_person(step._describe_state())
        elif self.state == "imported":
            self._close_activities()

    def action_retry_steps(self):
        """Try the step again at which each of these orders stopped."""
        for order in self:
            order._get_next_step().action_retry()

    def _resume_waiting_steps(self):
        """Look again whether what the steps of these orders wait for has happened."""
        for order in self.filtered(lambda order: order.step_state == "waiting"):
            order._get_next_step()._enqueue()

    def _forget_steps(self):
        """Delete the steps of cancelled sale orders, save those whose documents stand.

        If the order comes back, its rule asks for them again.
        """
        orders = self.filtered("step_state")
        orders.step_ids.filtered(
            lambda step: step.state != "done" or step.move_id.state == "cancel"
        ).unlink()
        for order in orders:
            order._close_activities()

    def _skip_steps(self, reason):
        """Leave out all steps that are not over."""
        steps = self.step_ids.filtered(lambda step: step.state in OPEN_STATES)
        steps.write({"state": "skipped", "reason": reason})
        self._close_activities()
