from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from odoo import api, models
from odoo.tools import email_normalize

from .first_seen import create_once
from .woo_address import is_same_address, prepare_address


@dataclass(frozen=True)
class OrderPartners:
    """The contacts of one order: who bought, who is billed, where it goes."""

    customer: Any
    invoice: Any
    delivery: Any


class WooCustomer(models.Model):
    """From the customer of an order to contacts in Odoo.

    The ladder: the customer's number in the store, then the e-mail address, then a new
    contact. Never the name. What a contact of Odoo says is never overwritten by an
    order: another address becomes a contact of its own below it.
    """

    _inherit = "woo.customer"

    @api.model
    def _resolve_partners(self, backend, order):
        """Return the contacts of an order, created where there are none yet.

        :param woo.schema.Order order: the store's order
        :rtype: OrderPartners
        :raise RetryableJobError: another import is creating the same customer
        """
        customer = self._resolve_customer(backend, order)
        invoice = self._resolve_address(customer, order.billing, "invoice")
        delivery = invoice
        if not order.shipping.is_empty():
            candidates = customer | invoice
            delivery = self._resolve_address(
                customer, order.shipping, "delivery", candidates
            )
        return OrderPartners(customer, invoice, delivery)

    @api.model
    def _resolve_customer(self, backend, order):
        binding = self
        if order.customer_id:
            binding = self.search(
                [("backend_id", "=", backend.id), ("woo_id", "=", order.customer_id)]
            )
        if binding:
            return binding.partner_id
        email = email_normalize(order.billing.email)
        domain = self._email_domain(backend, email)
        # The company's own contact before one that all companies share.
        partner = email and self.env["res.partner"].search(
            domain, order="company_id, id", limit=1
        )
        if not partner:
            partner = self._create_partner(backend, order, email)
        if order.customer_id:
            self._bind(backend, order.customer_id, partner)
        return partner

    @api.model
    def _bind(self, backend, woo_id, partner):
        domain = [("backend_id", "=", backend.id), ("woo_id", "=", woo_id)]
        values = {
            "backend_id": backend.id,
            "woo_id": woo_id,
            "partner_id": partner.id,
        }
        return create_once(self, backend, woo_id, domain, values)

    @api.model
    def _email_domain(self, backend, email):
        """Return what finds a customer by e-mail.

        Billing addresses are no customers: only contacts count.
        """
        return [
            ("email_normalized", "=", email),
            ("type", "=", "contact"),
            ("company_id", "in", (False, backend.company_id.id)),
        ]

    @api.model
    def _create_partner(self, backend, order, email):
        """Create the contact of a customer that nobody knows yet.

        A billing company becomes a company with the person as its contact.

        :param str email: normalised; empty when the order names no usable one
        :raise RetryableJobError: another import is creating the same customer
        """
        partners = self.env["res.partner"]
        values = self._prepare_partner(backend, order)
        if email:
            # The lock's name is logged when it is held: no address in it.
            key = sha256(email.encode()).hexdigest()[:16]
            domain = self._email_domain(backend, email)
            partner = create_once(partners, backend, key, domain, values)
        else:
            partner = partners.create(values)
        if order.billing.company and order.billing.name:
            partner.parent_id = partners.create(
                self._prepare_company(backend, order.billing)
            )
        return partner

    @api.model
    def _prepare_partner(self, backend, order):
        """Return the values of a new customer."""
        billing = order.billing
        values = prepare_address(self.env, billing, company_name=billing.company)
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
            **prepare_address(self.env, billing, company_name=billing.company),
            "name": billing.company,
            "email": False,
            "is_company": True,
            "company_id": backend.company_id.id,
            "customer_rank": 1,
        }

    @api.model
    def _resolve_address(self, customer, address, kind, candidates=None):
        """Return the contact that is this address: the customer, or one below.

        :param str kind: ``invoice`` or ``delivery``
        :param candidates: contacts to prefer; by default the customer
        """
        owner = customer.commercial_partner_id
        values = prepare_address(self.env, address, company_name=owner.name)
        if not any(values.values()):
            return customer
        values["name"] = values["name"] or customer.name
        candidates = candidates or customer
        for candidate in candidates | self._known_addresses(owner, kind):
            if is_same_address(candidate, values):
                return candidate
        return self.env["res.partner"].create(
            {
                **values,
                "parent_id": owner.id,
                "type": kind,
                "company_id": customer.company_id.id,
            }
        )

    @api.model
    def _known_addresses(self, owner, kind):
        return self.env["res.partner"].search(
            [("parent_id", "=", owner.id), ("type", "=", kind)], order="id"
        )
