"""Where an order's documents are, in its meta data."""

import pytest
from woo.invoice_links import INVOICES, merged_documents

FIRST = {"number": "INV/1", "type": "invoice", "link": "https://odoo.test/1"}
NOTE = {"number": "RINV/1", "type": "credit_note", "link": "https://odoo.test/2"}


def meta(value):
    """Return meta data with documents beside those of others."""
    return [
        {"id": 1, "key": "other", "value": "x"},
        {"id": 7, "key": INVOICES, "value": value},
    ]


def test_meta_data_with_a_gap():
    entry = merged_documents(dict(enumerate(meta([FIRST]), start=2)), NOTE)
    assert entry == {"id": 7, "key": INVOICES, "value": [FIRST, NOTE]}


@pytest.mark.parametrize("meta_data", [None, [], "", [{"id": 1, "key": "other"}]])
def test_first_document(meta_data):
    assert merged_documents(meta_data, FIRST) == {"key": INVOICES, "value": [FIRST]}


def test_said_already():
    assert merged_documents(meta([FIRST, NOTE]), FIRST) is None
    assert merged_documents(meta({"0": FIRST, "3": NOTE}), NOTE) is None


def test_further_document_keeps_the_others():
    entry = merged_documents(meta([FIRST]), NOTE)
    assert entry == {"id": 7, "key": INVOICES, "value": [FIRST, NOTE]}


def test_another_link_replaces_the_old_one():
    moved = {**FIRST, "link": "https://elsewhere.test/1"}
    entry = merged_documents(meta([FIRST, NOTE]), moved)
    assert entry["value"] == [NOTE, moved]


def test_another_number_replaces_the_old_one():
    renumbered = {**FIRST, "number": "INV/9"}
    entry = merged_documents(meta([FIRST, NOTE]), renumbered)
    assert entry["value"] == [NOTE, renumbered]
    both = merged_documents(meta([FIRST, NOTE, renumbered]), renumbered)
    assert both["value"] == [NOTE, renumbered]


@pytest.mark.parametrize("value", ["", None, 3, ["text"], {"a": "b"}])
def test_what_is_no_list_of_documents_is_replaced(value):
    assert merged_documents(meta(value), FIRST)["value"] == [FIRST]
