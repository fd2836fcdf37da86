"""Customers: ``/customers``."""

import hashlib
import re
from typing import Any

from .. import texts
from ..metadata import apply_meta
from ..rest import php
from ..rest.controller import Controller, crud_routes, refusal
from ..rest.errors import RestError, trash_not_supported
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..rest.schema import is_email
from ..state import Row

_SHIPPING = (
    "first_name last_name company address_1 address_2 city postcode country state phone"
).split()
_BILLING = [*_SHIPPING[:-1], "email", "phone"]
_DELETABLE_ROLES = ("customer", "subscriber")


class Customers(Controller):
    """Users of the store; by default those with the role of customers."""

    pages_by_offset = True
    routes = {
        **crud_routes("customers"),
        r"/wc/v3/customers/(?P<customer_id>[\d]+)/downloads": {"GET": "downloads"},
    }

    def permit(self, action: str, request: RestRequest) -> None:
        """Check that the user exists, then the rights; staff cannot be deleted."""
        row = None
        if action in ("get", "update", "delete"):
            row = self._find(request["id"])
        if action == "downloads":
            self._find(request["customer_id"])
            action = "get"
        super().permit(action, request)
        if request.user and request.user.role == "shop_manager":
            _restrict_manager(action, row, request)
        if row and row["role"] not in _DELETABLE_ROLES:
            _protect_staff(action, row, request)

    def list(self, request: RestRequest) -> RestResponse:
        """Return the customers, by default by name."""
        rows = [r for r in self.state.customers.values() if _wanted(r, request)]
        rows.sort(key=_ordering(request), reverse=request["order"] == "desc")
        return self.listed(request, rows)

    def get(self, request: RestRequest) -> RestResponse:
        """Return one customer."""
        return self.respond(self._find(request["id"]), request)

    def create(self, request: RestRequest) -> RestResponse:
        """Register a customer."""
        if php.truthy(request["id"]):
            code = "woocommerce_rest_customer_exists"
            raise RestError(code, "Cannot create existing resource.")
        email = php.to_string(request["email"])
        username = _plain_username(php.to_string(request["username"]))
        self._check_new(email, username)
        now = self.store.clock.now_gmt()
        row: Row = {
            "id": self.state.sequences.next("users"),
            "date_created_gmt": now,
            "email": email,
            "first_name": "",
            "last_name": "",
            "role": "customer",
            "username": username or self._free_username(email),
            "billing": dict.fromkeys(_BILLING, ""),
            "shipping": dict.fromkeys(_SHIPPING, ""),
            "is_paying_customer": False,
            "meta_data": [],
        }
        if not request["password"]:
            nag = [{"key": "default_password_nag", "value": "1"}]
            apply_meta(row["meta_data"], nag, self.state.sequences)
        self._take_over(row, request)
        self.state.customers[row["id"]] = row
        self.store.events.emit("customer.created", row["id"])
        response = self.respond(row, request)
        return self.created(f"customers/{row['id']}", response.data, response.links)

    def update(self, request: RestRequest) -> RestResponse:
        """Change a customer."""
        row = self.state.customers.get(php.to_int(request["id"]))
        if not row:
            raise RestError("woocommerce_rest_invalid_id", "Invalid resource ID.")
        email = php.to_string(request["email"])
        if email and email != row["email"] and self._has_email(email):
            code = "woocommerce_rest_customer_invalid_email"
            raise RestError(code, "Email address is invalid.")
        if request["username"] and request["username"] != row["username"]:
            code = "woocommerce_rest_customer_invalid_argument"
            raise RestError(code, "Username isn't editable.")
        if email:
            row["email"] = email
        self._take_over(row, request)
        self.store.events.emit("customer.updated", row["id"])
        return self.respond(row, request)

    def delete(self, request: RestRequest) -> RestResponse:
        """Delete a customer for good; the orders go to another one or to guests."""
        if not php.truthy(request["force"]):
            raise trash_not_supported("Customers do not support trashing.")
        row = self._find(request["id"])
        reassign = php.absolute_int(request["reassign"])
        if reassign and (reassign == row["id"] or reassign not in self.state.customers):
            code = "woocommerce_rest_customer_invalid_reassign"
            raise RestError(code, "Invalid resource id for reassignment.")
        del self.state.customers[row["id"]]
        self.store.events.emit("customer.deleted", row["id"])
        return self.respond(row, request)

    def downloads(self, request: RestRequest) -> RestResponse:
        """Return the files the customer may download; the store sells none."""
        return RestResponse([])

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a customer."""
        local, digest = self.store.clock.local, hashlib.sha256()
        digest.update(row["email"].strip().lower().encode())
        picture = f"https://secure.gravatar.com/avatar/{digest.hexdigest()}"
        data = {
            "id": row["id"],
            "date_created": local(row["date_created_gmt"]),
            "date_created_gmt": row["date_created_gmt"],
            "date_modified": local(row.get("date_modified_gmt")),
            "date_modified_gmt": row.get("date_modified_gmt"),
            **{name: row[name] for name in _PLAIN},
            "avatar_url": f"{picture}?s=96&d=mm&r=g",
            "meta_data": row["meta_data"],
        }
        return RestResponse(data, links=self.item_links("customers", row["id"]))

    def _find(self, value: Any) -> Row:
        row = self.state.customers.get(php.to_int(value))
        if not row:
            raise RestError("wc_user_invalid_id", "Invalid user ID.", 404)
        return row

    def _take_over(self, row: Row, request: RestRequest) -> None:
        for name in ("first_name", "last_name"):
            if name in request:
                row[name] = texts.clean_line(php.to_string(request[name]))
        for name, columns in (("billing", _BILLING), ("shipping", _SHIPPING)):
            given = request[name] if isinstance(request[name], dict) else {}
            for column in columns:
                if given.get(column) is not None:
                    row[name][column] = php.to_string(given[column])
        apply_meta(row["meta_data"], request["meta_data"], self.state.sequences)
        row["date_modified_gmt"] = self.store.clock.now_gmt()

    def _check_new(self, email: str, username: str) -> None:
        if not email:
            code = "registration-error-invalid-email"
            raise RestError(code, "Please provide a valid email address.")
        if not is_email(email):
            raise RestError("customer_invalid_email", "Invalid email address")
        if self._has_email(email):
            text = f"An account is already registered with {email}. "
            text += "Please log in or use a different email address."
            raise RestError("registration-error-email-exists", text)
        if re.search(r"[^a-z0-9 _.@-]", username, re.IGNORECASE | re.ASCII):
            code = "registration-error-invalid-username"
            raise RestError(code, "Please provide a valid account username.")
        if username and self._has_username(username):
            text = "An account is already registered with that username. "
            text += "Please choose another."
            raise RestError("registration-error-username-exists", text)

    def _has_email(self, email: str) -> bool:
        rows = self.state.customers.values()
        return any(row["email"].lower() == email.lower() for row in rows)

    def _has_username(self, username: str) -> bool:
        rows = self.state.customers.values()
        return any(row["username"].lower() == username.lower() for row in rows)

    def _free_username(self, email: str) -> str:
        name = email.partition("@")[0].lower()
        if not self._has_username(name):
            return name
        number = 2
        while self._has_username(f"{name}-{number}"):
            number += 1
        return f"{name}-{number}"


_PLAIN = (
    "email first_name last_name role username billing shipping is_paying_customer"
).split()


def _restrict_manager(action: str, row: Row | None, request: RestRequest) -> None:
    """Let shop managers change customers and themselves; they add and delete nobody."""
    if action in ("create", "delete", "batch"):
        raise refusal(action, request)
    if action == "update" and row and request.user:
        if row["role"] != "customer" and row["id"] != request.user.id:
            raise refusal(action, request)


def _protect_staff(action: str, row: Row, request: RestRequest) -> None:
    if action == "delete":
        error = refusal("delete", request)
        error.message = (
            f"Sorry, users with {row['role']} role cannot be deleted via this "
            f"endpoint. Allowed roles: {', '.join(_DELETABLE_ROLES)}"
        )
        raise error
    changes_email = request["email"] not in (None, row["email"])
    if action == "update" and (changes_email or "password" in request):
        name = "email" if changes_email else "password"
        error = refusal("update", request)
        error.message = (
            f"Sorry, {name} cannot be updated via this endpoint "
            f"for a user with role {row['role']}."
        )
        raise error


def _wanted(row: Row, request: RestRequest) -> bool:
    if request["role"] not in (None, "all", row["role"]):
        return False
    if request["include"] and row["id"] not in request["include"]:
        return False
    if row["id"] in (request["exclude"] or ()):
        return False
    if request["email"]:
        return row["email"].lower() == request["email"].lower()
    words = (request["search"] or "").lower()
    searched = (row["email"], row["username"], str(row["id"]))
    return not words or any(words in text.lower() for text in searched)


def _ordering(request: RestRequest):
    orderings = {
        "id": lambda row: row["id"],
        "include": lambda row: (request["include"] or [row["id"]]).index(row["id"]),
        "registered_date": lambda row: (row["date_created_gmt"], row["id"]),
    }
    return orderings.get(
        request["orderby"], lambda row: (row["username"].lower(), row["id"])
    )


def _plain_username(text: str) -> str:
    """Return a name to log in with, as WordPress cleans it: without accents."""
    text = texts.remove_accents(texts.strip_tags(text))
    text = re.sub(r"%[a-fA-F0-9]{2}|&.+?;", "", text)
    return re.sub(r"\s+", " ", text.strip())
