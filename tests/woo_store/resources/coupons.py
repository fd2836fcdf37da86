"""Coupons: ``/coupons``."""

import re
from typing import Any

from ..dates import date_of_row
from ..metadata import apply_meta
from ..orders.coupons import normal_code
from ..php_numbers import format_decimal
from ..rest import php
from ..rest.controller import Controller, crud_routes
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..rest.schema import as_list, is_email, parse_date
from ..state import Row
from ..texts import filter_html, remove_accents

_TYPES = ("percent", "fixed_cart", "fixed_product")
_AMOUNTS = ("amount", "minimum_amount", "maximum_amount")
_LIMITS = ("usage_limit", "usage_limit_per_user", "limit_usage_to_x_items")
_FLAGS = ("individual_use", "free_shipping", "exclude_sale_items")
_ID_LISTS = (
    "product_ids",
    "excluded_product_ids",
    "product_categories",
    "excluded_product_categories",
)
_DATES = {
    "after": ("date_created_gmt", 1),
    "before": ("date_created_gmt", -1),
    "modified_after": ("date_modified_gmt", 1),
    "modified_before": ("date_modified_gmt", -1),
}
_COLUMNS = {
    "date": "date_created_gmt",
    "modified": "date_modified_gmt",
    "title": "code",
    "slug": "code",
}
_SHOWN = (
    "id",
    "code",
    "amount",
    "status",
    "date_created",
    "date_created_gmt",
    "date_modified",
    "date_modified_gmt",
    "discount_type",
    "description",
    "date_expires",
    "date_expires_gmt",
    "usage_count",
    "individual_use",
    "product_ids",
    "excluded_product_ids",
    *_LIMITS,
    "free_shipping",
    "product_categories",
    "excluded_product_categories",
    "exclude_sale_items",
    "minimum_amount",
    "maximum_amount",
    "email_restrictions",
    "used_by",
    "meta_data",
)


def new_coupon() -> Row:
    """Return the columns of a coupon before anything is set."""
    return {
        "code": "",
        "status": "publish",
        "discount_type": "fixed_cart",
        "description": "",
        "date_expires_gmt": None,
        "usage_count": 0,
        "email_restrictions": [],
        "used_by": [],
        "meta_data": [],
        **dict.fromkeys(_AMOUNTS, "0"),
        **dict.fromkeys(_LIMITS),
        **dict.fromkeys(_FLAGS, False),
        **{name: [] for name in _ID_LISTS},
    }


