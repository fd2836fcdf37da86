from odoo import api, models
from odoo.tools import ormcache

# What ties a tax to fiscal positions.
POSITION_FIELDS = {"fiscal_position_ids", "original_tax_ids"}


class AccountFiscalPosition(models.Model):
    """What a fiscal position does with the taxes that a store charged.

    Every order asks, so the answers are kept in Odoo's cache, which every change of a
    fiscal position or of its taxes empties.
    """

    _inherit = "account.fiscal.position"

    @api.model_create_multi
    def create(self, vals_list):
        positions = super().create(vals_list)
        self.env.registry.clear_cache()
        return positions

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache("company_id")
    def _has_any(self, company_id):
        """Tell whether a company works with fiscal positions at all."""
        domain = self._check_company_domain(self.env["res.company"].browse(company_id))
        return bool(self.sudo().search_count(domain, limit=1))

    def _expected_taxes(self, charged):
        """Return the taxes that Odoo has where a store charged these.

        The taxes that the charged ones stand for at home, in this fiscal position.

        :param charged: the taxes of a store's order
        :rtype: account.tax
        """
        return charged.browse(self._expected_tax_ids(self.id, tuple(charged.ids)))

    @api.model
    @ormcache("position_id", "tax_ids")
    def _expected_tax_ids(self, position_id, tax_ids):
        taxes = self.env["account.tax"].sudo().browse(tax_ids)
        at_home = taxes.browse().union(*(tax.original_tax_ids or tax for tax in taxes))
        return self.sudo().browse(position_id).map_tax(at_home).ids

    @api.model
    def _natural_position(self, company, charged):
        """Return the fiscal position that a store's taxes belong to.

        Taxes that belong to none are those of the company at home.

        :param charged: the taxes of a store's order
        :return: a fiscal position, empty when it is not clear or there is none
        """
        return self.browse(self._natural_position_id(company.id, tuple(charged.ids)))

    @api.model
    @ormcache("company_id", "tax_ids")
    def _natural_position_id(self, company_id, tax_ids):
        company = self.env["res.company"].sudo().browse(company_id)
        taxes = self.env["account.tax"].sudo().browse(tax_ids)
        at_home = company.domestic_fiscal_position_id
        common = None
        for tax in taxes:
            positions = tax.fiscal_position_ids.filtered("active") or at_home
            common = positions if common is None else common & positions
        if not common:
            return None
        if at_home in common:
            return at_home.id
        return common.id if len(common) == 1 else None


class AccountTax(models.Model):
    """Taxes that belong to fiscal positions."""

    _inherit = "account.tax"

    @api.model_create_multi
    def create(self, vals_list):
        taxes = super().create(vals_list)
        if any(POSITION_FIELDS & vals.keys() for vals in vals_list):
            self.env.registry.clear_cache()
        return taxes

    def write(self, vals):
        result = super().write(vals)
        if POSITION_FIELDS & vals.keys():
            self.env.registry.clear_cache()
        return result
