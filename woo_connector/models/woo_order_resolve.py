from dataclasses import dataclass, field
from typing import Any

from odoo import models


@dataclass
class Resolution:
    """What an order's words are in Odoo, and what is missing for the rest.

    ``taxes`` is by rate id of the store, ``products`` and ``carriers`` by line id.
    """

    currency: Any = None
    #: Empty when the company's own currency needs none.
    pricelist: Any = None
    products: dict[int, Any] = field(default_factory=dict)
    carriers: dict[int, Any] = field(default_factory=dict)
    taxes: dict[int, Any] = field(default_factory=dict)
    missing: list[dict[str, Any]] = field(default_factory=list)

    def miss(self, text, mapping=None):
        """Note something missing.

        :param str text: plain words for the person who has to act
        :param mapping: the record to fill in, if there is one
        """
        self.missing.append(
            {
                "name": text,
                "mapping_model": mapping._name if mapping else False,
                "mapping_id": mapping.id if mapping else False,
            }
        )


class WooOrder(models.Model):
    """Finding in Odoo what an order of the store names.

    Everything that is missing is collected in one pass, so that a person is asked once.
    Nothing is ever guessed.
    """

    _inherit = "woo.order"

    def _resolve(self, order, status):
        """Return what the order's words are in Odoo.

        :param woo.schema.Order order: the store's order
        :param woo.order.status status: the order's status
        :rtype: Resolution
        """
        self.ensure_one()
        resolution = Resolution()
        if not (status.action or self.workflow_rule_id.action):
            resolution.miss(
                self.env._(
                    "What to do with orders in the status “%s” is not decided",
                    status.name,
                ),
                status,
            )
        self._resolve_currency(order, resolution)
        self._resolve_products(order, resolution)
        self._resolve_taxes(order, resolution)
        self._resolve_carriers(order, resolution)
        self._resolve_fees(order, resolution)
        self._note_payment_method(order)
        return resolution

    def _resolve_currency(self, order, resolution):
        company = self.backend_id.company_id
        currency = self.env["res.currency"].search([("name", "=", order.currency)])
        resolution.currency = currency
        if not currency:
            resolution.miss(
                self.env._("The currency %s is not active in Odoo", order.currency),
                self.currency_id,
            )
            return
        resolution.pricelist = self._find_pricelist(currency)
        if not resolution.pricelist and currency != company.currency_id:
            resolution.miss(
                self.env._(
                    "There is no pricelist in %s, which orders in this currency need",
                    order.currency,
                ),
                self.backend_id,
            )

    def _find_pricelist(self, currency):
        """Return the pricelist of a currency: the store's own, else the first.

        Only its currency matters: prices always come from the store.
        """
        pricelist = self.backend_id.pricelist_id
        if pricelist.currency_id == currency:
            return pricelist
        return self.env["product.pricelist"].search(
            [
                *self.env["product.pricelist"]._check_company_domain(self.company_id),
                ("currency_id", "=", currency.id),
            ],
            limit=1,
        )

    def _resolve_taxes(self, order, resolution):
        rate_ids = {tax.id for line in order.lines for tax in line.taxes}
        mappings = self.env["woo.tax"].search(
            [("backend_id", "=", self.backend_id.id), ("woo_id", "in", list(rate_ids))]
        )
        resolution.taxes = {row.woo_id: row.tax_id for row in mappings if row.tax_id}
        labels = {tax.rate_id: tax for tax in order.tax_lines}
        for rate_id in sorted(rate_ids - resolution.taxes.keys()):
            mapping = mappings.filtered(lambda row, id=rate_id: row.woo_id == id)
            if not mapping:
                mapping = self._note_tax(rate_id, labels.get(rate_id))
            resolution.miss(
                self.env._(
                    "The store's tax rate “%s” is mapped to no tax of Odoo",
                    mapping.display_name,
                ),
                mapping,
            )

    def _note_tax(self, rate_id, tax_line):
        """Note a tax rate that only an order names: the store may have deleted it."""
        return self.env["woo.tax"]._note_seen(
            self.backend_id,
            {
                "woo_id": rate_id,
                "name": tax_line and tax_line.label or self.env._("Tax"),
                "rate": float(tax_line and tax_line.rate_percent or 0),
            },
        )

    def _resolve_carriers(self, order, resolution):
        methods = self.env["woo.shipping.method"]
        for line in order.shipping_lines:
            title = line.method_title or False
            method_id = line.method_id or "other"
            carrier = methods._find_carrier(self.backend_id, method_id, title)
            if carrier:
                resolution.carriers[line.id] = carrier
                continue
            mapping = methods._note_seen(
                self.backend_id, {"method_id": method_id, "title": title}
            )
            resolution.miss(
                self.env._(
                    "The store's shipping method “%s” is mapped to no delivery method",
                    mapping.display_name,
                ),
                mapping,
            )

    def _resolve_fees(self, order, resolution):
        product = self.backend_id.fee_product_id
        for line in order.fee_lines:
            resolution.products[line.id] = product
        if order.fee_lines and not product:
            resolution.miss(
                self.env._("The store has no product for fees in its settings"),
                self.backend_id,
            )

    def _note_payment_method(self, order):
        """Note a way of paying that is new; no order waits for it."""
        if order.payment_method:
            methods = self.env["woo.payment.method"]
            domain = [
                ("backend_id", "=", self.backend_id.id),
                ("code", "=", order.payment_method),
            ]
            if not methods.search_count(domain, limit=1):
                methods._note_seen(
                    self.backend_id,
                    {
                        "code": order.payment_method,
                        "name": order.payment_method_title or order.payment_method,
                    },
                )
