from odoo import models
from odoo.fields import Command

from ..woo.order_amounts import ExtraLine


class WooOrder(models.Model):
    """The mapper: from the store's order to the values of a sale order.

    Other addons extend the ``_prepare_*`` methods.
    """

    _inherit = "woo.order"

    def _prepare_sale_order(self, order, resolution):
        """Return the values of the sale order, lines included.

        :param woo.schema.Order order: the store's order
        :param Resolution resolution: what its words are in Odoo; nothing is missing
        """
        self.ensure_one()
        backend = self.backend_id
        if not resolution.partners:
            resolution.partners = self.env["woo.customer"]._resolve_partners(
                backend, order, self.sale_order_id.partner_id
            )
        partners = resolution.partners
        carrier = next(iter(resolution.carriers.values()), None)
        values = {
            "company_id": backend.company_id.id,
            "partner_id": partners.customer.id,
            "partner_invoice_id": partners.invoice.id,
            "partner_shipping_id": partners.delivery.id,
            "client_order_ref": self.number,
            "origin": f"{backend.name} {self.number}",
            "date_order": self.date_created,
            "pricelist_id": resolution.pricelist.id,
            "warehouse_id": backend._get_warehouse().id,
            "user_id": partners.customer.user_id.id,
            "carrier_id": carrier.id if carrier else False,
            # The order was placed and paid in the store: no payment term applies, and
            # the customer is not asked to sign or to pay here.
            "payment_term_id": False,
            "require_signature": False,
            "require_payment": False,
            "order_line": self._prepare_sale_order_lines(order, resolution),
        }
        if backend.team_id:
            values["team_id"] = backend.team_id.id
        return values

    def _prepare_sale_order_lines(self, order, resolution):
        """Return the commands that create all lines: products, shipping, fees."""
        amounts = self._allocate(order, resolution)
        rate = self._currency_rate(resolution.currency)
        commands = []
        for sequence, line_amounts in enumerate(amounts.all_lines, start=10):
            line = line_amounts.line
            values = {
                "sequence": sequence,
                "woo_line_id": line.id,
                **self._prepare_line_identity(line, resolution),
                **self._prepare_line_amounts(line_amounts, resolution, rate),
            }
            commands.append(Command.create(values))
        return commands

    def _prepare_line_identity(self, line, resolution):
        """Return what a line is: product, text, quantity."""
        if isinstance(line, ExtraLine):
            return self._prepare_extra_line_identity(line)
        if carrier := resolution.carriers.get(line.id):
            return {
                "product_id": carrier.product_id.id,
                "name": line.method_title or carrier.name,
                "product_uom_qty": 1.0,
                "is_delivery": True,
            }
        product = resolution.products[line.id]
        return {
            "product_id": product.id,
            "name": self._prepare_line_name(line, product),
            "product_uom_qty": self._prepare_quantity(line),
            **self._prepare_line_unit(product),
        }

    def _prepare_line_unit(self, product):
        """Return the unit of a line whose product the store sells in another one.

        Its stock rule says so, by which the store's number is divided, too.
        """
        # Whoever tries an order out need not have rights on stock rules.
        rules = self.env["woo.stock.rule"].sudo()
        units = rules._find_units(self.backend_id.sudo(), product.ids)
        if product.id not in units:
            return {}
        unit, _own_unit = units[product.id]
        return {"product_uom_id": unit.id}
