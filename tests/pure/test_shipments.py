"""What a store is told of shipments, beside what it says already."""

import pytest
from woo.shipments import (
    TRACKING_ITEMS,
    Parcel,
    as_note,
    merged_items,
    note_says,
)

PARCEL = Parcel(
    "odoo-1-0", "1Z9", "https://track.test/1Z9", "Fast & Co", "", 1700000000
)
THEIRS = {"tracking_provider": "usps", "tracking_number": "94", "tracking_id": "t"}


def meta(value):
    """Return the meta data of an order with tracking items."""
    return [{"id": 7, "key": TRACKING_ITEMS, "value": value}]


def test_note_survives_the_store_writing_it_as_html():
    note = as_note(["Shipment WH/OUT/1 & more <2>", "Number 1Z9"])
    assert note == "Shipment WH/OUT/1 &amp; more &lt;2&gt;\nNumber 1Z9"
    assert note_says(note, ["WH/OUT/1 & more <2>", "1Z9"])


@pytest.mark.parametrize("other", ["WH/OUT/12", "XWH/OUT/1", "WH/OUT/1/PACK1"])
def test_a_longer_reference_is_another(other):
    assert not note_says(f"Shipment {other}.", ["WH/OUT/1"])
    assert note_says("Shipment WH/OUT/1.", ["WH/OUT/1"])


def test_items_of_others_stay_where_meta_data_have_a_gap():
    entry, _own = merged_items({"3": meta([THEIRS])[0]}, [PARCEL], [])
    assert (entry["id"], entry["value"][0]) == (7, THEIRS)


@pytest.mark.parametrize("meta_data", [[], meta(""), meta([]), meta(None), None])
def test_first_item(meta_data):
    entry, own = merged_items(meta_data, [PARCEL], [])
    assert entry["key"] == TRACKING_ITEMS
    assert entry.get("id") == (7 if meta_data else None)
    assert own == [PARCEL.tracking_id]
    assert entry["value"] == [
        {
            "tracking_provider": "",
            "custom_tracking_provider": "Fast & Co",
            "custom_tracking_link": "https://track.test/1Z9",
            "tracking_number": "1Z9",
            "date_shipped": "1700000000",
            "tracking_id": PARCEL.tracking_id,
        }
    ]


def test_known_carrier_has_its_own_links():
    item = Parcel("k", "1", "https://x.test", "DHL", "dhl-de").item()
    assert item["tracking_provider"] == "dhl-de"
    assert item["custom_tracking_provider"] == item["custom_tracking_link"] == ""


def test_items_of_others_stay_where_they_are():
    entry, _own = merged_items(meta([THEIRS]), [PARCEL], [])
    assert entry["value"] == [THEIRS, PARCEL.item()]
    entry, _own = merged_items(meta({"1": THEIRS}), [PARCEL], [])
    assert entry["value"] == {"1": THEIRS, "2": PARCEL.item()}


def test_what_the_order_says_already_is_not_written():
    said = [THEIRS, {**PARCEL.item(), "status_shipped": "1", "date_shipped": "5"}]
    assert merged_items(meta(said), [PARCEL], []) == (None, [PARCEL.tracking_id])
    assert merged_items(meta([THEIRS]), [], []) == (None, [])


def test_the_same_number_of_somebody_else_stands_for_the_parcel():
    said = [{**THEIRS, "tracking_number": "1Z9"}]
    assert merged_items(meta(said), [PARCEL], []) == (None, [])


def test_another_number_replaces_our_item_alone():
    said = [PARCEL.item(), THEIRS]
    now = Parcel("odoo-1-0", "2Z", carrier="Fast & Co")
    entry, own = merged_items(meta(said), [now], [PARCEL.tracking_id])
    assert [item["tracking_number"] for item in entry["value"]] == ["2Z", "94"]
    assert entry["value"][0]["date_shipped"] == "1700000000"
    assert own == [now.tracking_id]


def test_number_taken_back_removes_our_item_alone():
    said = [PARCEL.item(), THEIRS]
    entry, own = merged_items(meta(said), [], [PARCEL.tracking_id])
    assert (entry["value"], own) == ({"1": THEIRS}, [])
