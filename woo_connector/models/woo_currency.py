from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import ormcache


class WooCurrency(models.Model):
    """A currency that orders of the store are in, and the pricelist that carries it.

    Odoo takes a sale order's currency from its pricelist. The prices always come from
    the store.
    """

    _name = "woo.currency"
    _description = "WooCommerce Currency"
    _inherit = "woo.mapping"
    _order = "backend_id, code, id"
    _rec_name = "code"
    _mapping_target = "pricelist_id"
    _mapping_key = ("code",)

    code = fields.Char(string="Currency", required=True, help="E.g. EUR")
    currency_id = fields.Many2one(
        "res.currency",
        string="Currency in Odoo",
        compute="_compute_currency_id",
        store=True,
    )
    is_active = fields.Boolean(related="currency_id.active", string="Active in Odoo")
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        ondelete="restrict",
        domain="[('currency_id', '=', currency_id)]",
        help="Pricelist of the orders in this currency. Empty: the store's own, if it "
        "has this currency, else the first one that has.",
    )

    _store_currency_unique = models.UniqueIndex("(backend_id, code)")

    @api.depends("code")
    def _compute_currency_id(self):
        currencies = self.env["res.currency"].with_context(active_test=False)
        found = currencies.search([("name", "in", self.mapped("code"))])
        by_code = {currency.name: currency for currency in found}
        for row in self:
            row.currency_id = by_code.get(row.code)

    @api.constrains("code", "pricelist_id")
    def _check_pricelist_currency(self):
        for row in self:
            pricelist = row.pricelist_id
            if pricelist and pricelist.currency_id.name != row.code:
                raise ValidationError(
                    self.env._(
                        "The pricelist “%(pricelist)s” is in %(currency)s, not in "
                        "%(code)s.",
                        pricelist=pricelist.name,
                        currency=pricelist.currency_id.name,
                        code=row.code,
                    )
                )

    @api.model
    def _find_currency(self, backend, code):
        """Return (currency, pricelist) of orders in a currency of the store.

        The pricelist is empty where the company's own currency needs none.

        :return: ``None`` when the currency is not active, or needs a pricelist and has
            none
        """
        found = self._known_currency(backend.id, code)
        found = found or self._read_currency(backend.id, code)
        if not found:
            return None
        currency_id, pricelist_id = found
        return (
            self.env["res.currency"].browse(currency_id),
            self.env["product.pricelist"].browse(pricelist_id),
        )

    @api.model
    @ormcache("backend_id", "code")
    def _known_currency(self, backend_id, code):
        return self._read_currency(backend_id, code)

    @api.model
    def _read_currency(self, backend_id, code):
        backend = self.env["woo.backend"].browse(backend_id)
        currency = self.env["res.currency"].search([("name", "=", code)])
        if not currency:
            return None
        pricelist = self._pick_pricelist(backend, currency)
        if not pricelist and currency != backend.company_id.currency_id:
            return None
        return currency.id, pricelist.id

    @api.model
    def _pick_pricelist(self, backend, currency):
        """Return the pricelist of a currency: chosen, else the store's, else any."""
        pricelists = self.env["product.pricelist"]
        chosen = pricelists.browse(self._read_target(backend.id, (currency.name,)))
        if chosen.active:
            return chosen
        if backend.pricelist_id.currency_id == currency:
            return backend.pricelist_id
        return pricelists.search(
            [
                *pricelists._check_company_domain(backend.company_id),
                ("currency_id", "=", currency.id),
            ],
            limit=1,
        )

    @api.model
    def _release_for(self, currencies):
        """Let go on what waited for one of these currencies or its pricelist."""
        self.env.registry.clear_cache()
        # Whoever makes a pricelist need not have rights on orders of stores.
        rows = self.sudo().search([("code", "in", currencies.mapped("name"))])
        rows._release_orders()

    def action_create_missing(self):
        """Activate these currencies, and make a pricelist for each that has none."""
        for row in self.filtered(lambda row: row.currency_id and not row.pricelist_id):
            row.currency_id.active = True
            pricelist = self._pick_pricelist(row.backend_id, row.currency_id)
            row.pricelist_id = pricelist or pricelist.create(row._prepare_pricelist())

    def _prepare_pricelist(self):
        """Return the values of a pricelist that only carries the currency."""
        self.ensure_one()
        return {
            "name": self.env._("Store orders in %s", self.code),
            "currency_id": self.currency_id.id,
            "company_id": self.company_id.id,
        }

    def _suggest_targets(self):
        suggested = {}
        for row in self.filtered(lambda row: row.is_active and not row.pricelist_id):
            if pricelist := self._pick_pricelist(row.backend_id, row.currency_id):
                suggested[row] = pricelist
        return suggested

    def _target_domain(self):
        currency = ("currency_id", "=", self.currency_id.id)
        return [*super()._target_domain(), currency]
