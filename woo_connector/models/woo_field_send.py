from odoo import api, models, tools

from ..woo.errors import NotFoundError
from ..woo.field_values import says_already
from .job_errors import job_errors
from .woo_field_mapping import MODELS

#: Binding of each kind of object, and its field with the record of Odoo.
BINDINGS = {
    "order": ("woo.order", "sale_order_id"),
    "customer": ("woo.customer", "partner_id"),
    "product": ("woo.product", "product_id"),
}


class WooFieldMapping(models.Model):
    """Which changes in Odoo a store has to be told."""

    _inherit = "woo.field.mapping"

    @api.model
    @tools.ormcache()
    def _get_sent_fields(self):
        """Return the names of the fields that any store is told, by model."""
        # Whoever changes a record need not have rights on stores.
        mappings = self.sudo().search([("direction", "=", "out")])
        groups = mappings.grouped(lambda mapping: MODELS[mapping.object])
        return {
            name: frozenset(group.mapped("field_name"))
            for name, group in groups.items()
        }

    @api.model
    def _send_changed(self, records, names):
        """Enqueue telling the stores of changed records, where a store wants to know.

        :param records: records of Odoo that were written
        :param names: names of the fields that were written
        """
        sent = self._get_sent_fields().get(records._name)
        if not sent or sent.isdisjoint(names):
            return
        [kind] = [kind for kind, name in MODELS.items() if name == records._name]
        model, link = BINDINGS[kind]
        # Whoever changes a record need not have rights on stores.
        for binding in self.env[model].sudo().search([(link, "in", records.ids)]):
            mappings = self._get_mappings(binding.backend_id, kind, "out")
            is_wanted = not set(mappings.mapped("field_name")).isdisjoint(names)
            if is_wanted and binding.backend_id.state != "draft":
                binding._enqueue_send_fields(kind)


class WooBinding(models.AbstractModel):
    """Telling the store what somebody changed in mapped fields."""

    _inherit = "woo.binding"

    def _enqueue_send_fields(self, kind):
        """Tell the store the mapped fields of this record, in a job.

        :param str kind: ``order``, ``customer`` or ``product``
        """
        self.ensure_one()
        backend = self.backend_id._for_job()
        self.with_env(backend.env).with_delay(
            max_retries=0,
            identity_key=f"woo-fields-{self._name}-{self.id}",
            description=f"Send fields of {kind} {self.woo_id} to store {backend.id}",
        )._send_fields(kind)

    def _send_fields(self, kind):
        """Tell the store the mapped fields of this record, if it says otherwise (job).

        :return: what was done, for the job's record
        :rtype: str
        """
        backend, record = self.backend_id, self[BINDINGS[kind][1]]
        mappings = self.env["woo.field.mapping"]._get_mappings(backend, kind, "out")
        if not (mappings and record):
            return "Nothing to do"
        body = mappings._prepare_sent(record)
        path = self._get_store_path()
        try:
            with job_errors(backend), backend._client() as client:
                if says_already(client.get(path), body):
                    return "The store says so already"
                client.put(path, body)
        except NotFoundError:
            return "Not in the store (any more)"
        return f"{len(mappings)} fields sent"


class WooOrder(models.Model):
    """Orders are told what somebody noted on their sale order."""

    _inherit = "woo.order"

    def _get_store_path(self):
        """Return where the store's API has this order."""
        return f"orders/{self.woo_id}"


class WooCustomer(models.Model):
    """Customers are told what somebody noted on their contact."""

    _inherit = "woo.customer"

    def _get_store_path(self):
        """Return where the store's API has this customer."""
        return f"customers/{self.woo_id}"


class WooProduct(models.Model):
    """Products are told what somebody noted on the product of Odoo."""

    _inherit = "woo.product"

    def _get_store_path(self):
        """Return where the store's API has this product or variation."""
        if self.parent_woo_id:
            return f"products/{self.parent_woo_id}/variations/{self.woo_id}"
        return f"products/{self.woo_id}"
