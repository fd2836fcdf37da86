from dataclasses import dataclass
from typing import Any

from odoo import models


@dataclass
class Decision:
    """What is to become of one order of the store; nothing is done yet.

    ``todo`` is one of

    * ``ignore``: the order's status asks for nothing;
    * ``cancel``: the store gave the order up;
    * ``wait``: something is missing, see ``resolution.missing``;
    * ``create``: a sale order is to be made;
    * ``rewrite``: the quotation, which nobody touched, is to be written anew;
    * ``merge``: what the store changed is to be applied or asked, see ``edits``;
    * ``ask``: a person has to decide, ``reason`` says why;
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
        if asked in ("cancel", "ignore"):
            return Decision(self, order, asked)
        resolution = self._resolve(order, status)
        if resolution.missing:
            return Decision(self, order, "wait", resolution)
        if not self.sale_order_id:
            return Decision(self, order, "create", resolution, asked)
        return self._decide_about_sale_order(order, resolution, asked)

    def _decide_about_sale_order(self, order, resolution, action):
        """Return what is to become of an order that has a sale order."""
        if self.state != "imported" and self._is_rewritable():
            return Decision(self, order, "rewrite", resolution, action)
        if self.sale_order_id.state == "cancel":
            reason = self.env._("The sale order is cancelled, but not in the store.")
            return Decision(self, order, "ask", resolution, reason=reason)
        edits = self._find_edits(order, resolution)
        if not edits.changes:
            return Decision(self, order, "go_on", resolution, action)
        action = None if edits.ask else action
        return Decision(self, order, "merge", resolution, action, edits=edits)
