from odoo import api, models
from odoo.tools import SQL

from ..woo.discrepancy import Kind
from .woo_discrepancy import ACTIVE


class WooDiscrepancy(models.Model):
    """Keeping what two looks have shown, one row per difference."""

    _inherit = "woo.discrepancy"

    @api.model
    def _keep(self, backend, look, run=None):
        """Write down what differs, close what agrees, repair what may be repaired.

        In a transaction that was begun after the last look.

        :param Look look: what two looks have shown
        :param run: the ``woo.reconciliation`` that looked; ``None``: somebody looked
            again at single products
        :return: the rows of what differs
        :raise RetryableJobError: somebody else is writing down what differs
        """
        # A reconciliation and a look after a repair may see the same product.
        self.env["woo.binding"]._lock(backend, "discrepancy", 0)
        self._note_readings(backend, look)
        verdicts = self._judge(backend, look)
        rows = self.search(
            [
                ("binding_id", "in", list(look.binding_ids)),
                ("state", "in", ACTIVE),
            ]
        )
        known = {row.binding_id.id: row for row in rows}
        rows.filtered(lambda row: row.binding_id.id not in verdicts)._close()
        costs = self._get_costs(backend, verdicts)
        found, new = self.browse(), []
        for binding_id, verdict in verdicts.items():
            binding = self.env["woo.product"].browse(binding_id)
            values = self._prepare_row(binding, verdict, costs[binding_id])
            values["seen_at"] = look.asked_at
            if run:
                values["reconciliation_id"] = run.id
            if row := known.get(binding_id):
                row._renew(values)
                found |= row
            else:
                new.append(values)
        found |= self.create(new)
        if run:
            found._repair_by_itself(backend)
        return found

    @api.model
    def _note_readings(self, backend, look):
        """Keep on the bindings what the store shows.

        Rows that somebody is writing are left out: they are read another time.
        """
        shown = [(one.woo_id, one.quantity) for one in look.readings.values()]
        if not shown:
            return
        woo_ids, quantities = zip(*shown, strict=True)
        self.env.cr.execute(
            SQL(
                """
                UPDATE woo_product binding
                   SET read_quantity = free.quantity, read_at = %(now)s
                  FROM (SELECT known.id, shown.quantity
                          FROM unnest(%(woo_ids)s, %(quantities)s::integer[])
                            AS shown(woo_id, quantity)
                          JOIN woo_product known ON known.woo_id = shown.woo_id
                         WHERE known.backend_id = %(store)s
                           FOR NO KEY UPDATE OF known SKIP LOCKED) AS free
                 WHERE binding.id = free.id
                """,
                now=look.asked_at,
                woo_ids=list(woo_ids),
                quantities=list(quantities),
                store=backend.id,
            ),
            log_exceptions=False,
        )
        self.env["woo.product"].invalidate_model(["read_quantity", "read_at"])

    @api.model
    def _prepare_row(self, binding, verdict, cost):
        """Return the values of a difference. Override to keep more.

        :param binding: the ``woo.product``
        :param Verdict verdict: what it comes from
        :param float cost: of a piece, in the company's currency
        :rtype: dict
        """
        facts = verdict.facts
        # A store that counts nothing shows no number that could differ.
        difference = 0 if facts.store is None else facts.store - (facts.odoo or 0)
        return {
            "binding_id": binding.id,
            "product_id": binding.product_id.id,
            "kind": verdict.kind.value,
            "detail": self._describe(binding, verdict),
            "store_quantity": facts.store or 0,
            "odoo_quantity": facts.odoo or 0,
            "difference": difference,
            "units": abs(difference),
            "value": cost * abs(difference),
            "order_woo_ids": sorted(verdict.orders) or False,
            "state": "open",
        }

    @api.model
    def _get_costs(self, backend, verdicts):
        """Return what a piece of each product costs, in the company's currency.

        :param dict verdicts: see :meth:`_judge`
        :rtype: dict[int, float]
        """
        first_ids = {
            binding_id: verdict.products[:1].id
            for binding_id, verdict in verdicts.items()
        }
        # Read for all of them at once.
        products = self.env["product.product"].browse(set(first_ids.values()) - {False})
        costs = {
            product.id: product.standard_price
            for product in products.with_company(backend.company_id)
        }
        return {one: costs.get(first_ids[one], 0.0) for one in first_ids}

    def _renew(self, values):
        """Write what a further look has shown.

        What was accepted stays so until a number changes, and what is being repaired
        until the repair has been sent.

        :param dict values: see :meth:`_prepare_row`
        """
        self.ensure_one()
        numbers = (self.store_quantity, self.odoo_quantity)
        is_same = numbers == (values["store_quantity"], values["odoo_quantity"])
        if self.state == "accepted" and is_same:
            kept = ("seen_at", "reconciliation_id")
            values = {name: values[name] for name in kept if name in values}
        elif self.state == "repairing" and values["kind"] == Kind.UNDER_WAY.value:
            values = {**values, "state": "repairing"}
        self.write(values)
