from odoo import api, fields, models

from ..woo.client import PAGE_SIZE
from .job_errors import job_errors

#: Products whose variations one job asks for, where the store cannot list them all.
PARENTS = 20

#: Products one job binds.
MATCHED = 1000


class WooProduct(models.Model):
    """Reading the whole catalogue of a store.

    One page is one job, which enqueues the next: a page that fails is retried by
    itself, and no job is long. Only when everything is known is it bound by SKU,
    because a SKU that is there twice must not be bound to whichever came first.
    """

    _inherit = "woo.product"

    @api.model
    def _enqueue_catalogue(self, backend, step="products", position=0, started_at=None):
        """Enqueue the reading of a store's catalogue, or one more piece of it.

        :param backend: the ``woo.backend`` to read
        :param str step: a name of :meth:`_import_catalogue`
        :param int position: how far this step has come: pages read or last number done
        :param datetime started_at: when the reading began (UTC)
        """
        self._for_job(backend).with_delay(
            identity_key=f"woo-catalogue-{backend.id}-{step}-{position}",
            description=f"Read the catalogue of store {backend.id}: {step} {position}",
            max_retries=0,
        )._import_catalogue(backend, step, position, started_at)

    @api.model
    def _import_catalogue(self, backend, step="products", position=0, started_at=None):
        """Do one piece of reading a catalogue and enqueue the next (job).

        See :meth:`_enqueue_catalogue` for the parameters.

        :return: what was done, for the job's record
        :rtype: str
        """
        # Whole seconds, as the database will compare it with what it stored.
        started_at = started_at or fields.Datetime.now()
        steps = {
            "products": self._catalogue_products,
            "variations": self._catalogue_variations,
            "parents": self._catalogue_parents,
            "match": self._catalogue_match,
            "unseen": self._catalogue_unseen,
        }
        done, following = steps[step](backend, position, started_at)
        if following:
            self._enqueue_catalogue(backend, *following, started_at)
        return done

    # Each step returns what it did, and the step and position to go on with.

    @api.model
    def _catalogue_products(self, backend, position, started_at):
        with job_errors(backend), backend._client() as client:
            if not position:
                backend._read_weight_unit(client)
            payloads = client.get("products", **self._page(backend, position + 1))
        self._record_seen(backend, payloads)
        if len(payloads) == PAGE_SIZE:
            return f"{len(payloads)} products", ("products", position + 1)
        return f"{len(payloads)} products", ("variations", 0)

    @api.model
    def _catalogue_variations(self, backend, position, started_at):
        with job_errors(backend), backend._client() as client:
            payloads = self._list_variations(
                client, **self._page(backend, position + 1)
            )
        if payloads is None:
            return "The store does not list variations by itself", ("parents", 0)
        self._record_seen(backend, payloads)
        if len(payloads) == PAGE_SIZE:
            return f"{len(payloads)} variations", ("variations", position + 1)
        return f"{len(payloads)} variations", ("match", 0)

    @api.model
    def _catalogue_parents(self, backend, position, started_at):
        parents = self.search(
            [
                ("backend_id", "=", backend.id),
                ("woo_type", "=", "variable"),
                ("deleted_in_store", "=", False),
                ("woo_id", ">", position),
            ],
            order="woo_id",
            limit=PARENTS,
        )
        if not parents:
            return "No further parents", ("match", 0)
        payloads = []
        with job_errors(backend), backend._client() as client:
            for parent in parents:
                variations = client.iterate(
                    f"products/{parent.woo_id}/variations",
                    orderby="id",
                    order="asc",
                    _fields=self._get_wanted_fields(backend),
                )
                # Such old stores do not say themselves what this is and whose.
                origin = {"type": "variation", "parent_id": parent.woo_id}
                payloads += [{**payload, **origin} for payload in variations]
        self._record_seen(backend, payloads)
        return f"{len(payloads)} variations", ("parents", parents[-1].woo_id)

    @api.model
    def _catalogue_match(self, backend, position, started_at):
        bindings = self.search(
            [
                ("backend_id", "=", backend.id),
                ("product_id", "=", False),
                ("deleted_in_store", "=", False),
                ("id", ">", position),
            ],
            order="id",
            limit=MATCHED,
        )
        if not bindings:
            return "Everything was tried", ("unseen", 0)
        bindings._match_by_sku()
        bound = len(bindings.filtered("product_id"))
        return f"{bound} of {len(bindings)} bound", ("match", bindings[-1].id)

    @api.model
    def _catalogue_unseen(self, backend, position, started_at):
        """Ask again for what no page had: pages shift while products are deleted."""
        unseen = self.search(
            [
                ("backend_id", "=", backend.id),
                ("deleted_in_store", "=", False),
                ("last_import_at", "<", started_at),
            ]
        )
        self._enqueue_import(backend, unseen.mapped("woo_id"))
        backend._note_progress(catalogue_read_at=started_at)
        return f"{len(unseen)} were not seen", None

    # === Pages === #

    @api.model
    def _page(self, backend, number):
        # By number, so that a product that is changed meanwhile stays in its place.
        return {
            "per_page": PAGE_SIZE,
            "page": number,
            "orderby": "id",
            "order": "asc",
            "_fields": self._get_wanted_fields(backend),
        }

    @api.model
    def _record_seen(self, backend, payloads):
        bindings = self._record(backend, payloads)
        bindings.write({"last_import_at": fields.Datetime.now()})
