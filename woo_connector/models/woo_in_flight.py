from odoo import api, fields, models
from odoo.tools import SQL

from ..woo.schema.sold import Sold, sold_quantities
from .loose_link import LooseMany2one, remove_loose


class WooInFlight(models.Model):
    """What a store has sold, as far as anybody has seen: one row per sighting.

    A store takes what it sells off its own number at once; Odoo promises it only when
    the sale order is confirmed. In between it is *in flight*: a number that is computed
    from Odoo's stock alone would put it on sale again.

    Rows are only inserted, by whoever has read an order: no two transactions ever write
    the same one. The newest sighting of an order's product counts. Whether it is still
    in flight is not kept but asked, in the statement that reads the stock: in one
    snapshot an order is either confirmed or in flight, never both and never neither.
    """

    _name = "woo.in.flight"
    _description = "WooCommerce Sale in Flight"
    _order = "id desc"
    _rec_name = "order_woo_id"
    _log_access = False

    backend_id = LooseMany2one(
        "woo.backend", string="Store", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="backend_id.company_id")
    order_woo_id = fields.Integer(
        string="Order in the Store", required=True, readonly=True, aggregator=None
    )
    product_woo_id = fields.Integer(
        string="Product in the Store", required=True, readonly=True, aggregator=None
    )
    quantity = fields.Float(
        readonly=True, help="What the order has of it, in the units the store sells."
    )
    status = fields.Char(readonly=True)
    date_created = fields.Datetime(readonly=True, help="By the store's clock.")
    date_modified = fields.Datetime(readonly=True, help="By the store's clock.")

    _by_order = models.Index("(backend_id, order_woo_id, product_woo_id, id DESC)")
    _by_product = models.Index("(backend_id, product_woo_id, date_created)")

    @api.model
    def _note_orders(self, backend, payloads):
        """Note what orders of the store sell; only what was not seen like this before.

        :param list payloads: orders as decoded JSON, with their lines
        :return: numbers in the store of the products that are new or changed
        :rtype: set[int]
        """
        seen = sold_quantities(payloads)
        if not seen:
            return set()
        # Any product of an order says what all of them share.
        example = {order_id: sold for (order_id, _product), sold in seen.items()}
        known = self._read_newest(backend, example)
        for key, (quantity, _status) in known.items():
            if key not in seen and quantity:
                # A product that is no longer in the order.
                seen[key] = example[key[0]]._replace(quantity=0.0)
        new = {
            key: sold
            for key, sold in seen.items()
            if known.get(key) != (sold.quantity, sold.status)
        }
        self._insert_sightings(backend, new)
        self._note_put_back(backend, known, new)
        return {product_id for _order, product_id in new}

    @api.model
    def _note_put_back(self, backend, known, new):
        """Have the numbers set of what a store may have put back on its shelf, or not.

        It does with a cancelled order, not with a failed one, and with a refunded one
        as somebody chose. Nobody knows what it shows then, and Odoo may count what it
        did before: the order was delivered.

        :param dict known: what was seen before: quantity and status, by order and
            product
        :param dict new: what is seen now, ``Sold``
        """
        before = {key: known[key] for key in new if key in known}
        if not before:
            return
        slugs = {status for _quantity, status in before.values()}
        slugs |= {new[key].status for key in before}
        holding = self.env["woo.order.status"]._get_holding(backend, slugs)
        less = [
            product_id
            for (order_id, product_id), (quantity, status) in before.items()
            if status in holding
            and (
                new[order_id, product_id].status not in holding
                or new[order_id, product_id].quantity < quantity
            )
        ]
        self._note_resent(backend, less, self.env._("sold in the store not after all"))

    @api.model
    def _note_resent(self, backend, product_woo_ids, cause):
        """Have the numbers of a store's products set, whatever they are.

        :param product_woo_ids: numbers in the store
        """
        bindings = self.env["woo.product"].search(
            [("backend_id", "=", backend.id), ("woo_id", "in", list(product_woo_ids))]
        )
        self.env["woo.stock.change"]._note_bindings(bindings, cause=cause, resend=True)

    @api.model
    def _insert_sightings(self, backend, sightings):
        """Insert rows, whatever was seen before.

        :param dict sightings: ``Sold`` by numbers of order and product
        """
        if not sightings:
            return
        rows = [SQL("%s", (backend.id, *key, *sold)) for key, sold in sightings.items()]
        self.env.execute_query(
            SQL(
                """
                INSERT INTO woo_in_flight (backend_id, order_woo_id, product_woo_id,
                            quantity, status, date_created, date_modified)
                VALUES %s RETURNING id
                """,
                SQL(", ").join(rows),
            )
        )

    @api.model
    def _read_newest(self, backend, order_ids):
        """Return the newest sightings of orders: quantity and status by their keys."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (order_woo_id, product_woo_id)
                       order_woo_id, product_woo_id, quantity, status
                  FROM woo_in_flight
                 WHERE backend_id = %s AND order_woo_id = ANY(%s)
                 ORDER BY order_woo_id, product_woo_id, id DESC
                """,
                backend.id,
                list(order_ids),
            )
        )
        return {
            (order, product): (sold, status) for order, product, sold, status in rows
        }

    @api.model
    def _note_gone(self, backend, order_woo_id):
        """Note that the store does not have an order (any more)."""
        known = self._read_newest(backend, [order_woo_id])
        now = fields.Datetime.now()
        gone = {
            key: Sold(0.0, status, None, now)
            for key, (quantity, status) in known.items()
            if quantity
        }
        self._insert_sightings(backend, gone)
        if gone:
            # The store did not put back what it had sold: its number has to be set.
            bindings = self.env["woo.product"].search(
                [
                    ("backend_id", "=", backend.id),
                    ("woo_id", "in", [product for _order, product in gone]),
                ]
            )
            self._note_related(
                backend,
                bindings.product_id,
                self.env._("an order is gone"),
                resend=True,
            )

    @api.autovacuum
    def _gc_loose(self):
        """Remove what is left of stores that were deleted."""
        remove_loose(self)
