from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import SQL

from .start_over import start_over_on

# In the order in which they are carried out.
KINDS = ("invoice", "post", "payment", "gift_card", "send")
PAYMENTS = ("payment", "gift_card")
OPEN_STATES = ("todo", "waiting", "failed")
WAITING_STATES = ("todo", "waiting")


class WooOrderStep(models.Model):
    """One thing that a workflow rule asks for after the sale order is confirmed.

    Each step is a job of its own. The steps of an order are done one after the other:
    one that fails stops those after it until it is tried again or skipped.
    """

    _name = "woo.order.step"
    _description = "WooCommerce Order Step"
    _order = "order_id, sequence, id"

    order_id = fields.Many2one(
        "woo.order", required=True, readonly=True, index=True, ondelete="cascade"
    )
    backend_id = fields.Many2one(
        related="order_id.backend_id", store=True, index=True, string="Store"
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    sequence = fields.Integer(readonly=True)
    kind = fields.Selection(
        [
            ("invoice", "Create the invoice"),
            ("post", "Post the invoice"),
            ("payment", "Register the payment"),
            ("gift_card", "Register what gift cards paid"),
            ("send", "Send the invoice"),
        ],
        string="Step",
        required=True,
        readonly=True,
    )
    state = fields.Selection(
        [
            ("todo", "To Do"),
            ("waiting", "Waiting"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("skipped", "Skipped"),
        ],
        default="todo",
        required=True,
        readonly=True,
        index=True,
    )
    reason = fields.Text(
        readonly=True, help="What the step waits for, or why it failed or was skipped."
    )
    move_id = fields.Many2one(
        "account.move", string="Invoice", readonly=True, index="btree_not_null"
    )
    payment_id = fields.Many2one(
        "account.payment", readonly=True, index="btree_not_null"
    )
    document_name = fields.Char(
        string="Document", compute="_compute_document_name", compute_sudo=True
    )
    done_at = fields.Datetime(string="Done", readonly=True)

    _order_kind_unique = models.UniqueIndex("(order_id, kind)")

    @api.depends("kind", "move_id", "payment_id")
    def _compute_document_name(self):
        for step in self:
            step.document_name = step._get_document().display_name

    def _get_document(self):
        """Return the invoice or the payment that the step is about."""
        return self.payment_id or self.move_id

    def _describe_state(self):
        """Return what the step is for and why it stopped."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        return f"{kinds[self.kind]}: {self.reason}"

    # === The job === #

    def _enqueue(self):
        """Enqueue these steps, one job per step."""
        for step in self:
            backend = step.backend_id._for_job()
            step.with_env(backend.env).with_delay(
                max_retries=0,
                identity_key=f"woo-step-{step.id}",
                description=f"Store {backend.id}: {step.kind} of order "
                f"{step.order_id.woo_id}",
            )._run()

    def _run(self):
        """Carry out the step, if it is its turn (job).

        :return: what was done, for the job's record
        :rtype: str
        :raise RetryableJobError: somebody else works on the order
        """
        if not self.exists():
            return "Nothing to do"
        self._hold()
        if self != self.order_id._get_next_step():
            return "Nothing to do"
        if self.order_id.state != "imported":
            # A person has to decide first; that starts the steps again.
            return "The order needs a person"
        if self.order_id.sale_order_id.state != "sale":
            # Confirming it starts them again.
            return "The sale order is not confirmed"
        try:
            with self.env.cr.savepoint():
                state, reason = self._carry_out()
        except (UserError, RedirectWarning) as error:
            # The rest of a warning is the button that leads to the settings.
            state, reason = "failed", str(error.args[0])
        if state == "skipped":
            # Without an invoice there is nothing to post, to pay or to send.
            self.order_id._skip_steps(reason)
        else:
            self._settle(state, reason)
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _carry_out(self):
        """Do what the step is for, unless it is done already.

        :return: the state the step comes to, and why if it is not ``done``
        :rtype: tuple
        :raise UserError: Odoo refuses it
        """
        return self._steps_by_kind()[self.kind]()

    def _steps_by_kind(self):
        """Return what each kind of step does, as methods without arguments.

        Addons that add a kind add its method here.
        """
        return {
            "invoice": self._carry_out_invoice,
            "post": self._carry_out_post,
            "payment": self._carry_out_payment,
            "gift_card": self._carry_out_gift_card,
            "send": self._carry_out_send,
        }

    @api.model
    def _cron_resume(self):
        """Enqueue the steps that wait for nothing any more, and those without a job.

        A delivery tells by itself. This finds what nothing tells: services that are
        marked as delivered, and jobs that somebody deleted. Called by a cron.
        """
        orders = self.search([("state", "in", ("todo", "waiting"))]).order_id
        for order in orders:
            step = order._get_next_step()
            if step.state == "todo" or not order.sale_order_id._waits_for_delivery():
                step.filtered(lambda step: step.state in WAITING_STATES)._enqueue()

    @api.model
    def _retry_payments(self, domain):
        """Try the failed payments again that a newly chosen journal may help."""
        domain = [("kind", "in", PAYMENTS), ("state", "=", "failed"), *domain]
        # Whoever chooses a journal need not have rights on every order.
        self.sudo().search(domain).action_retry()

    def _hold(self):
        """Lock the order, its sale order and its steps.

        Two jobs, or an import and a job, never work on the same order at once, and none
        works on what it does not see: PostgreSQL refuses the lock on a row that changed
        since the transaction began.

        :raise RetryableJobError: somebody else works on them; the try is not counted
        """
        self.env.flush_all()
        order = self.order_id
        why = f"Order {order.woo_id} is being worked on"
        with start_over_on(OperationalError, why=why):
            for records in (order, order.sale_order_id, self):
                query = SQL(
                    "SELECT id FROM %s WHERE id = ANY(%s) FOR NO KEY UPDATE NOWAIT",
                    SQL.identifier(records._table),
                    records.ids,
                )
                self.env.cr.execute(query, log_exceptions=False)

    def _settle(self, state, reason=""):
        """Put the step into a state, and let the order go on.

        :param str reason: plain words, for every state but ``done``
        """
        self.write(
            {
                "state": state,
                "reason": reason,
                "done_at": fields.Datetime.now() if state == "done" else False,
            }
        )
        self.order_id._go_on_with_steps()

    # === What a person does === #

    def action_retry(self):
        """Try the steps again."""
        self.check_access("read")
        # Nobody edits steps; what they do was decided by whoever made the rule.
        steps = self.sudo().filtered(lambda step: step.state in OPEN_STATES)
        # A step that is to do may be under way at this moment: it is not written, so
        # that a person's transaction does not meet its job's.
        stopped = steps.filtered(lambda step: step.state != "todo")
        stopped.write({"state": "todo", "reason": False})
        steps._enqueue()

    def action_skip(self):
        """Leave the steps out and go on with the next ones."""
        self.order_id._check_may_decide()
        reason = self.env._("Skipped by %s.", self.env.user.name)
        for step in self.sudo():
            if step.state in OPEN_STATES:
                step._settle("skipped", reason)

    def action_open_document(self):
        """Open the invoice or the payment."""
        self.ensure_one()
        document = self._get_document()
        return {
            "type": "ir.actions.act_window",
            "res_model": document._name,
            "res_id": document.id,
            "view_mode": "form",
        }
