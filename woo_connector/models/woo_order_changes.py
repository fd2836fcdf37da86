from dataclasses import dataclass
from typing import Any

from odoo import models

from ..woo.order_parts import is_only_text
from ..woo.three_way import Touch

OPEN_STATES = ("draft", "sent")


@dataclass(frozen=True)
class Edits:
    """What the store changed in an order since the last import.

    :param store: all parts as the store says them now
    :param changes: the ``woo.three_way.Change`` of each part that differs
    :param write: names of the parts that are to be written
    :param ask: the changes that a person has to decide; what is neither written nor
        asked is only noted
    :param hindrance: why even what nobody touched is not applied; empty if it is
    :param values: what an import would write now
    """

    store: dict[str, Any]
    changes: tuple = ()
    write: tuple = ()
    ask: tuple = ()
    hindrance: str = ""
    values: Any = None


class WooOrder(models.Model):
    """Who changed an order since its last import: the store, or a person in Odoo."""

    _inherit = "woo.order"

    def _find_edits(self, order, resolution):
        """Return what the store changed, and what is to become of it.

        What nobody touched in Odoo is applied, unless something has already left the
        house or the books. What a person chose to apply is applied in any case.

        :param woo.schema.Order order: the store's order
        :param Resolution resolution: what its words are in Odoo; nothing is missing
        :rtype: Edits
        """
        store = self._store_parts(order)
        snapshot = self._snapshot()
        if store == snapshot.last:
            return Edits(store)
        values = self._prepare_sale_order(order, resolution)
        changes = snapshot.changes(
            store, self._sale_parts(), self._wanted_parts(values)
        )
        hindrance = self._describe_hindrance(changes)
        chosen = {} if self._is_in_other_currency() else self._chosen_to_apply()
        ask, write = [], []
        for change in changes:
            if chosen.get(change.part, ...) == change.store:
                write.append(change.part)
            elif change.is_conflict:
                ask.append(change)
            elif not hindrance:
                write.append(change.part)
            elif change.touch is Touch.NONE and not is_only_text(
                change.last, change.store
            ):
                ask.append(change)
        return Edits(store, changes, tuple(write), tuple(ask), hindrance, values)

    def _describe_hindrance(self, changes):
        """Return why no change of the store may be applied silently; empty if it may.

        :param changes: the ``woo.three_way.Change`` of each part that differs
        """
        sale_order = self.sale_order_id
        if not self.last_parts:
            return self.env._("It is not known what the store said before.")
        if self._is_in_other_currency():
            return self.env._(
                "The order is in %(store)s in the store, the sale order in %(odoo)s.",
                store=self.currency_id.name,
                odoo=sale_order.currency_id.name,
            )
        if any(change.part == "currency" for change in changes):
            return self.env._("The order is in another currency now.")
        if sale_order.locked:
            return self.env._("The sale order is locked.")
        if sale_order._is_delivered():
            return self.env._("The sale order is already delivered, at least in part.")
        if sale_order._is_invoiced():
            return self.env._("The sale order is already invoiced, at least in part.")
        return ""

    def _is_in_other_currency(self):
        """Tell whether the store's amounts would mean something else in Odoo."""
        sale_order = self.sale_order_id
        return bool(sale_order) and self.currency_id != sale_order.currency_id

    def _is_rewritable(self):
        """Tell whether the sale order is a quotation that nobody touched."""
        return (
            self.sale_order_id.state in OPEN_STATES
            and bool(self.last_parts)
            and not self._snapshot().touched(self._sale_parts())
            and all(line.woo_line_id for line in self.sale_order_id.order_line)
        )

    def _is_meant_to_differ(self):
        """Tell whether a person made the sale order differ from the store's order.

        Either by keeping it although the store changed, or by changing what was
        confirmed already.
        """
        sale_order = self.sale_order_id
        snapshot = self._snapshot()
        if snapshot.kept:
            return True
        return sale_order.state not in OPEN_STATES and bool(
            snapshot.touched(self._sale_parts())
            # Neither a note nor what the store removed makes a sum differ.
            or any(
                not line.woo_line_id and line.price_total
                for line in sale_order.order_line
            )
        )
