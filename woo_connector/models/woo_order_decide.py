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
    * ``ask``: a person has to decide, ``reason`` says why;
    * ``go_on``: the sale order is what it should be; only ``action`` may be left.

    :param binding: the ``woo.order``
    :param order: the store's order, a ``woo.schema.Order``
    :param resolution: what the order's words are in Odoo, where they are needed
    :param action: ``quotation``, ``review`` (a quotation until somebody approves it) or
        ``confirm``
    """

    binding: Any
    order: Any
    todo: str
    resolution: Any = None
    action: str | None = None
    reason: str = ""


class WooOrder(models.Model):
    """Deciding what becomes of an order of the store.

    A sale order that a person changed, confirmed or cancelled is never altered: a
    change in the store is then shown to a person.
    """

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
        todo, reason = self._decide_about_sale_order(order)
        action = None if todo == "ask" else asked
        return Decision(self, order, todo, resolution, action, reason)

    def _decide_about_sale_order(self, order):
        """Return (what to do with the sale order, why a person is to be asked)."""
        sale_order = self.sale_order_id
        if not sale_order:
            return "create", ""
        is_changed = self._content_fingerprint(order) != self.content_fingerprint
        if (is_changed or self.state != "imported") and self._is_updatable():
            return "rewrite", ""
        if sale_order.state == "cancel":
            return "ask", self.env._(
                "The sale order is cancelled, but not in the store."
            )
        if is_changed:
            return "ask", self._describe_conflict()
        return "go_on", ""
