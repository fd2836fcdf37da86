import logging

from odoo import api, fields, models

from ..woo.errors import RejectedError
from ..woo.schema.product import Product
from .first_seen import create_all_once

_logger = logging.getLogger(__name__)

#: What is asked of the store: a whole product is fifty times as long.
FIELDS = (
    "id,parent_id,type,status,name,permalink,sku,price,regular_price,manage_stock,"
    "virtual,weight,attributes"
)


class WooProduct(models.Model):
    """Keeping what the store says about its products: where both languages meet."""

    _inherit = "woo.product"

    @api.model
    def _get_wanted_fields(self, backend):
        """Return what the store is asked of a product. Override to ask for more.

        :param backend: the ``woo.backend`` that is asked
        :rtype: str
        """
        return FIELDS

    @api.model
    def _record(self, backend, payloads):
        """Keep what the store said; only what differs is written.

        :param backend: the ``woo.backend`` that said it
        :param list[dict] payloads: products and variations as decoded JSON
        :return: their ``woo.product``
        """
        known = {
            binding.woo_id: binding
            for binding in self.search(
                [
                    ("backend_id", "=", backend.id),
                    ("woo_id", "in", [payload["id"] for payload in payloads]),
                ]
            )
        }
        parent_names = self._get_parent_names(backend, payloads)
        recorded, new_values = self.browse(), []
        origin = {"backend_id": backend.id, "last_import_at": fields.Datetime.now()}
        for payload in payloads:
            values = self._read_payload(payload, parent_names)
            if binding := known.get(payload["id"]):
                binding._take_over(values)
                recorded |= binding
            else:
                new_values.append({**values, **origin})
        return recorded | self._create_unknown(backend, new_values)

    @api.model
    def _create_unknown(self, backend, values_list):
        """Create the bindings of products that nobody recorded yet.

        :raise RetryableJobError: an order's import, or another reading, was quicker
        """
        woo_ids = [values["woo_id"] for values in values_list]
        if not woo_ids:
            return self.browse()
        domain = [("backend_id", "=", backend.id), ("woo_id", "in", woo_ids)]
        return create_all_once(self, backend, woo_ids, domain, values_list)

    @api.model
    def _read_payload(self, payload, parent_names):
        """Return the values of one product, readable or not.

        One product that a plugin has spoiled must not keep the others out.
        """
        try:
            product = Product.parse(payload)
        except RejectedError as error:
            _logger.warning("Product %s: %s", payload["id"], error)
            return {"woo_id": payload["id"], "problem": str(error)}
        return self._prepare_from_store(product, parent_names.get(product.parent_id))

    @api.model
    def _prepare_from_store(self, product, parent_name=None):
        """Map a store's product to the values of its binding. Override to keep more.

        :param product: the ``Product`` of the store
        :param str parent_name: name of the product a variation belongs to
        :rtype: dict
        """
        precision = self.env["decimal.precision"].precision_get
        price = (
            product.price if product.regular_price is None else product.regular_price
        )
        counts = {True: "yes", False: "no", "parent": "parent"}
        return {
            "woo_id": product.id,
            "name": self._get_full_name(product, parent_name),
            "sku": product.sku,
            "woo_type": "variation" if product.is_variation else product.type,
            "parent_woo_id": product.parent_id if product.is_variation else 0,
            "status": product.status,
            "is_virtual": product.virtual,
            "price": round(float(price or 0), precision("Product Price")),
            "weight": round(float(product.weight or 0), precision("Stock Weight")),
            "manage_stock": counts[product.manage_stock],
            "deleted_in_store": product.status == "trash",
        }

    @api.model
    def _get_full_name(self, product, parent_name):
        """Return a name that tells a variation from its siblings.

        The store names a variation differently depending on where one asks.
        """
        if not (product.is_variation and parent_name):
            return product.name
        options = [a.option for a in product.attributes if a.option]
        # A variation for "any" colour and "any" size has no option at all.
        return f"{parent_name} - {', '.join(options) or f'#{product.id}'}"

    @api.model
    def _get_parent_names(self, backend, payloads):
        # Not read yet: a plugin may have spoiled one of the products.
        texts = {str(payload.get("parent_id")) for payload in payloads} - {"0"}
        parent_ids = {int(text) for text in texts if text.isdecimal()}
        parents = self.search(
            [("backend_id", "=", backend.id), ("woo_id", "in", list(parent_ids))]
        )
        return {parent.woo_id: parent.name for parent in parents if parent.name}

    def _get_stock_keeper(self):
        """Return the number of the product whose stock counts, and if it is there."""
        is_on_parent = self.manage_stock == "parent"
        return self.parent_woo_id, is_on_parent, self.deleted_in_store

    def _get_changed(self, values):
        """Return those of the values that are not what is kept.

        :rtype: dict
        """
        return {
            name: value
            for name, value in values.items()
            if (self[name] or False) != (value or False)
        }

    def _take_over(self, values):
        """Write what the store changed, and nothing when it changed nothing.

        The stock push writes the same rows, and its own writes come back as webhooks.
        """
        self.ensure_one()
        changed = self._get_changed(values)
        if not changed:
            return
        kept_by = self._get_stock_keeper()
        self._hold_in_job()
        self.write({**changed, "last_import_at": fields.Datetime.now()})
        if self._get_stock_keeper() != kept_by:
            self._forget_what_was_sent()
