"""Attributes of products and the choices of variations."""

from typing import Any
from urllib.parse import unquote

from .. import texts
from ..rest import php
from ..state import Row, State
from .rows import attribute_key, find_term


def shown(state: State, row: Row) -> list[Row]:
    """Return a product's attributes as the API shows them."""
    return [_shown_attribute(state, attribute) for attribute in row["attributes"]]


def _shown_attribute(state: State, attribute: Row) -> Row:
    data = {"id": attribute["id"], "name": attribute["name"]}
    if attribute["id"]:
        known = state.attributes.get(attribute["id"])
        data["name"] = known["name"] if known else attribute["name"]
        data["slug"] = attribute_key(state, attribute)
        options = _term_names(state, attribute, known or {})
    else:
        data["slug"], options = attribute["name"], list(attribute["options"])
    columns = ("position", "visible", "variation")
    data.update({column: attribute[column] for column in columns})
    return {**data, "options": options}


def _term_names(state: State, attribute: Row, known: Row) -> list[str]:
    terms = [state.terms[n] for n in attribute["terms"] if n in state.terms]
    terms.sort(key=_TERM_ORDERS.get(known.get("order_by"), _by_name))
    return [term["name"] for term in terms]


def _by_name(term: Row) -> str:
    return texts.remove_accents(term["name"]).lower()


_TERM_ORDERS = {
    "menu_order": lambda term: (term["menu_order"], _by_name(term)),
    "id": lambda term: term["id"],
    "name_num": lambda term: (php.to_float(term["name"]), _by_name(term)),
}


def ordered_choices(state: State, row: Row) -> list[Row]:
    """Return a variation's choices in the order of its product's attributes."""
    parent = state.products.get(row["parent_id"], {"attributes": []})
    keys = [attribute_key(state, a) for a in parent["attributes"] if a["variation"]]
    chosen = {choice["key"]: choice for choice in row["attributes"]}
    return [chosen[key] for key in keys if key in chosen]


def shown_choices(state: State, row: Row) -> list[Row]:
    """Return a variation's choices as the API shows them; "any" is left out."""
    parent = state.products.get(row["parent_id"], {"attributes": []})
    choices = (c for c in ordered_choices(state, row) if c["value"] != "")
    return [_shown_choice(state, parent, choice) for choice in choices]


def _shown_choice(state: State, parent: Row, choice: Row) -> Row:
    attribute = _attribute_of(state, parent, choice["key"])
    if not choice["key"].startswith("pa_"):
        return {
            "id": 0,
            "name": attribute["name"] if attribute else choice["key"],
            "slug": choice["key"],
            "option": choice["value"],
        }
    known = state.attributes.get(attribute["id"], {}) if attribute else {}
    term = _term_by_slug(state, known.get("id"), choice["value"])
    return {
        "id": known.get("id", 0),
        "name": known.get("name", choice["key"].removeprefix("pa_")),
        "slug": unquote(choice["key"]),
        "option": unquote(term["name"] if term else choice["value"]),
    }


def _attribute_of(state: State, parent: Row, key: str) -> Row | None:
    for attribute in parent["attributes"]:
        if attribute_key(state, attribute) == key:
            return attribute
    return None


def _term_by_slug(state: State, attribute_id: Any, slug: str) -> Row | None:
    for term in state.terms.values():
        if term["attribute_id"] == attribute_id and term["slug"] == slug:
            return term
    return None


def shown_defaults(state: State, row: Row) -> list[Row]:
    """Return the preselected values of a variable product."""
    if row.get("type") != "variable":
        return []
    return [dict(entry) for entry in row["default_attributes"]]


def read_attributes(state: State, given: Any) -> list[Row]:
    """Return the attribute rows for the ``attributes`` of a request."""
    rows = []
    for entry in given if isinstance(given, list) else []:
        if not isinstance(entry, dict):
            continue
        row = {
            "id": php.absolute_int(entry.get("id")),
            "name": texts.clean_line(php.to_string(entry.get("name"))),
            "position": php.absolute_int(entry.get("position")),
            "visible": php.truthy(entry.get("visible")),
            "variation": php.truthy(entry.get("variation")),
        }
        if row["id"]:
            row["terms"] = _read_terms(state, row["id"], entry.get("options"))
            if row["terms"]:
                rows.append(row)
        elif row["name"] and entry.get("options") is not None:
            row["options"] = _read_options(entry["options"])
            rows.append(row)
    return rows


def _options(given: Any) -> list[str]:
    if isinstance(given, list):
        return [php.to_string(option) for option in given]
    return php.to_string(given).split("|")


def _read_options(given: Any) -> list[str]:
    """Return local options; a vertical bar separates options within one text too."""
    joined = " | ".join(_options(given))
    return [option.strip() for option in joined.split("|")]


def _read_terms(state: State, attribute_id: int, given: Any) -> list[int]:
    """Return the terms with the given names, adding those that are new."""
    if attribute_id not in state.attributes or given is None:
        return []
    names = [texts.strip_tags(option).strip() for option in _options(given)]
    numbers = [term_id(state, attribute_id, name) for name in names if name]
    return list(dict.fromkeys(numbers))


def term_id(state: State, attribute_id: int, name: str) -> int:
    """Return the id of an attribute's value, which is added when it is new."""
    stored = texts.term_name(name)
    term = find_term(state, attribute_id, stored)
    if term:
        return term["id"]
    number = state.sequences.next("terms")
    taken = [t["slug"] for t in state.terms.values()]
    slug = texts.slug(stored)
    state.terms[number] = {
        "id": number,
        "name": stored,
        "slug": slug if slug not in taken else f"{slug}-{number}",
        "description": "",
        "menu_order": 0,
        "attribute_id": attribute_id,
    }
    return number


def read_choices(state: State, parent: Row, given: Any) -> list[Row]:
    """Return a variation's choices among the attributes that its product varies."""
    keys = {attribute_key(state, a): a for a in parent["attributes"] if a["variation"]}
    choices = {}
    for entry in given if isinstance(given, list) else []:
        key = _entry_key(state, entry) if isinstance(entry, dict) else ""
        if key not in keys:
            continue
        value = texts.clean_line(php.to_string(entry.get("option")))
        if keys[key]["id"]:
            term = find_term(state, keys[key]["id"], texts.encode_entities(value))
            value = term["slug"] if term else texts.slug(value)
        choices[key] = {"key": key, "value": value}
    return list(choices.values())


def _entry_key(state: State, entry: Row) -> str:
    number = php.absolute_int(entry.get("id"))
    if number:
        known = state.attributes.get(number)
        return f"pa_{known['slug']}" if known else ""
    return texts.slug(php.to_string(entry.get("name")))


def read_defaults(state: State, row: Row, given: Any) -> list[Row]:
    """Return the preselected values for the ``default_attributes`` of a request."""
    defaults = []
    for choice in read_choices(state, row, given):
        shown_choice = _shown_choice(state, row, choice)
        if choice["value"]:
            defaults.append(
                {
                    "id": shown_choice["id"],
                    "name": shown_choice["name"],
                    "option": choice["value"],
                }
            )
    return defaults
