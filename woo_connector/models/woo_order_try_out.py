from dataclasses import replace

from odoo import api, models
from odoo.exceptions import UserError

from ..woo.errors import RejectedError
from ..woo.schema import Order
from .woo_order_import import QUIET


class _UndoError(Exception):
    """Ends a savepoint without keeping anything of it."""


class WooOrder(models.Model):
    """Shadow mode: importing an order and undoing it."""

    _inherit = "woo.order"

    @api.model
    def _try_out(self, backend, payload):
        """Return what importing an order would do; nothing of it is kept.

        :param backend: the ``woo.backend``, as its jobs see it
        :param dict payload: answer of ``GET /orders/{id}?dp=8``
        :return: plain values for ``woo.order.try.out``, its lines under ``lines``
        :rtype: dict
        :raise RetryableJobError: an import is working on the same customer or mapping
        """
        shown = {"woo_id": payload["id"], "lines": []}
        try:
            with self.env.cr.savepoint():
                self.with_context(**QUIET)._try_out_here(backend, payload, shown)
                raise _UndoError
        except _UndoError:
            return shown
        except (RejectedError, UserError) as error:
            # What fails here fails the import in the same words.
            reason = self.env._("The order could not be imported:")
            return {**shown, "verdict": f"{reason}\n{error}", "lines": []}

    @api.model
    def _try_out_here(self, backend, payload, shown):
        """Do what an import would do, and note how it looks in ``shown``."""
        order = Order.parse(payload)
        known = [("backend_id", "=", backend.id), ("woo_id", "=", order.id)]
        binding = self.search(known) or self.create(
            {"backend_id": backend.id, "woo_id": order.id, "number": str(order.id)}
        )
        binding.write(binding._prepare_header(order))
        decision = binding._decide(order)
        shown.update(
            verdict=binding._describe_decision(decision),
            status=order.status,
            currency_id=binding.currency_id.id,
            total=binding.total,
            total_tax=binding.total_tax,
        )
        missing = decision.resolution.missing if decision.resolution else []
        shown["missing"] = "\n".join(dict.fromkeys(row["name"] for row in missing))
        if decision.resolution and not missing:
            binding._make_sale_order_to_show(order, decision, shown)
        shown["lines"] = binding._show_lines(order, "sale_total" in shown)

    def _make_sale_order_to_show(self, order, decision, shown):
        """Make the sale order in any case, also where there is one already."""
        contacts = self.env["res.partner"].with_context(active_test=False)
        newest = contacts.search([], order="id desc", limit=1).id
        values = self._prepare_sale_order(order, decision.resolution)
        # A name of its own keeps the sequence from counting.
        sale_order = self.env["sale.order"].create({**values, "name": self.number})
        self.sale_order_id = sale_order

        def name(partner):
            lines = (partner.display_name or "").split("\n")
            text = ", ".join(filter(None, lines))
            return self.env._("%s (new)", text) if partner.id > newest else text

        shown.update(
            customer=name(sale_order.partner_id),
            invoice_address=name(sale_order.partner_invoice_id),
            delivery_address=name(sale_order.partner_shipping_id),
            sale_total=sale_order.amount_total,
            sale_total_tax=sale_order.amount_tax,
            # What it notes for a review is undone with everything else.
            difference=self._describe_problem(replace(decision, todo="create")),
        )
