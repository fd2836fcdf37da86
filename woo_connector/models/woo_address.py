"""Addresses of a store as values of a contact, and whether two are the same."""

from odoo import models
from odoo.tools import email_normalize

from ..woo.address_text import phone_digits, place_key, plain

PLACE_FIELDS = ("name", "street", "street2", "zip", "city")


def prepare_address(backend, address, company_name=""):
    """Return the values of a contact that hold everything the address says.

    A state that Odoo does not know is kept as text in the second street line, where it
    is printed on labels; so is a country code that Odoo does not know. A company other
    than the one the contact will belong to goes before the name, because Odoo prints
    only the name of the latter.

    :param backend: the store
    :param woo.schema.Address address: billing or shipping address of an order
    :param str company_name: of the company the contact will belong to
    """
    countries = backend.env["woo.country"]
    country, state = countries._find_place(backend, address.country, address.state)
    street2 = [
        address.address_2,
        "" if state else address.state,
        "" if country else address.country,
    ]
    is_other_company = plain(address.company) != plain(company_name)
    name = [address.company if is_other_company else "", address.name]
    return {
        "name": ", ".join(filter(None, name)) or address.company,
        "street": address.address_1 or False,
        "street2": ", ".join(filter(None, street2)) or False,
        "zip": address.postcode or False,
        "city": address.city or False,
        "country_id": country.id,
        "state_id": state.id,
        "email": address.email or False,
        "phone": address.phone or False,
    }


def is_same_address(known, values):
    """Tell whether a contact is the address with these values.

    Case, blanks and punctuation do not matter. An e-mail address or a phone number
    that the order does not give is no difference.

    :param known: a contact, or the values of one that is about to be created
    """
    return (
        _place_key(known) == _place_key(values)
        and _id_of(known["country_id"]) == values["country_id"]
        and _id_of(known["state_id"]) == values["state_id"]
        and _is_silent_or_same(email_normalize, known["email"], values["email"])
        and _is_silent_or_same(phone_digits, known["phone"], values["phone"])
    )


def _place_key(values):
    return place_key(*(values[name] for name in PLACE_FIELDS))


def _id_of(value):
    """Return the id of a record, or what values of one hold in its place."""
    return value.id if isinstance(value, models.BaseModel) else value


def _is_silent_or_same(normalize, known, given):
    return not given or normalize(known or "") == normalize(given)
