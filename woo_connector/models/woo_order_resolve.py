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
    #: Where the contacts of several orders were found together; else empty.
    partners: Any = None
    #: Mapped fields: values by name, by line id; those of the order itself under 0.
    fields: dict[int, dict[str, Any]] = field(default_factory=dict)
    missing: list[dict[str, Any]] = field(default_factory=list)
    #: Line by line, once :meth:`WooOrder._allocate` was asked for them.
    amounts: Any = None

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
        self._resolve_extra_lines(order, resolution)
        self._note_payment_method(order)
        return resolution

    def _resolve_currency(self, order, resolution):
        currencies = self.env["woo.currency"]
        found = currencies._find_currency(self.backend_id, order.currency)
        if found:
            resolution.currency, resolution.pricelist = found
            return
        row = currencies._note_seen(self.backend_id, {"code": order.currency})
        if row.is_active:
            text = self.env._(
                "There is no pricelist in %s, which orders in this currency need",
                order.currency,
            )
        else:
            text = self.env._("The currency %s is not active in Odoo", order.currency)
        resolution.miss(text, row)

    def _resolve_taxes(self, order, resolution):
        rates = self.env["woo.tax"]
        named = {tax.rate_id: tax for tax in order.tax_lines}
        known = {}
        for rate_id in sorted({tax.id for line in order.lines for tax in line.taxes}):
            # A race in the store leaves some orders without these lines.
            tax_line = named.get(rate_id)
            percent = tax_line and tax_line.rate_percent
            known[rate_id] = rates._find_tax(self.backend_id, rate_id, percent)
            if known[rate_id]:
                continue
            mapping = rates._note_named_rate(self.backend_id, rate_id, tax_line)
            resolution.miss(
                self.env._(
                    "The store's tax rate “%s” is mapped to no tax of Odoo",
                    mapping.display_name,
                ),
                mapping,
            )
        found = {rate_id: tax_id for rate_id, tax_id in known.items() if tax_id}
        # Browsed together, they are read together.
        taxes = self.env["account.tax"].browse(found.values())
        resolution.taxes = dict(zip(found, taxes, strict=True))

    def _resolve_carriers(self, order, resolution):
        methods = self.env["woo.shipping.method"]
        for line in order.shipping_lines:
            method_id = line.method_id or "other"
            carrier = methods._find_carrier(
                self.backend_id, method_id, line.method_title, line.instance_id
            )
            if carrier:
                resolution.carriers[line.id] = carrier
                continue
            mapping = methods._note_seen(
                self.backend_id,
                {"method_id": method_id, "title": line.method_title or False},
            )
            resolution.miss(
                self.env._(
                    "The store's shipping method “%s” is mapped to no delivery method",
                    mapping.display_name,
                ),
                mapping,
            )

    def _resolve_fees(self, order, resolution):
        fees = self.env["woo.fee"]
        for line in order.fee_lines:
            product = fees._find_product(self.backend_id, line.name)
            if product:
                resolution.products[line.id] = product
                continue
            row = fees._note_seen(self.backend_id, {"name": line.name or False})
            resolution.miss(
                self.env._(
                    "The store's fee “%s” is mapped to no product", row.display_name
                ),
                row,
            )

    def _note_payment_method(self, order):
        """Note a way of paying that is new; no order waits for it."""
        code = order.payment_method
        methods = self.env["woo.payment.method"]
        if code and not methods._is_known(self.backend_id.id, code):
            methods._note_method(self.backend_id, code, order.payment_method_title)
