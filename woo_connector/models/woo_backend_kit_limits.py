from typing import NamedTuple

from odoo import models

from ..woo.availability import kit_pool


class KitLimit(NamedTuple):
    """How many kits one of its components allows.

    :param products: ``product.product``; several where a combo leaves the choice
    :param taken: what one kit takes, in the component's own unit
    :param left: what is left of the component, sales in flight taken off
    """

    products: object
    taken: float
    left: float
    kits: float


class WooBackend(models.Model):
    """What limits the number of a kit or combo."""

    _inherit = "woo.backend"

    def _get_kit_limits(self, product):
        """Return how many kits each component allows, the scarcest first.

        :param product: a ``product.product``; empty for one that is no kit
        :rtype: list[KitLimit]
        """
        limits = []
        for reading in self._read_stock(product.ids):
            for part in reading.recipes.get(product.id, ()):
                left = sum(reading.available(one) for one in part.product_ids)
                kits = kit_pool([(left, part.quantity)])
                products = product.browse(part.product_ids)
                limits.append(KitLimit(products, part.quantity, left, kits))
        return sorted(limits, key=lambda limit: limit.kits)
