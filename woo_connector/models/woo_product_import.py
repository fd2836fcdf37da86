from odoo import api, fields, models

from ..woo.diagnosis import NO_ROUTE
from ..woo.errors import MisconfiguredError, NotFoundError
from .job_errors import job_errors

#: Products one request can ask for.
TOGETHER = 100


class WooProduct(models.Model):
    """Reading single products of a store again, because something happened to them."""

    _inherit = "woo.product"

    @api.model
    def _enqueue_import(self, backend, woo_ids):
        """Read products or variations of a store again, a hundred a job.

        Together, because sending stock makes the store announce every product it was
        sent for: one request tells that nothing else has changed.

        :param backend: their ``woo.backend``
        :param woo_ids: their numbers in the store
        """
        woo_ids = sorted(set(woo_ids))
        for start in range(0, len(woo_ids), TOGETHER):
            part = woo_ids[start : start + TOGETHER]
            self._for_job(backend).with_delay(
                identity_key=f"woo-product-{backend.id}-{'-'.join(map(str, part))}",
                description=f"Read {len(part)} products of store {backend.id}",
                max_retries=0,
            )._import(backend, part)

    @api.model
    def _for_job(self, backend):
        """Return this model as the store's jobs shall see it."""
        return self.browse().with_env(backend._for_job().env)

    @api.model
    def _import(self, backend, woo_ids):
        """Read products or variations of a store and keep what changed (job).

        :param backend: their ``woo.backend``
        :param list[int] woo_ids: their numbers in the store
        :return: what was done, for the job's record
        :rtype: str
        """
        started_at = fields.Datetime.now()
        with job_errors(backend), backend._client() as client:
            payloads = self._read_products(client, backend, woo_ids)
        bindings = self._record(backend, payloads)
        bindings._match_by_sku()
        changed = bindings.filtered(
            lambda b: b.last_import_at and b.last_import_at >= started_at
        )
        unmatched = changed.filtered(lambda b: b.state == "unmatched")
        self._enqueue_match(unmatched.mapped("sku"))
        gone = set(woo_ids) - {payload["id"] for payload in payloads}
        self._mark_deleted(backend, gone)
        return f"{len(bindings)} read, {len(gone)} not there"

    @api.model
    def _read_products(self, client, backend, woo_ids):
        """Return what the store has of these; variations and products alike.

        :return: decoded JSON, without those the store does not have
        :rtype: list[dict]
        """
        found = {}
        wanted = self._get_wanted_fields(backend)
        if len(woo_ids) > 1:
            for payload in self._read_lists(client, backend, woo_ids):
                if payload["id"] in woo_ids:
                    found[payload["id"]] = payload
        for woo_id in woo_ids:
            if woo_id in found:
                continue
            try:
                # Answers for variations too.
                found[woo_id] = client.get(f"products/{woo_id}", _fields=wanted)
            except NotFoundError:
                continue
        return list(found.values())

    @api.model
    def _read_lists(self, client, backend, woo_ids):
        """Yield what the store's lists have of these; they leave out its trash."""
        variations = self.search(
            [
                ("backend_id", "=", backend.id),
                ("woo_id", "in", woo_ids),
                ("woo_type", "=", "variation"),
            ]
        ).mapped("woo_id")
        products = [woo_id for woo_id in woo_ids if woo_id not in variations]
        params = {"per_page": TOGETHER, "_fields": self._get_wanted_fields(backend)}
        if products:
            yield from client.get("products", include=products, **params)
        if variations:
            listed = self._list_variations(client, include=variations, **params)
            yield from listed or []

    @api.model
    def _list_variations(self, client, **params):
        """Return variations whatever their parent.

        :return: decoded JSON, or ``None`` from a store too old to list them like that
        :rtype: list[dict] | None
        """
        try:
            return client.get("variations", **params)
        except MisconfiguredError as error:
            if error.code != NO_ROUTE:
                raise
            return None

    @api.model
    def _mark_deleted(self, backend, woo_ids):
        """Note what the store does not have any more; the bindings are kept."""
        gone = self.search(
            [
                ("backend_id", "=", backend.id),
                ("woo_id", "in", list(woo_ids)),
                ("deleted_in_store", "=", False),
            ]
        )
        gone._hold_in_job()
        gone.write({"deleted_in_store": True})
