from odoo import api, models

from ..woo.discrepancy import Kind


class WooDiscrepancy(models.Model):
    """What a difference comes from, in a sentence."""

    _inherit = "woo.discrepancy"

    @api.model
    def _describe(self, binding, verdict):
        """Return what happened, when, and by whom as far as that is known.

        :param binding: the ``woo.product``
        :param Verdict verdict: what it comes from
        :rtype: str
        """
        sentences = {
            Kind.UNDER_WAY: self._describe_under_way,
            Kind.NOT_COUNTED: self._describe_not_counted,
            Kind.UNBOUND: self._describe_unbound,
            Kind.PUSH_FAILED: self._describe_push_failed,
            Kind.ORDER_NOT_IMPORTED: self._describe_order,
            Kind.CHANGED_IN_STORE: self._describe_changed_in_store,
            Kind.RULE_CHANGED: self._describe_rule_changed,
            Kind.UNEXPLAINED: self._describe_unexplained,
        }
        return sentences[verdict.kind](binding, verdict)

    @api.model
    def _describe_under_way(self, binding, verdict):
        facts = verdict.facts
        if facts.is_waiting:
            return self.env._("A change waits to be sent.")
        if facts.pushed_at and facts.pushed_at >= facts.read_at:
            return self.env._("The store was told a number while it was being read.")
        return self.env._(
            "The store has sold some since %s; their order is on its way into Odoo.",
            self._say(facts.arriving_since),
        )

    @api.model
    def _describe_not_counted(self, binding, verdict):
        if verdict.counted_on_parent:
            return self.env._(
                "The store counts it together with the other variations of its parent."
            )
        return self.env._("Its stock management is switched off in the store.")

    @api.model
    def _describe_unbound(self, binding, verdict):
        if binding.problem:
            return binding.problem
        if not binding.sku:
            return self.env._("It has no SKU in the store, and nobody has bound it.")
        return self.env._("No product of Odoo has its SKU.")

    @api.model
    def _describe_push_failed(self, binding, verdict):
        return binding.push_error or self.env._("The store was never told its number.")

    @api.model
    def _describe_order(self, binding, verdict):
        return self.env._(
            "Sold in the store by orders that Odoo has not seen: %s.",
            ", ".join(f"#{order_id}" for order_id in sorted(verdict.orders)),
        )

    @api.model
    def _describe_changed_in_store(self, binding, verdict):
        facts = verdict.facts
        return self.env._(
            "The store was told %(told)s on %(sent)s and was changed there on "
            "%(changed)s. It does not tell by whom.",
            told=binding.pushed_quantity,
            sent=self._say(facts.pushed_at),
            changed=self._say(facts.modified_at),
        )

    @api.model
    def _describe_rule_changed(self, binding, verdict):
        facts = verdict.facts
        if facts.push_state == "waiting":
            return self.env._(
                "Its binding was changed after its number was sent on %s.",
                self._say(facts.pushed_at),
            )
        return self.env._(
            "Warehouses or stock rules of the store were changed on %(changed)s, after "
            "its number was sent on %(sent)s.",
            changed=self._say(facts.rules_changed_at),
            sent=self._say(facts.pushed_at),
        )

    @api.model
    def _describe_unexplained(self, binding, verdict):
        facts = verdict.facts
        if facts.store == facts.expected:
            return self.env._(
                "The store shows what it was told on %s. Odoo's number is another now, "
                "and no change waits to be sent.",
                self._say(facts.pushed_at),
            )
        return self.env._(
            "The store was told %(told)s on %(sent)s, shows another number, and says "
            "that it was not changed since.",
            told=binding.pushed_quantity,
            sent=self._say(facts.pushed_at),
        )

    @api.model
    def _say(self, moment):
        """Return a moment as people read it, whatever their time zone."""
        return f"{moment:%Y-%m-%d %H:%M:%S} UTC"
