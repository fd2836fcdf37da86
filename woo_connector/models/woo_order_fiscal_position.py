from odoo import api, fields, models
from odoo.tools import ormcache


class WooOrder(models.Model):
    """The fiscal position of an order, seen from Odoo's side and from the store's.

    Odoo has one for the customer; the taxes that the store charged belong to one. Where
    they differ, the order says so. Amounts and taxes are the store's in any case.
    """

    _inherit = "woo.order"

    fiscal_conflict = fields.Text(
        string="Fiscal Position Differs",
        readonly=True,
        help="What Odoo would have charged this customer, and what the store did.",
    )

    def _prepare_sale_order(self, order, resolution):
        """Choose the fiscal position, and say where both sides differ."""
        values = super()._prepare_sale_order(order, resolution)
        position, conflict = self._choose_fiscal_position(order, resolution)
        if conflict != (self.fiscal_conflict or ""):
            self.fiscal_conflict = conflict
        return {**values, "fiscal_position_id": position.id}

    def _write_head(self, parts, values):
        """Keep the chosen fiscal position: with the customer Odoo takes its own."""
        result = super()._write_head(parts, values)
        if {"customer", "shipping"}.intersection(parts):
            self.sale_order_id.fiscal_position_id = values["fiscal_position_id"]
        return result

    def _choose_fiscal_position(self, order, resolution):
        """Return the order's fiscal position, and how both sides differ.

        :param woo.schema.Order order: the store's order
        :param Resolution resolution: with its partners
        :return: (an ``account.fiscal.position``, may be empty; text, may be empty)
        """
        backend = self.backend_id
        company = backend.company_id
        positions = self.env["account.fiscal.position"].with_company(company)
        if not positions._has_any(company.id):
            return positions, ""
        partners = resolution.partners
        of_customer = positions._get_fiscal_position(
            partners.customer, partners.delivery
        )
        if backend.fiscal_position_policy == "ignore":
            return of_customer, ""
        charged = self.env["account.tax"].union(
            *(resolution.taxes[tax.id] for line in order.lines for tax in line.taxes)
        )
        named = positions.browse(self._named_position_id(order))
        expected = self._expected_taxes(order, resolution, of_customer, charged)
        if named == of_customer if named else self._is_expected(charged, expected):
            return of_customer, ""
        of_store = named or positions._natural_position(company, charged)
        keep = backend.fiscal_position_policy == "odoo" or not (named or charged)
        if keep and not self._is_refused_on_invoice(of_customer, charged):
            chosen = of_customer
        else:
            chosen = of_store
        return chosen, self._describe_fiscal_conflict(
            of_customer, expected, of_store, charged, chosen
        )

    # === The store's side === #

    def _named_position_id(self, order):
        """Return the fiscal position that the store's settings name for an order.

        Either because it is exempt, or by the rates it is taxed with; ``None`` when the
        settings say nothing, or several things.
        """
        backend = self.backend_id
        if backend.exempt_fiscal_position_id and order.meta("is_vat_exempt") == "yes":
            return backend.exempt_fiscal_position_id.id
        by_rate = self._positions_by_rate(backend.id)
        percents = {
            tax.rate_id: float(tax.rate_percent)
            for tax in order.tax_lines
            if tax.rate_percent is not None
        }
        rate_ids = {tax.id for line in order.lines for tax in line.taxes}
        named = {by_rate.get((one, percents.get(one))) for one in rate_ids}
        return named.pop() if len(named) == 1 else None

    @api.model
    @ormcache("backend_id")
    def _positions_by_rate(self, backend_id):
        """Return the positions by (rate, percent); percent ``None`` is the present one.

        A rate that was changed in the store has a row for each of its percentages.
        """
        domain = [("backend_id", "=", backend_id), ("fiscal_position_id", "!=", False)]
        positions = {}
        for rate in self.env["woo.tax"].sudo().search(domain):
            positions[rate.woo_id, rate.rate] = rate.fiscal_position_id.id
            if rate.is_current:
                positions[rate.woo_id, None] = rate.fiscal_position_id.id
        return positions

    # === Odoo's side === #

    def _expected_taxes(self, order, resolution, position, charged):
        """Return the taxes that Odoo would have where the store charged these.

        Where it charged none, those of the products.
        """
        if charged or not order.total:
            return position._expected_taxes(charged)
        products = self.env["product.product"].union(
            *(resolution.products[line.id] for line in order.line_items)
        )
        taxes = products.taxes_id._filter_taxes_by_company(self.backend_id.company_id)
        return position.map_tax(taxes)

    @api.model
    def _is_expected(self, charged, expected):
        """Tell whether Odoo would charge what the store charged."""
        if charged:
            return charged <= expected
        return not any(expected.mapped("amount"))

    @api.model
    def _is_refused_on_invoice(self, position, charged):
        """Tell whether Odoo refuses an invoice with these taxes.

        With a tax number in another country an invoice has taxes of that country alone.
        """
        return bool(position.foreign_vat) and charged.country_id != position.country_id

    # === Saying it === #

    def _describe_fiscal_conflict(
        self, of_customer, expected, of_store, charged, chosen
    ):
        none = self.env._("no fiscal position")
        return "\n".join(
            (
                self.env._(
                    "Odoo: %(position)s, %(taxes)s.",
                    position=of_customer.name or none,
                    taxes=self._name_taxes(expected),
                ),
                self.env._(
                    "Store: %(position)s, %(taxes)s.",
                    position=of_store.name or none,
                    taxes=self._name_taxes(charged),
                ),
                self.env._(
                    "The sale order has %(position)s and the store's taxes.",
                    position=chosen.name or none,
                ),
            )
        )

    def _name_taxes(self, taxes):
        return ", ".join(taxes.mapped("name")) or self.env._("no tax")