class Coupons(Controller):
    """Coupons; a code is unique among the published ones, whatever its case."""

    routes = crud_routes("coupons")

    def list(self, request: RestRequest) -> RestResponse:
        """Return the published coupons."""
        rows = [row for row in self.state.coupons.values() if self._fits(row, request)]
        rows = [row for row in rows if self._fits_dates(row, request)]
        return self.listed(request, _in_order(rows, request))

    def get(self, request: RestRequest) -> RestResponse:
        """Return one coupon, trashed ones too."""
        return self.respond(self._find(request), request)

    def create(self, request: RestRequest) -> RestResponse:
        """Make a coupon."""
        if request["id"]:
            raise RestError(
                "woocommerce_rest_shop_coupon_exists",
                "Cannot create existing shop_coupon.",
            )
        if not php.truthy(request["code"]):
            raise RestError(
                "woocommerce_rest_empty_coupon_code",
                "The coupon code cannot be empty.",
            )
        row = {"id": 0, **new_coupon()}
        self._set(row, request)
        row["id"] = self.state.sequences.next("posts")
        row["date_created_gmt"] = row["date_modified_gmt"] = self.store.clock.now_gmt()
        self.state.coupons[row["id"]] = row
        self.store.events.emit("coupon.created", row["id"])
        response = self.respond(row, request)
        return self.created(f"coupons/{row['id']}", response.data, response.links)

    def update(self, request: RestRequest) -> RestResponse:
        """Change a coupon."""
        row = self._find(request, status=400)
        changed = dict(row, meta_data=[dict(meta) for meta in row["meta_data"]])
        self._set(changed, request)
        row.update(changed, date_modified_gmt=self.store.clock.now_gmt())
        self.store.events.emit("coupon.updated", row["id"])
        return self.respond(row, request)

    def delete(self, request: RestRequest) -> RestResponse:
        """Put a coupon into the trash, or delete it for good with ``force``.

        Trashing tells the products' listeners too: both are posts to WordPress.
        """
        row = self._find(request)
        response = self.respond(row, request)
        if php.to_bool(request["force"]):
            del self.state.coupons[row["id"]]
        elif row["status"] == "trash":
            message = "The shop_coupon has already been deleted."
            raise RestError("woocommerce_rest_already_trashed", message, 410)
        else:
            row["status"] = "trash"
            row["date_modified_gmt"] = self.store.clock.now_gmt()
            for topic in ("coupon.deleted", "product.deleted"):
                self.store.events.emit(topic, row["id"])
        return response

    def respond(self, row: Row, request: RestRequest) -> RestResponse:
        """Show a coupon; amounts have two decimals whatever the currency."""
        shown = dict(row)
        for name in _AMOUNTS:
            shown[name] = format_decimal(row[name], 2)
        for name in _LIMITS:
            shown[name] = row[name] or None
        for name in ("date_created", "date_modified", "date_expires"):
            shown[name] = self.store.clock.local(row[f"{name}_gmt"])
        data = {name: shown[name] for name in _SHOWN}
        return RestResponse(data, links=self.item_links("coupons", row["id"]))

    def _find(self, request: RestRequest, status: int = 404) -> Row:
        row = self.state.coupons.get(php.to_int(request["id"]))
        if row is None:
            code = "woocommerce_rest_shop_coupon_invalid_id"
            raise RestError(code, "Invalid ID.", status)
        return row

    def _fits(self, row: Row, request: RestRequest) -> bool:
        include, exclude = request["include"], request["exclude"] or []
        code, search = request["code"], php.to_string(request["search"]).lower()
        return (
            row["status"] in ("publish", "private")
            and (not code or row["code"].lower() == normal_code(code))
            and (search in row["code"].lower() or search in row["description"].lower())
            and (not include or row["id"] in include)
            and row["id"] not in exclude
        )

    def _fits_dates(self, row: Row, request: RestRequest) -> bool:
        as_gmt = request["dates_are_gmt"] is True
        for name, (column, direction) in _DATES.items():
            given = parse_date(request[name])
            if given is None:
                continue
            limit = self.store.clock.read(given, as_gmt=as_gmt)
            if as_gmt and given.tzinfo is not None:
                limit = self.store.clock.local(limit)
            if not (row[column] > limit if direction > 0 else row[column] < limit):
                return False
        return True

    def _set(self, row: Row, request: RestRequest) -> None:
        if request["code"] is not None:
            row["code"] = self._free_code(row, request)
        for name in _AMOUNTS:
            if request[name] is not None:
                row[name] = _amount(row, name, request[name])
        self._set_plain(row, request)
        if request["email_restrictions"] is not None:
            row["email_restrictions"] = _emails(request["email_restrictions"])
        if request["date_expires"] is not None:
            date = date_of_row(self.store.clock, request["date_expires"])
            row["date_expires_gmt"] = date
        apply_meta(row["meta_data"], request["meta_data"], self.state.sequences)

    def _set_plain(self, row: Row, request: RestRequest) -> None:
        if request["status"] is not None:
            row["status"] = php.to_string(request["status"])
        if request["discount_type"] is not None:
            row["discount_type"] = _discount_type(request["discount_type"])
        if request["description"] is not None:
            row["description"] = filter_html(php.to_string(request["description"]))
        for name in _FLAGS:
            if request[name] is not None:
                row[name] = php.to_bool(request[name])
        for name in _LIMITS:
            if request[name] is not None:
                row[name] = php.absolute_int(request[name])
        for name in _ID_LISTS:
            if request[name] is not None:
                row[name] = _ids(request[name])

    def _free_code(self, row: Row, request: RestRequest) -> str:
        code = normal_code(php.to_string(request["code"]))
        for other in self.state.coupons.values():
            taken = other["code"].lower() == code and other["status"] == "publish"
            if taken and other["id"] != row["id"]:
                raise RestError(
                    "woocommerce_rest_coupon_code_already_exists",
                    "The coupon code already exists",
                )
        return code


def _in_order(rows: list[Row], request: RestRequest) -> list[Row]:
    key, descending = request["orderby"] or "date", request["order"] != "asc"
    if key == "include" and request["include"]:
        return sorted(rows, key=lambda row: request["include"].index(row["id"]))
    column = _COLUMNS.get(key)
    return sorted(
        rows,
        key=lambda row: (remove_accents(row[column]) if column else "", row["id"]),
        reverse=descending,
    )


def _amount(row: Row, name: str, value: Any) -> str:
    text = format_decimal(value)
    if name != "amount":
        return text
    number = php.to_float(text) if php.is_numeric(text) else 0.0
    if number < 0 or (row["discount_type"] == "percent" and number > 100):
        raise RestError("coupon_invalid_amount", "Invalid discount amount")
    return text if php.is_numeric(text) else "0"


def _ids(values: Any) -> list[int]:
    """Return ids, each once; what is none is left out."""
    numbers = [php.absolute_int(each) for each in as_list(values)]
    return [number for number in dict.fromkeys(numbers) if number]


def _discount_type(value: Any) -> str:
    if value not in _TYPES:
        raise RestError("coupon_invalid_discount_type", "Invalid discount type")
    return value


def _emails(values: Any) -> list[str]:
    """Return the addresses, cleaned; what cannot be one is left out silently."""
    emails = [php.to_string(each).lower() for each in as_list(values)]
    emails = [re.sub(r"[^a-z0-9!#$%&'*+/=?^_`{|}~.@-]", "", each) for each in emails]
    return [each for each in emails if is_email(each)]
