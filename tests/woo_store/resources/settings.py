"""Settings: ``/settings``."""

import re
from typing import Any

from .. import texts
from ..rest import php
from ..rest.controller import BATCH, Controller, check_batch_limit, entries
from ..rest.errors import RestError
from ..rest.request import RestRequest
from ..rest.response import RestResponse
from ..state import Row

_OPTION = r"/wc/v3/settings/(?P<group_id>[\w-]+)/(?P<id>[\w-]+)"


class Settings(Controller):
    """Groups of settings and the settings themselves."""

    routes = {
        "/wc/v3/settings": {"GET": "list"},
        "/wc/v3/settings/batch": BATCH,
        r"/wc/v3/settings/(?P<group_id>[\w-]+)": {"GET": "list_group"},
        r"/wc/v3/settings/(?P<group_id>[\w-]+)/batch": BATCH,
        _OPTION: {"GET": "get", "POST": "update", "PUT": "update", "PATCH": "update"},
    }

    def permit(self, action: str, request: RestRequest) -> None:
        """Reading a group counts as listing."""
        super().permit("list" if action == "list_group" else action, request)

    def list(self, request: RestRequest) -> RestResponse:
        """Return the groups."""
        groups = []
        for row in self.state.setting_groups.values():
            options = {"href": self.store.api_url(f"settings/{row['id']}")}
            groups.append({**row, "_links": {"options": [options]}})
        return RestResponse(groups)

    def list_group(self, request: RestRequest) -> RestResponse:
        """Return the settings of a group."""
        group = request["group_id"]
        members = []
        for row in self._group(group).values():
            response = self._show(group, row)
            self.store.dispatcher.add_target_hints(response.links, request)
            response.data.pop("group_id")
            members.append(response.body())
        return RestResponse(members)

    def get(self, request: RestRequest) -> RestResponse:
        """Return one setting."""
        return self._show(request["group_id"], self._find(request))

    def update(self, request: RestRequest) -> RestResponse:
        """Change a setting's value."""
        row = self._find(request)
        row["value"] = checked_value(row, request["value"])
        return self._show(request["group_id"], row)

    def batch(self, request: RestRequest) -> RestResponse:
        """Change many settings; those of other groups when the path names none."""
        check_batch_limit(request)
        answer = []
        for entry in entries(request["update"]):
            sub_request = request.for_entry("PUT", entry, {})
            sub_request.form.setdefault("group_id", request["group_id"])
            answer.append(self._entry_answer("update", sub_request, sub_request["id"]))
        return RestResponse({"update": answer} if answer else [])

    def _show(self, group: str, row: Row) -> RestResponse:
        links = self.item_links(f"settings/{group}", row["id"])
        return RestResponse({**row, "group_id": group}, links=links)

    def _group(self, group: Any) -> dict[str, Row]:
        if not group:
            raise _invalid_group()
        if group not in self.state.settings:
            if group in self.state.setting_groups:
                return {}
            raise _invalid_group()
        return self.state.settings[group]

    def _find(self, request: RestRequest) -> Row:
        row = self._group(request["group_id"]).get(php.to_string(request["id"]))
        if not row:
            code = "rest_setting_setting_invalid"
            raise RestError(code, "Invalid setting.", 404)
        return row


def _invalid_group() -> RestError:
    code = "rest_setting_setting_group_invalid"
    return RestError(code, "Invalid setting group.", 404)


def checked_value(row: Row, value: Any) -> Any:
    """Return a setting's value as stored, or raise ``RestError`` for a wrong one."""
    kind = row["type"]
    if kind in ("select", "radio") or (kind == "checkbox"):
        options = row.get("options") or {"yes": "", "no": ""}
        if not isinstance(value, str) or value not in options:
            raise _invalid_value()
        return value
    if kind == "multiselect":
        if value == "" or value is None:
            return []
        if not isinstance(value, list):
            raise _invalid_value()
        return [item for item in value if item in (row.get("options") or {})]
    if value is None:
        return row.get("default", "") if kind == "image_width" else ""
    if kind == "textarea":
        return texts.filter_html(php.to_string(value).strip())
    return texts.filter_html(re.sub(r"\s+", " ", php.to_string(value)).strip())


def _invalid_value() -> RestError:
    message = "An invalid setting value was passed."
    return RestError("rest_setting_value_invalid", message)
