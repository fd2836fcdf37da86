"""WooCommerce's own fulfillments: what is written, and what is known again."""

from woo.fulfillments import find_ours, new_fulfillment, tracking_change
from woo.shipments import Parcel

KNOWN = Parcel("p1", "1Z9", "https://track.test/1Z9", "Fast & Co", "ups")
OWN = Parcel("p2", "94", "https://van.test/94", "Our Van")


def values_of(body):
    """Return the meta data of a request by its keys."""
    return {entry["key"]: entry["value"] for entry in body["meta_data"]}


def kept(body, number=1):
    """Return a fulfillment as the store has it after a request."""
    rows = [{"id": 10 + i, **entry} for i, entry in enumerate(body["meta_data"])]
    return {"id": number, "status": "fulfilled", "meta_data": rows}


def test_new_fulfillment():
    body = new_fulfillment("odoo-7", {3: 2, 4: 1}, [KNOWN], notifies=True)
    assert (body["status"], body["is_fulfilled"]) == ("fulfilled", True)
    assert body["notify_customer"] is True
    assert values_of(body) == {
        "_items": [{"item_id": 3, "qty": 2}, {"item_id": 4, "qty": 1}],
        "_odoo_shipment": "odoo-7",
        "_tracking_number": "1Z9",
        "_tracking_url": "https://track.test/1Z9",
        "_shipment_provider": "ups",
        "_provider_name": "",
    }


def test_carrier_that_the_store_does_not_know():
    said = values_of(new_fulfillment("k", {3: 1}, [OWN], notifies=False))
    assert (said["_shipment_provider"], said["_provider_name"]) == ("other", "Our Van")


def test_without_a_number_nothing_is_said_of_tracking():
    said = values_of(new_fulfillment("k", {3: 1}, [], notifies=False))
    assert set(said) == {"_items", "_odoo_shipment"}


def test_several_numbers_stand_beside_each_other():
    said = values_of(new_fulfillment("k", {3: 1}, [KNOWN, OWN], notifies=False))
    assert said["_tracking_number"] == "1Z9, 94"


def test_ours_is_known_by_its_mark():
    first = kept(new_fulfillment("k", {3: 1}, [], notifies=False), 5)
    again = kept(new_fulfillment("k", {3: 1}, [], notifies=False), 6)
    other = kept(new_fulfillment("k2", {3: 1}, [], notifies=False), 4)
    theirs = {"id": 1, "meta_data": [{"id": 1, "key": "_items", "value": []}]}
    assert find_ours([again, other, theirs, first], "k") == first
    assert find_ours([other, theirs, {"id": 2, "meta_data": None}], "k") is None


def test_said_already():
    made = kept(new_fulfillment("k", {3: 1}, [KNOWN], notifies=False))
    assert tracking_change(made, [KNOWN], notifies=True) is None
    assert tracking_change(made, [], notifies=True) is None


def test_number_that_comes_later_keeps_what_is_there():
    made = kept(new_fulfillment("k", {3: 1}, [], notifies=False))
    made["meta_data"].append({"id": 99, "key": "_of_a_plugin", "value": "x"})
    body = tracking_change(made, [KNOWN], notifies=True)
    assert body["notify_customer"] is True
    said = values_of(body)
    assert (said["_tracking_number"], said["_of_a_plugin"]) == ("1Z9", "x")
    assert said["_items"] == [{"item_id": 3, "qty": 1}]
    ids = {entry["key"]: entry.get("id") for entry in body["meta_data"]}
    assert (ids["_of_a_plugin"], ids["_tracking_number"]) == (99, None)
    assert tracking_change(kept(body), [KNOWN], notifies=True) is None


def test_corrected_number_replaces_the_old_one():
    made = kept(new_fulfillment("k", {3: 1}, [KNOWN], notifies=False))
    body = tracking_change(made, [OWN], notifies=False)
    numbers = [one for one in body["meta_data"] if one["key"] == "_tracking_number"]
    assert [(one["id"], one["value"]) for one in numbers] == [(12, "94")]
