from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import plaintext2html

from ..woo.vat_number import normalize_vat_number, vat_spellings
from .first_seen import unseen_elsewhere
from .woo_address import prepare_address

# A contact below a company has the company's address; writing another one there would
# change the company.
ADDRESS_FIELDS = ("street", "street2", "zip", "city", "country_id", "state_id")


@dataclass(eq=False)
class NewContact:
    """A contact that is about to be created, and the one it belongs to.

    :param parent: a ``NewContact``, a contact, or ``None``
    """

    values: dict[str, Any]
    parent: Any = None
    partner: Any = None


class WooCustomer(models.Model):
    """Creating the contacts of customers whom nobody knows yet."""

    _inherit = "woo.customer"

    @api.model
    def _create_buyers(self, backend, buyers):
        """Create what is missing: companies, contacts, rows of registered customers.

        Orders of one new customer in the same go get one contact.

        :raise RetryableJobError: another import is creating the same customer
        """
        newcomers = [buyer for buyer in buyers if not buyer.partner]
        # The first order of each registered customer who is not noted yet.
        unbound = {
            buyer.order.customer_id: buyer
            for buyer in reversed(buyers)
            if not (buyer.is_guest or buyer.bound)
        }
        keys, searches = self._identities(backend, newcomers, unbound)
        if not keys:
            self._create_contacts(backend, newcomers)
            return
        with unseen_elsewhere(backend.company_id, "customer", keys, searches):
            self._create_contacts(backend, newcomers)
            self.create(
                [
                    {
                        "backend_id": backend.id,
                        "woo_id": woo_id,
                        "partner_id": buyer.partner.id,
                    }
                    for woo_id, buyer in unbound.items()
                ]
            )

    @api.model
    def _identities(self, backend, newcomers, unbound):
        """Return (names of locks, searches) for everybody about to be created."""
        emails = {buyer.email for buyer in newcomers} - {""}
        vats = {buyer.vat: buyer.order.billing.country for buyer in newcomers}
        vats.pop("", None)
        names = [f"email {email}" for email in emails]
        names += [f"vat {normalize_vat_number(vat)}" for vat in vats]
        names += [f"number {backend.id} {woo_id}" for woo_id in unbound]
        spellings = {
            spelling
            for vat, country in vats.items()
            for spelling in (vat, *vat_spellings(normalize_vat_number(vat), country))
        }
        partners = self.env["res.partner"]
        domain = Domain("vat", "in", list(spellings)) if spellings else Domain.FALSE
        if emails:
            domain |= self._email_domain(backend, emails)
        searches = []
        if emails or spellings:
            searches.append((partners, domain))
        if unbound:
            bound = [("backend_id", "=", backend.id), ("woo_id", "in", list(unbound))]
            searches.append((self, bound))
        # A lock's name is logged when it is held: no address in it.
        keys = [sha256(name.encode()).hexdigest()[:16] for name in names]
        return keys, searches

    @api.model
    def _create_contacts(self, backend, newcomers):
        """Create the contacts of these buyers, each person and each company once."""
        if not newcomers:
            return
        people, companies = {}, {}
        planned = {
            buyer: self._plan_contact(backend, buyer, people, companies)
            for buyer in newcomers
        }
        self._create_all(list(companies.values()))
        contacts = [one for one in dict.fromkeys(planned.values()) if not one.partner]
        for contact in contacts:
            if isinstance(contact.parent, NewContact):
                contact.parent = contact.parent.partner
            if contact.parent:
                contact.values["parent_id"] = contact.parent.id
        self._create_all(contacts)
        for buyer, contact in planned.items():
            buyer.partner = contact.partner
            buyer.is_new = not buyer.company

    @api.model
    def _create_all(self, contacts):
        """Create contacts and note each one's record."""
        if not contacts:
            return
        partners = self.env["res.partner"].create(
            [contact.values for contact in contacts]
        )
        for contact, partner in zip(contacts, partners, strict=True):
            contact.partner = partner

    # === Who is who among the new ones === #

    @api.model
    def _plan_contact(self, backend, buyer, people, companies):
        """Return the new contact a buyer is, the same one for the same person.

        :param dict people: new contacts by what identifies them, added to
        :param dict companies: new companies by VAT number, added to
        """
        identities = self._identities_of(buyer)
        known = [(buyer.vat, identity) for identity in identities]
        contact = next(filter(None, map(people.get, known)), None)
        if not contact:
            contact = self._plan_new_contact(backend, buyer, companies)
        for identity in identities:
            people.setdefault((buyer.vat, identity), contact)
            # Without a VAT number the same person is known by number and address.
            people.setdefault(("", identity), contact)
        return contact

    @api.model
    def _identities_of(self, buyer):
        """Return what identifies a buyer among the new ones."""
        numbers = [] if buyer.is_guest else [buyer.order.customer_id]
        return [*numbers, *filter(None, [buyer.email])]

    @api.model
    def _plan_new_contact(self, backend, buyer, companies):
        """Return the new contact of a buyer.

        A billing company becomes a company with the person as its contact; so does the
        company with the VAT number. A company without a person, and a person with a VAT
        number but no company, are one contact.
        """
        billing = buyer.order.billing
        values = self._prepare_partner(backend, buyer.order)
        if buyer.notices:
            values["comment"] = plaintext2html("\n".join(buyer.notices))
        if buyer.company:
            for name in ADDRESS_FIELDS:
                values.pop(name, None)
            return NewContact(values, buyer.company)
        if buyer.vat in companies:
            return NewContact(values, companies[buyer.vat])
        of_company = {"vat": buyer.vat, "is_company": True} if buyer.vat else {}
        if billing.company and billing.name:
            company = NewContact(self._prepare_company(backend, billing) | of_company)
            companies[buyer.vat or buyer] = company
            return NewContact(values, company)
        contact = NewContact(values | of_company)
        if buyer.vat:
            companies[buyer.vat] = contact
        return contact

    @api.model
    def _prepare_partner(self, backend, order):
        """Return the values of a new customer."""
        billing = order.billing
        values = prepare_address(backend, billing, company_name=billing.company)
        if not values["name"]:
            values["name"] = billing.email or self.env._(
                "Guest of order %s", order.number or order.id
            )
        return {
            **values,
            "is_company": bool(billing.company and not billing.name),
            "company_id": backend.company_id.id,
            "customer_rank": 1,
        }

    @api.model
    def _prepare_company(self, backend, billing):
        """Return the values of the company of a new customer.

        The e-mail address stays with the person, by whom the customer is found.
        """
        return {
            **prepare_address(backend, billing, company_name=billing.company),
            "name": billing.company,
            "email": False,
            "is_company": True,
            "company_id": backend.company_id.id,
            "customer_rank": 1,
        }
