from odoo import api, fields, models
from odoo.exceptions import UserError

from .woo_order_status import DELETED, TRASH

GIVEN_UP, CANCELLED_HERE = "given_up", "cancelled_here"


class WooOrder(models.Model):
    """What becomes of the sale order of an order that the store gave up."""

    _inherit = "woo.order"

    is_cancelled_by_store = fields.Boolean(
        string="Cancelled by the Store",
        readonly=True,
        copy=False,
        help="The sale order was cancelled because the store gave its order up.",
    )
    answered = fields.Selection(
        [
            (GIVEN_UP, "The store gave the order up"),
            (CANCELLED_HERE, "The sale order was cancelled in Odoo"),
        ],
        string="Kept Although",
        readonly=True,
        copy=False,
        help="What somebody was asked about and decided to leave as it is. It is not "
        "asked again as long as it lasts.",
    )
    # Whoever sees the order need not have rights on sale orders.
    is_given_up = fields.Boolean(compute="_compute_is_given_up", compute_sudo=True)

    @api.depends("state", "status", "edit_ids", "sale_order_id.state")
    def _compute_is_given_up(self):
        for order in self:
            order.is_given_up = order._open_question() == GIVEN_UP

    # === What the store did === #

    def _import_gone(self, status):
        """Do what the store's policy says of an order that is no longer there.

        :param str status: ``TRASH`` or ``DELETED``
        :return: what was done, for the job's record
        :rtype: str
        """
        self.ensure_one()
        if self.fingerprint == status:
            return "Nothing to do"
        # Any content that comes later is another, and a person may ask to look again.
        self.write({"status": status, "fingerprint": status})
        backend = self.backend_id
        is_deleted = status == DELETED
        self._give_up(backend.delete_policy if is_deleted else backend.trash_policy)
        return "No longer in the store" if is_deleted else "In the store's trash"

    def _give_up(self, policy):
        """Treat the sale order of an order that the store gave up.

        :param str policy: ``cancel``, ``ask`` or ``nothing``
        """
        sale_order = self.sale_order_id
        if not sale_order:
            self._settle("ignored")
        elif sale_order.state == "cancel" or self.is_cancelled_by_store:
            # Cancelled before, or revived in Odoo by somebody who knew.
            self._settle("imported")
        elif policy == "cancel":
            self._cancel_sale_order()
        elif policy == "ask":
            self._ask_about_status(GIVEN_UP, self._describe_giving_up())

    def _cancel_sale_order(self):
        """Cancel the sale order, unless something has left the house or the books.

        Open transfers are cancelled with it, which releases the stock. What cannot be
        cancelled becomes a question, never an error.
        """
        sale_order = self.sale_order_id
        reason = self._describe_uncancellable()
        if not reason:
            self._hold_stock()
            try:
                with self.env.cr.savepoint():
                    if sale_order.locked:
                        sale_order.action_unlock()
                    sale_order._action_cancel()
            except UserError as error:
                reason = self.env._("It could not be cancelled: %s", error)
        if reason:
            reason = f"{self._describe_giving_up()} {reason}"
            self._ask_about_status(GIVEN_UP, reason)
        else:
            self.is_cancelled_by_store = True
            self._settle("imported")

    def _describe_uncancellable(self):
        """Return why cancelling would undo what already happened; empty if not."""
        sale_order = self.sale_order_id
        if sale_order._is_delivered():
            return self.env._("It is already delivered in Odoo, at least in part.")
        if not sale_order._is_cancellable_by_store():
            return self.env._("It is already invoiced in Odoo, at least in part.")
        return ""

    def _describe_giving_up(self):
        """Return in plain words that the store gave the order up."""
        if self.status == TRASH:
            return self.env._("The order was moved to the trash in the store.")
        if self.status == DELETED:
            return self.env._("The order was deleted for good in the store.")
        status = self.env["woo.order.status"].search(
            [("backend_id", "=", self.backend_id.id), ("slug", "=", self.status)]
        )
        return self.env._(
            "The order is “%s” in the store now.", status.name or self.status
        )

    # === The store has it again === #

    def _reopen(self):
        """Make a quotation again of what was cancelled because of the store."""
        self.sale_order_id.action_draft()
        self.sale_order_id.message_post(
            body=self.env._("The order is open again in the store.")
        )

    def _forget_giving_up(self):
        """Note that neither the store nor Odoo has given the order up (any more)."""
        if self.is_cancelled_by_store or self.answered:
            self.write({"is_cancelled_by_store": False, "answered": False})

    # === Asking === #

    def _open_question(self):
        """Return what a person is asked about the order as a whole; empty if not."""
        if self.state != "review" or not self.sale_order_id or self.edit_ids:
            return ""
        if self.sale_order_id.state == "cancel":
            return CANCELLED_HERE
        return GIVEN_UP if self._is_given_up_in_store() else ""

    def _is_given_up_in_store(self):
        if self.status in (TRASH, DELETED):
            return True
        status = self.env["woo.order.status"].search(
            [("backend_id", "=", self.backend_id.id), ("slug", "=", self.status)]
        )
        return (self.workflow_rule_id.action or status.action) in ("cancel", "ask")

    def _ask_about_status(self, question, reason):
        """Ask a person, unless somebody has answered just this."""
        if self.answered == question:
            self._settle("imported")
        else:
            self._ask_about_change(reason)

    def action_cancel_sale_order(self):
        """Cancel the sale orders of orders that the store gave up.

        :raise UserError: something is already delivered or invoiced
        """
        self._check_may_decide()
        for order in self.filtered("is_given_up"):
            # The fields are nobody's to edit, the decision is the manager's.
            order = order.sudo()
            if reason := order._describe_uncancellable():
                raise UserError(reason)
            order._cancel_sale_order()

    def _accept(self):
        """Remember what was decided about the order as a whole."""
        if question := self._open_question():
            self.answered = question
        return super()._accept()
