"""Shipping zones, their places and their methods."""

import pytest


@pytest.fixture
def zone(shop):
    """Return the path of a new zone."""
    return f"shipping/zones/{shop.post('shipping/zones', {'name': 'Asia'})['id']}"


def test_rest_of_the_world_stays(shop):
    """The zone for all other places comes first and cannot be changed."""
    assert [row["id"] for row in shop.get("shipping/zones")] == [0, 1]
    response = shop.send("PUT", "shipping/zones/0", {"name": "x"})
    assert response.status_code == 403
    assert shop.send("PUT", "shipping/zones/0/locations", []).status_code == 403


def test_places_are_replaced(shop, zone):
    """The places are given as a list; unknown kinds are passed over."""
    places = [{"code": "JP"}, {"code": "x", "type": "bogus"}, {"type": "country"}]
    answer = shop.put(f"{zone}/locations", places)
    assert [(row["code"], row["type"]) for row in answer] == [("JP", "country")]
    assert len(shop.get(f"{zone}/locations")) == 1


def test_method(shop, zone):
    """A method begins with its kind's defaults; its new title shows a call later."""
    settings = {"cost": "7.50", "title": "Air"}
    body = {"method_id": "flat_rate", "settings": settings}
    response = shop.send("POST", f"{zone}/methods", body)
    created = response.json()
    assert (response.status_code, created["title"]) == (200, "Flat rate")
    assert created["settings"]["cost"]["value"] == "7.50"
    shown = shop.get(f"{zone}/methods/{created['id']}")
    assert (shown["title"], shown["order"], shown["enabled"]) == ("Air", 1, True)


def test_unknown_kind_of_method(shop, zone):
    """An unknown kind is the store's own failure."""
    response = shop.send("POST", f"{zone}/methods", {"method_id": "nosuch"})
    assert response.status_code == 500
    assert response.json()["code"] == "woocommerce_rest_shipping_zone_not_created"


def test_wrong_choice_in_a_setting(shop, zone):
    """A setting with choices takes only these."""
    body = {"method_id": "flat_rate", "settings": {"tax_status": "perhaps"}}
    response = shop.send("POST", f"{zone}/methods", body)
    assert response.json()["code"] == "rest_setting_value_invalid"


def test_deleting(shop, zone):
    """Nothing here can be trashed; a zone takes its methods along."""
    created = shop.post(f"{zone}/methods", {"method_id": "local_pickup"})
    assert shop.send("DELETE", zone).status_code == 501
    shop.delete(zone, force="true")
    assert shop.send("GET", f"{zone}/methods").status_code == 404
    assert created["method_id"] == "local_pickup"


def test_a_method_with_refused_settings_stays(shop, zone):
    """It is in the zone with the defaults of its kind."""
    settings = {"min_amount": "50", "requires": "bogus"}
    body = {"method_id": "free_shipping", "settings": settings}
    assert shop.send("POST", f"{zone}/methods", body).status_code == 400
    (method,) = shop.get(f"{zone}/methods")
    assert method["settings"]["min_amount"]["value"] == ""
