from dataclasses import dataclass, field
from datetime import timedelta

from odoo import models
from odoo.tools import SQL

from ..woo.stock_update import StockOutcome, StockUpdate, most_urgent_first

#: Products of which the numbers are computed, sent and recorded together.
SLICE = 1000

#: How long numbers are gathered that do not press. Each batch has a look at orders of
#: its own, and several in a row would tell the store little more than one.
GATHER = timedelta(seconds=2)


@dataclass
class Batch:
    """The oldest rows of the outbox, and what follows from them.

    :param row_ids: rows to be deleted once everything in here is recorded
    :param refused: what cannot be sent
    :param updates: what is to be sent
    :param is_due: it has been gathered for long enough, or is not to be
    """

    row_ids: list[int]
    causes: dict[int, str] = field(default_factory=dict)
    refused: list[StockOutcome] = field(default_factory=list)
    updates: list[StockUpdate] = field(default_factory=list)
    is_due: bool = True

    def can_gather(self):
        """Whether it can wait for what else will happen."""
        is_pressing = any(update.is_pressing for update in self.updates)
        return bool(self.updates) and not self.is_due and not is_pressing

    def urgent(self):
        """Return what is to be sent at once, if there is any.

        It takes no rows off the outbox: they are computed again after the look at
        orders, which sends what more there is to say.

        :rtype: Batch | None
        """
        updates = [update for update in self.updates if update.is_urgent]
        return Batch([], self.causes, updates=updates) if updates else None


class WooBackend(models.Model):
    """What is to be sent next: from the rows of the outbox to numbers."""

    _inherit = "woo.backend"

    def _read_batch(self):
        """Read the oldest rows of the outbox, all rows of a product together.

        What happened comes before what is only sent once more.

        :rtype: Batch
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product_id, array_agg(id), bool_or(resend),
                       bool_or(resend OR priority > 0 OR noted_at IS NULL
                               OR noted_at <= now() AT TIME ZONE 'UTC' - %s),
                       (array_agg(cause ORDER BY id DESC)
                            FILTER (WHERE cause IS NOT NULL))[1]
                  FROM woo_stock_change
                 WHERE backend_id = %s
                 GROUP BY product_id ORDER BY min(priority), min(id) LIMIT %s
                """,
                GATHER,
                self.id,
                SLICE,
            )
        )
        if len(rows) == SLICE:
            rows = self._without_cut_parent(rows)
        batch = Batch([row_id for _product, ids, *_rest in rows for row_id in ids])
        batch.causes = {product: cause or "" for product, *_rest, cause in rows}
        batch.is_due = any(is_due for *_rest, is_due, _cause in rows)
        if rows and self.push_stock and self.active:
            resent = {product for product, _ids, resend, *_rest in rows if resend}
            self._fill_batch(batch, list(batch.causes), resent)
        return batch

    def _without_cut_parent(self, rows):
        """Leave the variations at a batch's end to the next, which may have more.

        A request has a hundred variations of one parent: what is cut costs one more.

        :param list rows: of products, in order
        """
        parents = dict(
            self.env.execute_query(
                SQL(
                    "SELECT product_id, max(parent_woo_id) FROM woo_product"
                    " WHERE backend_id = %s AND product_id = ANY(%s)"
                    " GROUP BY product_id",
                    self.id,
                    [row[0] for row in rows],
                )
            )
        )
        last = parents.get(rows[-1][0])
        if not last:
            return rows
        kept = list(rows)
        while kept and parents.get(kept[-1][0]) == last:
            kept.pop()
        return kept or rows

    def _fill_batch(self, batch, product_ids, resent_ids):
        """Work out what the store has to be told about products."""
        bindings = self._get_bindings_to_send(product_ids)
        sales = {}
        if self.pull_before_push:
            sales = self.env["woo.in.flight"]._read_sales(self, bindings.ids)
        keepers = bindings._by_stock_keeper()
        kept = self.env["woo.product"].union(*keepers.values())
        offers = self._get_offers((bindings | kept).product_id.ids)
        batch.refused = [
            StockOutcome(binding.id, error=binding._reason_not_to_send())
            for binding in bindings - kept
        ]
        for keeper, members in keepers.items():
            # What the store took off a number it keeps for several is not read.
            must_send = keeper not in members or not resent_ids.isdisjoint(
                members.product_id.ids
            )
            quantity, backorders = members._get_number_to_send(offers)
            if quantity is None:
                status = members._get_status_to_send(offers)
                update = keeper._prepare_status_update(status, must_send)
            else:
                update = keeper._prepare_stock_update(
                    quantity, backorders, sales.get(keeper.id), must_send
                )
            if update:
                batch.updates.append(update)
        batch.updates.sort(key=most_urgent_first)

    def _get_bindings_to_send(self, product_ids):
        return self.env["woo.product"].search(
            [
                ("backend_id", "=", self.id),
                ("product_id", "in", product_ids),
                ("deleted_in_store", "=", False),
            ]
        )
