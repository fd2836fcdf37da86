from dataclasses import dataclass
from typing import Any

from odoo import models


@dataclass
class Decision:
    """What is to become of one order of the store; nothing is done yet.

    ``todo`` is one of

    * ``ignore``: the order's status asks for nothing;
    * ``give_up``: the store gave the order up, ``reason`` is the policy for it;
    * ``wait``: something is missing, see ``resolution.missing``;
    * ``create``: a sale order is to be made;
    * ``rewrite``: the quotation, which nobody touched, is to be written anew;
    * ``merge``: what the store changed is to be applied or asked, see ``edits``;
    * ``reopen``: the store has an order again that it gave up; likewise;
    * ``ask``: the sale order was cancelled in Odoo, ``reason`` says so to a person;
    * ``go_on``: the sale order is what it should be; only ``action`` may be left.

    :param binding: the ``woo.order``
    :param order: the store's order, a ``woo.schema.Order``
    :param resolution: what the order's words are in Odoo, where they are needed
    :param action: ``quotation``, ``review`` (a quotation until somebody approves it) or
        ``confirm``
    :param edits: what the store changed, ``Edits``
    """

    binding: Any
    order: Any
    todo: str
    resolution: Any = None
    action: str | None = None
    reason: str = ""
    edits: Any = None


class WooOrder(models.Model):
    """Deciding what becomes of an order of the store."""

    _inherit = "woo.order"

    def _decide(self, order):
        """Return what is to become of the store's order.

        :param woo.schema.Order order: the store's order
        :rtype: Decision
        """
        self.ensure_one()
        status = self.env["woo.order.status"]._note_status(
            self.backend_id, order.status
        )
        asked = self._find_action(status)
        if asked == "ignore":
            return Decision(self, order, "ignore")
        if asked in ("cancel", "ask"):
            return Decision(self, order, "give_up", reason=asked)
        resolution = self._resolve(order, status)
        if resolution.missing and not (asked and self._is_as_imported(order)):
            return Decision(self, order, "wait", resolution)
        if not self.sale_order_id:
            return Decision(self, order, "create", resolution, asked)
        return self._decide_about_sale_order(order, resolution, asked)

    def _decide_about_sale_order(self, order, resolution, action):
        """Return what is to become of an order that has a sale order."""
        is_cancelled = self.sale_order_id.state == "cancel"
        if is_cancelled and not self._is_to_reopen():
            reason = self._describe_cancelled_here()
            return Decision(self, order, "ask" if reason else "ignore", reason=reason)
        if self.state != "imported" and self._is_rewritable():
            return Decision(self, order, "rewrite", resolution, action)
        edits = self._find_edits(order, resolution)
        if edits.ask:
            action = None
        if is_cancelled:
            todo = "reopen"
        else:
            todo = "merge" if edits.changes else "go_on"
        return Decision(self, order, todo, resolution, action, edits=edits)

    def _is_as_imported(self, order):
        """Tell whether the store says of an imported order what it said before.

        Then a mapping that was emptied since holds nothing up.

        :param woo.schema.Order order: the store's order
        """
        sale_order = self.sale_order_id
        return sale_order.state == "sale" and (
            self._store_parts(order) == self._snapshot().last
        )

    def _is_to_reopen(self):
        return self.is_cancelled_by_store and self.backend_id.restore_policy == "reopen"

    def _describe_cancelled_here(self):
        """Return that the sale order is cancelled, unless that is how it is to be."""
        if self.is_cancelled_by_store and self.backend_id.restore_policy == "nothing":
            return ""
        return self.env._("The sale order is cancelled, but not in the store.")
