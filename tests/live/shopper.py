"""A visitor of the shop: fills a cart and checks out through the Store API."""

from dataclasses import dataclass, field

import requests

from tests.live.store_access import StoreAccess

TIMEOUT_SECONDS = 60


class CheckoutRefusedError(Exception):
    """The shop did not take the order; the message is the shop's."""


@dataclass(frozen=True)
class BasketItem:
    """One product, or one variation, and how many."""

    product_id: int
    quantity: int
    variation: tuple[dict, ...] = field(default=())


def address_of(number: int) -> dict:
    """Return a made-up person; numbers apart by 20 are the same one again."""
    person = number % 20
    return {
        "first_name": f"Visitor {person}",
        "last_name": "O'Neil & Söhne",
        "company": "",
        "address_1": f"{person + 1} Sample Street",
        "address_2": "",
        "city": "Paris",
        "state": "",
        "postcode": "75001",
        "country": "FR",
        "phone": "+33 1 99 00 00 00",
        "email": f"visitor{person}@example.com",
    }


def shipping_address_of(number: int) -> dict:
    """Return the same person's address, without the mail."""
    address = address_of(number)
    del address["email"]
    return address


class Shopper:
    """One visit; the cart is known to the shop by its token."""

    def __init__(self, access: StoreAccess):
        self._address = access.address + "/wp-json/wc/store/v1/"
        self._verify = access.verify
        self._session = requests.Session()
        self._session.trust_env = False
        cart = self._send("GET", "cart")
        self._session.headers["Cart-Token"] = cart.headers["Cart-Token"]

    def put_in_cart(self, item: BasketItem) -> None:
        """Add an item.

        :raise CheckoutRefusedError: e.g. when there is not enough of it
        """
        body = {"id": item.product_id, "quantity": item.quantity}
        self._send("POST", "cart/add-item", {**body, "variation": list(item.variation)})

    def use_coupon(self, code: str) -> None:
        """Apply a coupon to the cart."""
        self._send("POST", "cart/apply-coupon", {"code": code})

    def check_out(self, person: int, payment_method: str) -> dict:
        """Order what is in the cart; return the shop's answer (``order_id``…)."""
        addresses = {
            "billing_address": address_of(person),
            "shipping_address": shipping_address_of(person),
        }
        self._send("POST", "cart/update-customer", addresses)
        body = {**addresses, "payment_method": payment_method, "payment_data": []}
        return self._send("POST", "checkout", body).json()

    def close(self) -> None:
        """Leave the shop."""
        self._session.close()

    def _send(self, method: str, path: str, body: dict | None = None):
        answer = self._session.request(
            method,
            self._address + path,
            json=body,
            timeout=TIMEOUT_SECONDS,
            verify=self._verify,
        )
        if answer.status_code >= 400:
            raise CheckoutRefusedError(f"{path}: {answer.text[:300]}")
        nonce = answer.headers.get("Nonce")
        if nonce:
            self._session.headers["Nonce"] = nonce
        return answer
