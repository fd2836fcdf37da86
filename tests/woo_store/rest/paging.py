"""Pages of collections and the headers that tell about them."""

from typing import Any
from urllib.parse import quote_plus

from . import php
from .request import RestRequest


def page_of(request: RestRequest, rows: list) -> list:
    """Return the rows of the page, or of the offset, that the request asks for."""
    size = per_page(request)
    page = php.to_int(request["page"]) or 1
    start = php.to_int(request["offset"]) or (page - 1) * size
    return rows[start : start + size]


def per_page(request: RestRequest) -> int:
    """Return how many rows a page has."""
    return php.to_int(request["per_page"]) or 10


def present_page(request: RestRequest, *, by_offset: bool = False) -> int:
    """Return the number of the page that a list shows."""
    offset = php.to_int(request["offset"])
    if by_offset and offset:
        return -(-offset // per_page(request)) + 1
    return php.to_int(request["page"]) or 1


def paging_headers(
    request: RestRequest, page: int, total: int, site_url: str
) -> dict[str, str]:
    """Return ``X-WP-Total``, ``X-WP-TotalPages`` and, with more pages, ``Link``."""
    pages = -(-total // per_page(request))
    links = []
    if page > 1:
        links.append(_link(request, min(page - 1, pages), "prev", site_url))
    if page < pages:
        links.append(_link(request, page + 1, "next", site_url))
    headers = {"X-WP-Total": str(total), "X-WP-TotalPages": str(pages)}
    if links:
        headers["Link"] = ", ".join(links)
    return headers


def _link(request: RestRequest, page: int, rel: str, site_url: str) -> str:
    query = "&".join(_encode({**request.query, "page": page}))
    return f'<{site_url}/wp-json{request.path}?{query}>; rel="{rel}"'


def _encode(values: dict[str, Any], outer: str = "") -> list[str]:
    parts: list[str] = []
    for key, value in values.items():
        name = f"{outer}%5B{key}%5D" if outer else str(key)
        if isinstance(value, list):
            value = dict(enumerate(value))
        if isinstance(value, dict):
            parts += _encode(value, name)
        else:
            parts.append(f"{name}={quote_plus(_text(value), safe='-_.')}")
    return parts


def _text(value: Any) -> str:
    return ("0", "1")[value] if isinstance(value, bool) else php.to_string(value)
