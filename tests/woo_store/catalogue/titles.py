"""Names, slugs and permalinks of products and variations."""

from urllib.parse import quote_plus, unquote

from ..state import Row, State
from ..store import Store
from ..texts import slug
from . import attributes
from .rows import is_variation

_WITHOUT_SLUG = ("draft", "pending", "auto-draft", "trash", "future")


def choices_text(state: State, row: Row) -> str:
    """Return the values a variation chooses: its short name."""
    choices = attributes.shown_choices(state, row)
    return ", ".join(choice["option"] for choice in choices)


def full_title(state: State, row: Row) -> str:
    """Return the name of a variation with its product's.

    Two values of one word each are told apart by the names of their attributes; with
    more than two attributes only the product's name is left.
    """
    parent = state.products.get(row["parent_id"], {}).get("name", "")
    choices = attributes.shown_choices(state, row)
    if len(row["attributes"]) > 2 or not choices:
        return parent
    short = [c for c in choices if " " not in c["option"] and "-" not in c["option"]]
    if len(choices) > 1 and len(short) > 1:
        words = [f"{choice['name']}: {choice['option']}" for choice in choices]
    else:
        words = [choice["option"] for choice in choices]
    return f"{parent} - {', '.join(words)}"


def permalink(store: Store, row: Row) -> str:
    """Return the address of a product's page."""
    if not is_variation(row) and row.get("type") != "variation":
        return _page(store, row)
    parent = store.state.products.get(row["parent_id"])
    page = _page(store, parent) if parent else f"{store.site_url}/"
    chosen = [
        f"attribute_{quote_plus(choice['key'])}={quote_plus(unquote(choice['value']))}"
        for choice in attributes.ordered_choices(store.state, row)
        if choice["value"]
    ]
    return page + ("&" if "?" in page else "?") * bool(chosen) + "&".join(chosen)


def _page(store: Store, row: Row) -> str:
    if row["status"] in _WITHOUT_SLUG:
        return f"{store.site_url}/?post_type=product&p={row['id']}"
    return f"{store.site_url}/product/{row['slug']}/"


def unique_slug(state: State, wanted: str, product_id: int) -> str:
    """Return the slug with a number when another product has it already."""
    taken = {r["slug"] for r in state.products.values() if r["id"] != product_id}
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


def generated_slug(state: State, row: Row) -> str:
    """Return the slug that the present name would give."""
    return unquote(unique_slug(state, slug(row["name"]), row["id"]))
