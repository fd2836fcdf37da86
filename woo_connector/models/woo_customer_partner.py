from dataclasses import dataclass, field
from typing import Any

from odoo import api, models
from odoo.tools import email_normalize

from ..woo.vat_number import find_vat_number, normalize_vat_number


@dataclass(frozen=True)
class OrderPartners:
    """The contacts of one order: who bought, who is billed, where it goes.

    :param notices: sentences for the order about what its contacts do not say
    """

    customer: Any
    invoice: Any
    delivery: Any
    notices: tuple[str, ...] = ()


@dataclass(eq=False)
class Buyer:
    """Who one order says has bought, and the contact it is.

    :param order: the store's order, a ``woo.schema.Order``
    :param email: normalised; empty when it must not identify anybody
    :param vat: VAT number as Odoo writes it; empty when there is no valid one
    :param known: the contact of an earlier import of the same order
    :param bound: the contact of this customer's number in the store
    :param company: the contact that has the VAT number
    :param partner: the contact, once it is found or created
    :param is_new: whether the contact and all it belongs to was just created
    """

    order: Any
    email: str = ""
    vat: str = ""
    known: Any = None
    bound: Any = None
    company: Any = None
    partner: Any = None
    is_new: bool = False
    notices: list[str] = field(default_factory=list)

    @property
    def is_guest(self):
        return not self.order.customer_id


class WooCustomer(models.Model):
    """From the customers of orders to contacts in Odoo.

    The ladder: the VAT number, then the customer's number in the store, then the e-mail
    address, then a new contact. Never the name.
    """

    _inherit = "woo.customer"

    @api.model
    def _resolve_partners(self, backend, order, known=None):
        """Return the contacts of one order, see :meth:`_resolve_partners_of`.

        :param known: the contact of an earlier import of this order
        :rtype: OrderPartners
        """
        known = {order.id: known} if known else {}
        return self._resolve_partners_of(backend, [order], known)[order.id]

    @api.model
    def _resolve_partners_of(self, backend, orders, known=None):
        """Return the contacts of orders, created where there are none yet.

        However many orders there are, the database is asked a handful of times.

        :param backend: the store of all these orders
        :param orders: ``woo.schema.Order`` objects; later ones are the newer
        :param dict known: by number of the order the contact of an earlier import of it
        :return: ``OrderPartners`` by number of the order
        :rtype: dict
        :raise RetryableJobError: another import is creating the same customer
        """
        known = known or {}
        buyers = [
            self._read_buyer(backend, order, known.get(order.id)) for order in orders
        ]
        self._find_buyers(backend, buyers)
        self._create_buyers(backend, buyers)
        self._update_from_store(backend, buyers)
        places = self._resolve_addresses(backend, buyers)
        return {
            buyer.order.id: OrderPartners(
                buyer.partner, *places[buyer], tuple(buyer.notices)
            )
            for buyer in buyers
        }

    # === What an order says === #

    @api.model
    def _read_buyer(self, backend, order, known=None):
        """Return who an order says has bought; nobody is looked for yet."""
        buyer = Buyer(order, known=known)
        typed = find_vat_number(order, backend._get_vat_keys())
        if typed:
            buyer.vat = self._check_vat_number(backend, order, typed)
            if not buyer.vat:
                buyer.notices.append(
                    self.env._(
                        "“%s” is not a valid VAT number: it identifies nobody.", typed
                    )
                )
        policy = backend.guest_policy
        is_nobody = policy == "new" or policy == "generic" and not buyer.vat
        if not (buyer.is_guest and is_nobody):
            buyer.email = email_normalize(order.billing.email) or ""
        return buyer

    @api.model
    def _check_vat_number(self, backend, order, typed):
        """Return a VAT number as Odoo writes it; empty when it is not valid.

        Odoo's own check (``base_vat``), if it is installed, must not stop an order.
        """
        number = normalize_vat_number(typed)
        if not number:
            return ""
        country, _state = self.env["woo.country"]._find_place(
            backend, order.billing.country, ""
        )
        partners = self.env["res.partner"]
        number, _code = partners._run_vat_checks(country, number, validation="setnull")
        return number or ""
