"""Customers and who may change them."""

import pytest

from tests.store.shop_client import ShopClient


def test_registration(shop):
    """A customer gets a user name from the address; the address must be new."""
    created = shop.post("customers", {"email": "Zoe@example.com"})
    assert (created["username"], created["role"]) == ("zoe", "customer")
    response = shop.send("POST", "customers", {"email": "zoe@EXAMPLE.com"})
    assert response.json()["code"] == "registration-error-email-exists"
    assert shop.get("customers", email="ZOE@example.com")[0]["id"] == created["id"]


def test_address_is_changed_in_part(shop):
    """Parts of an address that are not sent stay."""
    billing = {"city": "Paris", "country": "FR"}
    created = shop.post("customers", {"email": "a@example.com", "billing": billing})
    path = f"customers/{created['id']}"
    changed = shop.put(path, {"billing": {"city": "Lyon"}})
    assert (changed["billing"]["city"], changed["billing"]["country"]) == ("Lyon", "FR")


def test_modified_after_is_ignored(shop):
    """Customers cannot be polled by date."""
    shop.post("customers", {"email": "a@example.com"})
    found = shop.get("customers", modified_after="2099-01-01T00:00:00")
    assert len(found) == 1


def test_staff_is_protected(shop):
    """An administrator is neither deleted nor given another address."""
    response = shop.send("DELETE", "customers/1", force="true")
    assert response.status_code == 403
    response = shop.send("PUT", "customers/1", {"email": "b@example.com"})
    assert response.status_code == 403


def test_shop_manager(shop):
    """A shop manager changes customers, but adds and deletes none."""
    customer = shop.post("customers", {"email": "a@example.com"})
    manager = ShopClient(shop.access)
    manager.session.auth = shop.access.keys["shop_manager"]
    assert manager.put(f"customers/{customer['id']}", {"first_name": "A"})
    response = manager.send("POST", "customers", {"email": "b@example.com"})
    assert response.json()["code"] == "woocommerce_rest_cannot_create"
    assert response.headers["Allow"] == "GET"
    assert manager.send("PUT", "customers/1", {"first_name": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"email": ""}, "registration-error-invalid-email"),
        ({"email": "a@example.com", "id": 5}, "woocommerce_rest_customer_exists"),
        (
            {"email": "a@example.com", "username": "a/b"},
            "registration-error-invalid-username",
        ),
    ],
)
def test_refused_registrations(shop, body, code):
    """Wrong addresses, names and numbers have codes of their own."""
    answer = shop.send("POST", "customers", body)
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_accents_in_a_user_name(shop):
    """They are taken away."""
    body = {"email": "a@example.com", "username": "é à"}
    assert shop.post("customers", body)["username"] == "e a"
