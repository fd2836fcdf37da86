from odoo import api, models
from odoo.tools import SQL

from odoo.addons.queue_job.job import STARTED

from .woo_event_dispatch import NOT_STARTED


class WooProduct(models.Model):
    """Telling from announcements alone that nothing about products is new.

    A store announces a product each time its stock changes: with every sale, and with
    every number the connector itself sends. To read each of them again would take as
    many requests as sending the stock does.

    The body of an announcement is built when it is delivered, so it is no older than
    the change it tells of; a further change has a delivery of its own. When it says
    what is known already, the product need not be read. Whatever else it says is not
    believed: then the product is read.
    """

    _inherit = "woo.product"

    @api.model
    def _find_known(self, backend, bodies):
        """Return which products are announced just as they are known.

        :param backend: their ``woo.backend``
        :param list[dict] bodies: of announcements, decoded; several may be of one
            product
        :return: numbers in the store
        :rtype: set[int]
        """
        if not bodies or self._is_reading(backend):
            return set()
        bound = self._get_bound(backend, {body["id"] for body in bodies})
        parent_names = self._get_parent_names(backend, bodies)
        news = set()
        for body in bodies:
            binding = bound.get(body["id"])
            # Of what was deleted there is nothing but the number.
            is_known = (
                binding
                and "type" in body
                and not binding._has_news(body, self._read_payload(body, parent_names))
            )
            if not is_known:
                news.add(body["id"])
        return {body["id"] for body in bodies} - news

    @api.model
    def _get_bound(self, backend, woo_ids):
        """Return the bindings that lack nothing, by their numbers in the store."""
        bindings = self.search(
            [
                ("backend_id", "=", backend.id),
                ("woo_id", "in", list(woo_ids)),
                ("product_id", "!=", False),
                ("problem", "=", False),
            ]
        )
        return {binding.woo_id: binding for binding in bindings}

    @api.model
    def _is_reading(self, backend):
        """Whether products of the store are read, or about to be.

        A job that has read a product as it was before may still have to write that:
        what is known now says nothing.
        """
        return bool(
            self.env.execute_query(
                SQL(
                    """
                    SELECT 1 FROM queue_job WHERE state IN %s
                       AND (identity_key LIKE %s OR identity_key LIKE %s) LIMIT 1
                    """,
                    (*NOT_STARTED, STARTED),
                    f"woo-product-{backend.id}-%",
                    f"woo-catalogue-{backend.id}-%",
                )
            )
        )

    def _has_news(self, payload, values):
        """Whether the store says anything of this product that is not kept.

        :param dict payload: the product as decoded JSON
        :param dict values: what is to be kept of it
        """
        self.ensure_one()
        return bool(self._get_changed(values))
