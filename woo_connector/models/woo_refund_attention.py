from decimal import Decimal

from odoo import models


class NeedsPerson(Exception):
    """A refund cannot become a document by itself; the text says why, plainly.

    Raised inside the savepoint of the refund, so nothing of it is kept.
    """


class Waits(Exception):
    """A refund cannot become a document yet; the text says what it waits for."""


class WooRefund(models.Model):
    """When a refund needs a person."""

    _inherit = "woo.refund"

    def _settle(self, state, problem=False):
        """Put the refund into a state and tell somebody when it needs a person.

        :param problem: plain words, for every state but ``done``
        """
        self.write({"state": state, "problem": problem})
        if state in ("review", "failed"):
            self._ask_person()
        elif not self.is_deleted:
            self._close_activities()

    def _get_attention_summary(self):
        """Name the refund."""
        return self.env._("WooCommerce refund needs you")

    def _note_deleted(self):
        """Note that the store deleted a refund; its documents stay what they are."""
        self.is_deleted = True
        told = self.env._("The store deleted refund %s.", self.woo_id)
        self.order_id.message_post(body=told)
        if self.credit_note_ids or self.is_off_order:
            # Money and goods are a person's to decide about.
            self.problem = self.env._(
                "The store deleted this refund. What it became in Odoo is still there."
            )
            self._ask_person()
        elif self.state != "done":
            self._settle("ignored", told)

    def _get_restocked(self):
        """Return how many pieces of which line the store put back on its shelf."""
        return {
            int(line): Decimal(pieces)
            for line, pieces in (self.restocked or {}).items()
        }
