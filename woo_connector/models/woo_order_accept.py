from odoo import fields, models
from odoo.exceptions import UserError

from ..woo.amounts import adjust
from ..woo.order_amounts import amounts_fingerprint
from .woo_order_compare import differs


class WooOrder(models.Model):
    """Accepting that an order's amounts in Odoo are not quite the store's."""

    _inherit = "woo.order"

    reviewed_amounts = fields.Char(
        readonly=True,
        copy=False,
        help="Hash of the store's amounts that were put up for review.",
    )
    accepted_amounts = fields.Char(
        readonly=True,
        copy=False,
        help="Hash of the store's amounts whose difference a person accepted. When the "
        "store changes them, a person is asked again.",
    )
    accepted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    has_amounts_problem = fields.Boolean(
        readonly=True,
        help="The store's own lines do not sum to its totals, or the currency cannot "
        "express them.",
    )
    is_beyond_lines = fields.Boolean(
        readonly=True, help="The order's own lines cannot reach its total."
    )
    adjustment_ids = fields.One2many(
        "woo.order.adjustment",
        "order_id",
        string="Accepted Differences",
        readonly=True,
    )

    def action_accept_adjustment(self):
        """Import these orders with totals rounded to what Odoo can express.

        :raise UserError: lines cannot carry the difference, and no product is chosen
            for a line that does
        """
        # The fields are nobody's to edit; these are the manager's to decide.
        self._check_may_decide()
        orders = self.filtered(lambda order: order.state == "review").sudo()
        for order in orders:
            order._check_difference_product()
        orders._note_acceptance()
        orders._enqueue_retry()

    def _check_difference_product(self):
        if self.is_beyond_lines and not self._get_difference_product():
            raise UserError(
                self.env._(
                    "The lines of order %s cannot carry its difference. Choose a "
                    "product for differences in the settings of the store first, or "
                    "keep the order as it is in Odoo.",
                    self.display_name,
                )
            )

    def _note_acceptance(self):
        """Note that the user accepts how these orders differ as they are now."""
        for order in self:
            order.accepted_amounts = order.reviewed_amounts
            order.accepted_by_id = self.env.user

    def _accept(self):
        """Keep the difference in the ledger, where there is one."""
        self._note_acceptance()
        self._note_kept_difference()
        return super()._accept()

    def _keep_edits(self, edits):
        """Keep the difference in the ledger, where there is one."""
        result = super()._keep_edits(edits)
        self.accepted_by_id = self.env.user
        self._note_kept_difference()
        return result

    def _note_kept_difference(self):
        if self.sale_order_id and (difference := self._describe_difference()):
            self._note_adjustment(self.reason or difference, by_person=True)

    def _takes_adjustment(self, order):
        """Tell whether the lines of an order may be adjusted to its totals.

        :param woo.schema.Order order: the store's order
        """
        policy = self.backend_id.difference_policy
        return policy == "accept" or self._is_accepted_by_person(order)

    def _is_accepted_by_person(self, order):
        """Tell whether a person accepted how just these amounts differ.

        :param woo.schema.Order order: the store's order
        """
        accepted = self.accepted_amounts
        return bool(accepted) and accepted == amounts_fingerprint(order)

    def _note_review(self, decision, amounts):
        """Keep what a person is asked to look at.

        :param Decision decision: what was decided, and done
        :param woo.order_amounts.OrderAmounts amounts: what the mapper makes of it
        """
        self._note_comparison(decision)
        self.has_amounts_problem = bool(amounts.problem)
        self.reviewed_amounts = amounts_fingerprint(decision.order)

    def _is_beyond_lines(self, order):
        """Tell, and note, whether no line can carry the difference to the total."""
        decimals = self.currency_id.decimal_places
        self.is_beyond_lines = bool(adjust(order, decimals).difference)
        return self.is_beyond_lines

    def _describe_beyond_lines(self):
        if self._get_difference_product():
            return self.env._(
                "No line can carry the difference; accepted, it becomes a line of its "
                "own."
            )
        return self.env._(
            "No line can carry the difference, and the store has no product for "
            "differences in its settings."
        )

    def _get_difference_product(self):
        """Return the product of lines that carry a difference; empty if not chosen."""
        return self.backend_id.difference_product_id

    def _is_difference_accepted(self, order, amounts):
        """Tell whether the sale order may differ from the store's order as it does.

        Its lines were adjusted, as a person or the store's settings accept, or a person
        accepted just this difference before.

        :param woo.schema.Order order: the store's order
        :param woo.order_amounts.OrderAmounts amounts: what the mapper makes of it
        """
        sale_order = self.sale_order_id
        if amounts.adjusted:
            return not (
                differs(float(amounts.total), sale_order.amount_total)
                or differs(float(amounts.total_tax), sale_order.amount_tax)
            )
        return self._is_accepted_by_person(order) and self._is_in_ledger()

    def _note_adjustment(self, reason, by_person, line_amount=0):
        """Enter how the sale order differs into the ledger, once for each difference.

        :param str reason: why it does
        :param bool by_person: who accepted it: a person, or the store's settings
        :param Decimal line_amount: what a line for the difference carries
        """
        if not self._is_in_ledger():
            values = self._prepare_adjustment(reason, by_person)
            values["line_amount"] = float(line_amount)
            self.env["woo.order.adjustment"].create(values)

    def _is_in_ledger(self):
        """Tell whether the latest difference that was accepted is the present one."""
        last = self.adjustment_ids[:1]
        return bool(last) and not any(
            differs(last[name], amount)
            for name, amount in self._prepare_compared_totals().items()
        )

    def _prepare_compared_totals(self):
        return {
            "store_total": self._get_expected_total(),
            "odoo_total": self.sale_order_id.amount_total,
            "store_tax": self.total_tax,
            "odoo_tax": self.sale_order_id.amount_tax,
        }

    def _prepare_adjustment(self, reason, by_person):
        """Return the values of a row of the ledger."""
        sale_order = self.sale_order_id
        return {
            "order_id": self.id,
            "order_number": self.number,
            "backend_id": self.backend_id.id,
            "backend_name": self.backend_id.name,
            "sale_order_id": sale_order.id,
            "sale_order_name": sale_order.name,
            "company_id": self.company_id.id,
            "currency_id": sale_order.currency_id.id,
            **self._prepare_compared_totals(),
            "reason": reason,
            "decided_by": "person" if by_person else "policy",
            "user_id": by_person and self.accepted_by_id.id,
        }
