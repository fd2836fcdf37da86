"""Lists of currencies, countries and states: ``/data``."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path

from ..rest.controller import Controller, refusal
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.response import RestResponse

_CONTINENTS = Path(__file__).parents[1] / "data" / "continents.json"
_LISTS = {
    "continents": "List of supported continents, countries, and states.",
    "countries": "List of supported states in a given country.",
    "currencies": "List of supported currencies.",
}
_LABEL = re.compile(r"(?P<name>.*) \((?P<symbol>[^()]*)\) — (?P<code>[A-Z]{3})")


class Data(Controller):
    """Lists that WooCommerce brings along, read from the options of its settings."""

    routes = {
        "/wc/v3/data": {"GET": "list"},
        "/wc/v3/data/continents": {"GET": "continents"},
        r"/wc/v3/data/continents/(?P<location>[\w-]+)": {"GET": "continent"},
        "/wc/v3/data/countries": {"GET": "countries"},
        r"/wc/v3/data/countries/(?P<location>[\w-]+)": {"GET": "country"},
        "/wc/v3/data/currencies": {"GET": "currencies"},
        "/wc/v3/data/currencies/current": {"GET": "current_currency"},
        r"/wc/v3/data/currencies/(?P<currency>[\w-]{3})": {"GET": "currency"},
    }

    def permit(self, action: str, request: RestRequest) -> None:
        """Tell lists from single entries in the refusal."""
        single = action in ("continent", "country", "currency", "current_currency")
        if request.user is None or not request.user.manages_store:
            raise refusal("get" if single else "list", request)

    def list(self, request: RestRequest) -> RestResponse:
        """Return which lists there are."""
        return self._members(
            request,
            [
                RestResponse(
                    {"slug": name, "description": text},
                    links=self.item_links("data", name),
                )
                for name, text in _LISTS.items()
            ],
        )

    def currencies(self, request: RestRequest) -> RestResponse:
        """Return all currencies."""
        codes = self._currency_options()
        return self._members(request, [self._show_currency(code) for code in codes])

    def currency(self, request: RestRequest) -> RestResponse:
        """Return one currency."""
        return self._show_currency(request["currency"].upper())

    def current_currency(self, request: RestRequest) -> RestResponse:
        """Return the store's currency."""
        return self._show_currency(
            self.store.setting("general", "woocommerce_currency")
        )

    def continents(self, request: RestRequest) -> RestResponse:
        """Return all continents with their countries."""
        codes = _continents()
        return self._members(request, [self._show_continent(code) for code in codes])

    def continent(self, request: RestRequest) -> RestResponse:
        """Return one continent."""
        code = request["location"].upper()
        if code not in _continents():
            raise _invalid_location()
        return self._show_continent(code)

    def countries(self, request: RestRequest) -> RestResponse:
        """Return all countries with their states."""
        names = self._country_names()
        return self._members(request, [self._show_country(code) for code in names])

    def country(self, request: RestRequest) -> RestResponse:
        """Return one country."""
        code = request["location"].upper()
        if code not in self._country_names():
            raise _invalid_location()
        return self._show_country(code)

    def _members(self, request: RestRequest, responses: list) -> RestResponse:
        for response in responses:
            self.store.dispatcher.add_target_hints(response.links, request)
        return RestResponse([response.body() for response in responses])

    def _currency_options(self) -> dict[str, str]:
        return self._options("woocommerce_currency")

    def _options(self, name: str) -> dict[str, str]:
        return self.state.settings.get("general", {}).get(name, {}).get("options", {})

    def _show_currency(self, code: str) -> RestResponse:
        label = _LABEL.fullmatch(self._currency_options().get(code, ""))
        if not label:
            message = "There are no currencies matching these parameters."
            raise RestError("woocommerce_rest_data_invalid_currency", message, 404)
        data = {"code": code, "name": label["name"], "symbol": label["symbol"]}
        return RestResponse(data, links=self.item_links("data/currencies", code))

    def _country_names(self) -> dict[str, str]:
        return self._options("woocommerce_specific_allowed_countries")

    def _show_continent(self, code: str) -> RestResponse:
        """Show a continent; how its countries write amounts is left out."""
        continent, names = _continents()[code], self._country_names()
        countries = [
            {"code": country, "name": names[country], "states": self._states(country)}
            for country in continent["countries"]
            if country in names
        ]
        data = {"code": code, "name": continent["name"], "countries": countries}
        links = self.item_links("data/continents", code.lower())
        return RestResponse(data, links=links)

    def _show_country(self, code: str) -> RestResponse:
        name = self._country_names()[code]
        data = {"code": code, "name": name, "states": self._states(code)}
        return RestResponse(data, links=self.item_links("data/countries", code.lower()))

    def _states(self, code: str) -> list[dict[str, str]]:
        name = self._country_names()[code]
        return [
            {
                "code": place.partition(":")[2],
                "name": label.removeprefix(f"{name} - "),
            }
            for place, label in self._options("woocommerce_default_country").items()
            if place.startswith(f"{code}:")
        ]


def _invalid_location() -> RestError:
    message = "There are no locations matching these parameters."
    return RestError("woocommerce_rest_data_invalid_location", message, 404)


@lru_cache
def _continents() -> dict[str, dict]:
    """Return name and countries (ISO 3166) of each continent by its code."""
    return json.loads(_CONTINENTS.read_text(encoding="utf-8"))
