"""Addresses of a store as values of a contact, and whether two are the same."""

import re

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
    country, state = find_place(backend, address.country, address.state)
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


def find_place(backend, code, text):
    """Return the country and the state that an address means; either may be empty."""
    country = _find_country(backend.env, code)
    return country, _find_state(backend.env, country, text)


def _find_country(env, code):
    """Return the country of an ISO code; empty when there is none."""
    countries = env["res.country"]
    if not code:
        return countries
    return countries.search([("code", "=", code.upper())], limit=1)


def _find_state(env, country, text):
    """Return the state that WooCommerce means; empty when Odoo does not know it.

    WooCommerce writes a code ("NY"), a code with its country ("DE-NW", "JP13"), or in
    countries without a list whatever the customer typed.
    """
    states = env["res.country.state"]
    if not country or not text:
        return states
    code = re.sub(f"^{country.code}-?", "", text.upper())
    # Odoo has "DE-BE" for Berlin, but "NY" for New York.
    codes = (code, f"{country.code}-{code}", text.upper())
    return states.search(
        [
            ("country_id", "=", country.id),
            "|",
            ("code", "in", codes),
            ("name", "=ilike", text.replace("%", "").replace("_", "")),
        ],
        limit=1,
    )


def _is_silent_or_same(normalize, known, given):
    return not given or normalize(known or "") == normalize(given)
