from dataclasses import dataclass
from datetime import datetime, timedelta

from odoo import api, fields, models

from ..woo.discrepancy import Facts, classify
from ..woo.schema.sold import Sold, sold_quantities
from ..woo.stock_reading import StockReading

#: How far back orders are looked through that Odoo may not have seen.
LONGEST = timedelta(days=30)


@dataclass(frozen=True)
class Look:
    """What two looks at some of a store's products have shown.

    :param readings: what the store shows, by its numbers; for products that differed
        at the first look, the second look's
    :param binding_ids: ids of the ``woo.product`` that were compared
    :param suspect_ids: those of them that differed at the first look
    :param asked_at: before the second look, or before the first when all agreed
    :param sold: what the store's newest orders sell, see ``sold_quantities``
    """

    readings: dict[int, StockReading]
    binding_ids: tuple[int, ...]
    suspect_ids: tuple[int, ...]
    asked_at: datetime
    sold: dict[tuple[int, int], Sold]


class WooDiscrepancy(models.Model):
    """Looking at what a store shows, twice where it seems to be wrong.

    People sell and move stock on both sides while they are compared. What differs at
    both looks is not only what happened between two questions.
    """

    _inherit = "woo.discrepancy"

    @api.model
    def _look(self, backend, client, readings, asked_at):
        """Compare what a store shows with Odoo, and look again at what differs.

        :param client: the open ``Client`` of the store
        :param list[StockReading] readings: what the store shows
        :param datetime asked_at: before it was read (naive, UTC)
        :rtype: Look
        """
        by_id = {reading.woo_id: reading for reading in readings}
        with backend._in_new_transaction() as fresh:
            compared, suspects, since = fresh.env[self._name]._suspect(fresh, by_id)
        if not suspects:
            return Look(by_id, compared, (), asked_at, {})
        orders = backend._read_newest_orders(client, since) if since else []
        asked_at = fields.Datetime.now()
        bindings = self.env["woo.product"].browse(suspects)
        again = backend._read_stock_of(client, bindings)
        by_id.update((reading.woo_id, reading) for reading in again)
        return Look(by_id, compared, suspects, asked_at, sold_quantities(orders))

    @api.model
    def _suspect(self, backend, readings):
        """Tell which products show another number than they should.

        :param dict readings: what the store shows, by its numbers
        :return: ids of the ``woo.product`` that were compared, of those that differ,
            and since when orders of the latter could explain it; ``None``: none could
        :rtype: tuple[tuple[int, ...], tuple[int, ...], datetime | None]
        """
        bindings = self.env["woo.product"].search(
            [
                ("backend_id", "=", backend.id),
                ("woo_id", "in", list(readings)),
                ("deleted_in_store", "=", False),
            ]
        )
        numbers = self._get_numbers(backend, bindings)
        compared = bindings.filtered(lambda b: b.id in numbers)
        suspects, short = bindings.browse(), bindings.browse()
        for binding in compared:
            odoo = numbers[binding.id]
            store = readings[binding.woo_id].own_quantity
            if classify(Facts(store=store, odoo=odoo)):
                suspects |= binding
            if odoo is not None and store is not None and store < odoo:
                short |= binding
        self._enqueue_unknown(backend, readings)
        since = self._get_sold_since(backend, short)
        return compared._ids, suspects._ids, since

    @api.model
    def _get_numbers(self, backend, bindings):
        """Return the number the store should show of each product.

        Worked out as for a push.

        :param bindings: ``woo.product``
        :return: by id of the binding; ``None`` for those that are not bound. Left out
            are those without a number of their own: Odoo counts no stock of them, or
            the store keeps it on their parent.
        :rtype: dict[int, int | None]
        """
        unbound = bindings.filtered(lambda b: b.state in ("unmatched", "ambiguous"))
        numbers = dict.fromkeys(unbound.ids)
        sold = bindings.filtered("product_id") | bindings._get_stock_members()
        offers = backend._get_offers(sold.product_id.ids)
        for keeper, members in sold._by_stock_keeper().items():
            if keeper in bindings:
                quantity, _backorders = members._get_number_to_send(offers)
                if quantity is not None:
                    numbers[keeper.id] = quantity
        return numbers

    @api.model
    def _enqueue_unknown(self, backend, readings):
        """Have products read that the store counts and Odoo has never heard of.

        They are compared when what no page had is looked at.
        """
        counted = [one.woo_id for one in readings.values() if one.quantity is not None]
        products = self.env["woo.product"]
        known = products.search_fetch(
            [("backend_id", "=", backend.id), ("woo_id", "in", counted)], ["woo_id"]
        )
        unknown = set(counted) - set(known.mapped("woo_id"))
        products._enqueue_import(backend, unknown)

    @api.model
    def _get_sold_since(self, backend, short):
        """Return since when the store may have sold what it shows too little of.

        :param short: ``woo.product``
        :return: naive, UTC; ``None`` when no order can explain it
        :rtype: datetime | None
        """
        if not (short and backend.import_orders):
            return None
        earliest = fields.Datetime.now() - LONGEST
        told = [binding._get_told_at() or earliest for binding in short]
        return max(earliest, min(told))
