from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import email_normalize

from .first_seen import unseen_elsewhere
from .woo_address import PLACE_FIELDS, is_same_address, prepare_address

IDENTIFYING_FIELDS = ("parent_id", "type", *PLACE_FIELDS)


@dataclass(eq=False)
class NewAddress:
    """An address that is about to be created below a customer.

    :param is_exposed: whether another import may be creating it at this moment, as it
        cannot below a customer who was just created
    """

    values: dict[str, Any]
    is_exposed: bool
    partner: Any = None


class WooCustomer(models.Model):
    """Billing and delivery addresses of orders, found by their content.

    An address that is there is never changed by an order: so an old order keeps the
    address it was placed with.
    """

    _inherit = "woo.customer"

    @api.model
    def _resolve_addresses(self, backend, buyers):
        """Return (billing contact, delivery contact) of each buyer.

        :rtype: dict
        :raise RetryableJobError: another import is creating the same address
        """
        known = self._known_addresses(backend, buyers)
        new = []
        places = {
            buyer: self._resolve_addresses_of(backend, buyer, known, new)
            for buyer in buyers
        }
        self._create_addresses(backend, new)
        return {
            buyer: tuple(
                place.partner if isinstance(place, NewAddress) else place
                for place in of_buyer
            )
            for buyer, of_buyer in places.items()
        }

    @api.model
    def _resolve_addresses_of(self, backend, buyer, known, new):
        """Return (billing, delivery) of one buyer: contacts, or new addresses."""
        order = buyer.order
        # Where the store keeps the contacts, a customer's address may change later.
        candidates = [buyer.partner] if backend.customer_owner == "odoo" else []
        invoice = self._resolve_address(
            backend, buyer, order.billing, "invoice", candidates, known, new
        )
        if order.shipping.is_empty():
            return invoice, invoice
        candidates.append(invoice)
        delivery = self._resolve_address(
            backend, buyer, order.shipping, "delivery", candidates, known, new
        )
        return invoice, delivery

    @api.model
    def _resolve_address(self, backend, buyer, address, kind, candidates, known, new):
        """Return the contact that is this address: the customer, or one below.

        :param str kind: ``invoice`` or ``delivery``
        :param list candidates: contacts and new addresses to prefer
        :param dict known: contacts by customer and kind
        :param list new: addresses that will be created, added to
        """
        customer = buyer.partner
        owner = customer.commercial_partner_id
        values = prepare_address(backend, address, company_name=owner.name)
        if not any(values.values()):
            return customer
        values["name"] = values["name"] or customer.name
        pending = [
            place
            for place in new
            if (place.values["parent_id"], place.values["type"]) == (owner.id, kind)
        ]
        for candidate in (*candidates, *known.get((owner, kind), ()), *pending):
            is_new = isinstance(candidate, NewAddress)
            if is_same_address(candidate.values if is_new else candidate, values):
                return candidate
        values |= {
            "parent_id": owner.id,
            "type": kind,
            "company_id": customer.company_id.id,
        }
        new.append(NewAddress(values, is_exposed=not buyer.is_new))
        return new[-1]

    @api.model
    def _known_addresses(self, backend, buyers):
        """Return the addresses below customers who were there before, by kind.

        The contact for all guests has one per guest: only those with the e-mail
        address of an order are read.
        """
        generic = backend.guest_partner_id.commercial_partner_id
        owners = self.env["res.partner"].union(
            *(
                buyer.partner.commercial_partner_id
                for buyer in buyers
                if not buyer.is_new
            )
        )
        if not owners:
            return {}
        domain = Domain("parent_id", "in", (owners - generic).ids)
        if generic in owners:
            emails = {email_normalize(buyer.order.billing.email) for buyer in buyers}
            domain |= Domain("parent_id", "=", generic.id) & Domain(
                "email_normalized", "in", list(emails - {False})
            )
        domain &= Domain("type", "in", ("invoice", "delivery"))
        known = {}
        for partner in self.env["res.partner"].search(domain, order="id"):
            known.setdefault((partner.parent_id, partner.type), []).append(partner)
        return known

    @api.model
    def _create_addresses(self, backend, new):
        """Create addresses, unless another import does so at this moment."""
        exposed = [place for place in new if place.is_exposed]
        if exposed:
            keys, searches = self._identities_of_addresses(exposed)
            with unseen_elsewhere(backend.company_id, "address", keys, searches):
                self._create_all(exposed)
        self._create_all([place for place in new if not place.is_exposed])

    @api.model
    def _identities_of_addresses(self, places):
        """Return (names of locks, searches) for addresses about to be created."""
        described = [
            [(name, "=", place.values[name]) for name in IDENTIFYING_FIELDS]
            for place in places
        ]
        keys = [sha256(repr(one).encode()).hexdigest()[:16] for one in described]
        return keys, [(self.env["res.partner"], Domain.OR(map(Domain, described)))]
