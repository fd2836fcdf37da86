from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..woo.address_text import plain
from ..woo.vat_number import normalize_vat_number, vat_spellings


class WooCustomer(models.Model):
    """Finding the contacts who bought, one rung of the ladder after the other."""

    _inherit = "woo.customer"

    @api.model
    def _find_buyers(self, backend, buyers):
        """Fill in the contact of each buyer whom Odoo knows.

        :param list buyers: of one store, see ``Buyer``
        """
        companies = self._find_companies(backend, buyers)
        self._find_bound(backend, buyers)
        by_email = self._find_by_email(
            backend,
            {buyer.email for buyer in buyers if buyer.vat or not buyer.bound},
        )
        nobody = self.env["res.partner"]
        for buyer in buyers:
            buyer.company = companies.get(buyer.vat)
            candidates = nobody.union(
                buyer.bound or nobody,
                by_email.get(buyer.email, nobody),
                self._find_guest(backend, buyer),
            )
            if buyer.company:
                buyer.partner = self._choose_in_company(buyer, candidates)
            elif buyer.vat:
                buyer.partner = self._choose_for_vat(buyer, candidates)
            else:
                buyer.partner = candidates[:1]

    # === VAT number === #

    @api.model
    def _find_companies(self, backend, buyers):
        """Return the contacts that have the buyers' VAT numbers, by number."""
        found = {}
        for buyer in buyers:
            if buyer.vat and buyer.vat not in found:
                country = buyer.order.billing.country.upper()
                found[buyer.vat] = self._find_company(backend, buyer.vat, country)
        return {vat: partner for vat, partner in found.items() if partner}

    @api.model
    def _find_company(self, backend, vat, country):
        """Return the contact with a VAT number, however somebody has typed it.

        Without the country's prefix it is only a number, which another country may
        have given, too.
        """
        number = normalize_vat_number(vat)
        spellings = vat_spellings(number, country)
        self.env["res.partner"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.id
                  FROM res_partner partner
             LEFT JOIN res_country country ON country.id = partner.country_id
                 WHERE upper(regexp_replace(partner.vat, '[^0-9A-Za-z]', '', 'g'))
                       = ANY(%(spellings)s)
                   AND partner.vat IS NOT NULL
                   AND partner.commercial_partner_id = partner.id
                   AND partner.active
                   AND (partner.company_id IS NULL OR partner.company_id = %(company)s)
                   AND (partner.vat ~ '^ *[A-Za-z]{2}' OR country.id IS NULL
                        OR country.code = %(country)s)
              ORDER BY partner.company_id, partner.id
                 LIMIT 1
                """,
                spellings=list(spellings),
                company=backend.company_id.id,
                country=country,
            )
        )
        return self.env["res.partner"].browse(row[0] for row in rows)

    @api.model
    def _choose_in_company(self, buyer, candidates):
        """Return the contact of a company who bought; empty when it is a new one."""
        of_company = candidates.filtered(
            lambda partner: partner.commercial_partner_id == buyer.company
        )
        if not of_company and not buyer.order.billing.name:
            return buyer.company
        return of_company[:1]

    @api.model
    def _choose_for_vat(self, buyer, candidates):
        """Return the contact of a buyer whose VAT number no contact has.

        Whoever has another number is somebody else. A person without one may have
        bought for a company now. Only a contact of the very company the order names,
        or a person who names none, is taken to be the buyer.
        """
        company_name = plain(buyer.order.billing.company)
        for partner in candidates:
            owner = partner.commercial_partner_id
            named = plain(owner.name) if owner.is_company else ""
            if not owner.vat and (not company_name or named == company_name):
                return partner
        return candidates.browse()

    # === Number in the store === #

    @api.model
    def _find_bound(self, backend, buyers):
        """Note the contacts of registered customers by their number in the store."""
        woo_ids = {buyer.order.customer_id for buyer in buyers} - {0}
        if not woo_ids:
            return
        bindings = self.search(
            [("backend_id", "=", backend.id), ("woo_id", "in", list(woo_ids))]
        )
        by_number = bindings.grouped("woo_id")
        for buyer in buyers:
            if binding := by_number.get(buyer.order.customer_id):
                buyer.bound = binding.partner_id

    # === E-mail address === #

    @api.model
    def _find_by_email(self, backend, emails):
        """Return contacts by e-mail address, the company's own before shared ones."""
        emails = [email for email in emails if email]
        if not emails:
            return {}
        partners = self.env["res.partner"].search(
            self._email_domain(backend, emails), order="company_id, id"
        )
        return partners.grouped("email_normalized")

    @api.model
    def _email_domain(self, backend, emails):
        """Return what finds customers by e-mail.

        Billing addresses are no customers: only contacts count. Neither are companies
        of this Odoo: whoever enters an order that was placed by phone gives the shop's
        own address, and the invoice would name the shop as its customer.
        """
        return Domain(
            [
                ("email_normalized", "in", list(emails)),
                ("type", "=", "contact"),
                ("ref_company_ids", "=", False),
                ("company_id", "in", (False, backend.company_id.id)),
            ]
        )

    # === Guests === #

    @api.model
    def _find_guest(self, backend, buyer):
        """Return the contact that a guest is when nothing else tells."""
        if not buyer.is_guest:
            return self.env["res.partner"]
        if backend.guest_policy == "generic" and not buyer.vat:
            return backend.guest_partner_id
        # The same order again is the same guest, also where guests are always new.
        return buyer.known or self.env["res.partner"]
