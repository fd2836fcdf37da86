from odoo import api, models
from odoo.tools import ormcache


class WooMapping(models.AbstractModel):
    """Looking up what something of a store is in Odoo.

    Every order asks, so the answers are kept in Odoo's cache, which every change of a
    mapping empties. Only a found answer is trusted: what the cache does not know is
    asked of the database. An order that goes on because a mapping was filled in just
    now, in another process, must not be told an old no.
    """

    _inherit = "woo.mapping"

    @api.model
    def _find_target(self, backend, *key):
        """Return what something of a store is in Odoo, ``None`` if nobody said so.

        :param key: values of the fields in ``_mapping_key``
        :return: number of a record, or the value of a selection
        """
        return self._known_target(backend.id, key) or self._read_target(backend.id, key)

    @api.model
    @ormcache("backend_id", "key")
    def _known_target(self, backend_id, key):
        return self._read_target(backend_id, key)

    @api.model
    def _read_target(self, backend_id, key):
        target = self._mapping_target
        pairs = zip(self._mapping_key, key, strict=True)
        domain = [
            ("backend_id", "=", backend_id),
            (target, "!=", False),
            *((name, "=", value) for name, value in pairs),
        ]
        # Whoever imports an order may see what the order's words mean.
        row = self.sudo().search_fetch(domain, [target], limit=1)
        return row._target_value() if row else None
