from datetime import timezone

from odoo import models
from odoo.tools import split_every

from ..woo.diagnosis import NO_ROUTE
from ..woo.errors import MisconfiguredError, NotFoundError
from ..woo.schema.sold import FIELDS as SOLD_FIELDS
from ..woo.stock_reading import FIELDS, StockReading

#: Products that one request can name or list.
TOGETHER = 100

#: Orders that are looked through for one that Odoo has not seen.
NEWEST = 100


class WooBackend(models.Model):
    """Asking a store what stock it shows, in lists and by number."""

    _inherit = "woo.backend"

    def _list_stock(self, client, path, page):
        """Read one page of what the store shows.

        By number, so that a product that is changed meanwhile stays in its place.

        :param client: the open ``Client`` of the store
        :param str path: "products" or "variations"
        :rtype: list[StockReading]
        :raise MisconfiguredError: the store has no such list
        """
        payloads = client.get(
            path,
            per_page=TOGETHER,
            page=page,
            orderby="id",
            order="asc",
            _fields=FIELDS,
        )
        return [StockReading.parse(payload) for payload in payloads]

    def _list_variation_stock(self, client, page):
        """Read one page of what the store shows of variations, whatever their parents.

        :return: ``None`` from a store too old to list them like that
        :rtype: list[StockReading] | None
        """
        try:
            return self._list_stock(client, "variations", page)
        except MisconfiguredError as error:
            if error.code != NO_ROUTE:
                raise
            return None

    def _list_stock_below(self, client, parent):
        """Read what the store shows of the variations of one product.

        :param parent: the ``woo.product``
        :rtype: list[StockReading]
        """
        variations = client.iterate(
            f"products/{parent.woo_id}/variations",
            orderby="id",
            order="asc",
            _fields=FIELDS,
        )
        try:
            return [StockReading.parse(payload) for payload in variations]
        except NotFoundError:
            # The parent was deleted since Odoo heard of it; so were its variations.
            return []

    def _read_stock_of(self, client, bindings):
        """Read what the store shows of some products and variations.

        :param bindings: ``woo.product``
        :return: without those the store does not have
        :rtype: list[StockReading]
        """
        variations = bindings.filtered(lambda b: b.woo_type == "variation")
        found = []
        for path, some in (
            ("products", bindings - variations),
            ("variations", variations),
        ):
            if some:
                found += self._read_named(client, path, some.mapped("woo_id"))
        return found

    def _read_named(self, client, path, woo_ids):
        for together in split_every(TOGETHER, woo_ids, list):
            yield from self._read_together(client, path, together)

    def _read_together(self, client, path, woo_ids):
        try:
            payloads = client.get(
                path, include=woo_ids, per_page=TOGETHER, _fields=FIELDS
            )
        except MisconfiguredError as error:
            if error.code != NO_ROUTE:
                raise
            payloads = self._read_one_by_one(client, woo_ids)
        # A filter of a plugin may drop the numbers that were asked for.
        wanted = set(woo_ids)
        return [StockReading.parse(one) for one in payloads if one["id"] in wanted]

    def _read_one_by_one(self, client, woo_ids):
        for woo_id in woo_ids:
            try:
                # Answers for variations too.
                yield client.get(f"products/{woo_id}", _fields=FIELDS)
            except NotFoundError:
                continue

    def _read_newest_orders(self, client, since):
        """Read what the store's newest orders sell.

        :param datetime since: naive, UTC; older ones do not matter
        :return: orders as decoded JSON, as many as one request lists
        :rtype: list[dict]
        """
        return client.get(
            "orders",
            modified_after=since.replace(tzinfo=timezone.utc),
            dates_are_gmt=True,
            orderby="modified",
            order="desc",
            per_page=NEWEST,
            page=1,
            _fields=SOLD_FIELDS,
        )
