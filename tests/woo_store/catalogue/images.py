"""Images given by a request.

Nothing is downloaded: every well-formed address is taken as an image, except one of
the store itself that is no uploaded file.
"""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from .. import texts
from ..rest import php
from ..rest.errors import RestError
from ..state import Row
from ..store import Store


def read_images(store: Store, given: Any) -> list[Row]:
    """Return the image rows for the ``images`` of a request."""
    entries = given if isinstance(given, list) else []
    wanted = [entry for entry in entries if isinstance(entry, dict) and entry]
    return [read_image(store, entry, "product") for entry in wanted]


def read_image(store: Store, given: Row, kind: str) -> Row:
    """Return the row of one image, by id or newly uploaded from ``src``.

    ``kind`` is product, variation or category and appears in the codes of errors.
    """
    number = php.absolute_int(given.get("id"))
    if not number and given.get("src"):
        image = _upload(store, php.to_string(given["src"]), kind)
    elif number in store.state.images:
        image = dict(store.state.images[number])
    else:
        code = f"woocommerce_{kind}_invalid_image_id"
        raise RestError(code, f"#{number} is an invalid image ID.")
    if given.get("alt"):
        image["alt"] = texts.clean_line(php.to_string(given["alt"]))
    if given.get("name"):
        image["name"] = php.to_string(given["name"])
    store.state.images[image["id"]] = image
    shown = dict(image)
    if kind != "product":
        for name in ("srcset", "sizes", "thumbnail"):
            shown.pop(name, None)
    return shown


def _upload(store: Store, address: str, kind: str) -> Row:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise _failed(kind, f"Invalid URL {address}.")
    name = re.sub(r"[^\w.-]", "-", unquote(parts.path.rpartition("/")[2]))
    here = urlsplit(store.site_url).hostname == parts.hostname
    if here and not parts.path.startswith("/wp-content/uploads/"):
        text = f"Error getting remote image {address}. Error: Not Found"
        raise _failed(kind, text)
    now = store.clock.now()
    folder = f"{store.site_url}/wp-content/uploads/{now:%Y/%m}"
    source = f"{folder}/{_free_name(store, folder, name)}"
    # the images' local times have the zone's offset applied twice
    local = now + 2 * store.clock.zone.utcoffset(None)
    dates = {}
    for column in ("date_created", "date_modified"):
        dates[column] = local.strftime("%Y-%m-%dT%H:%M:%S")
        dates[f"{column}_gmt"] = now.strftime("%Y-%m-%dT%H:%M:%S")
    return {
        "id": store.state.sequences.next("posts"),
        **dates,
        "src": source,
        "name": source.rpartition("/")[2],
        "alt": "",
        "srcset": "",
        "sizes": "",
        "thumbnail": source,
    }


def _free_name(store: Store, folder: str, name: str) -> str:
    taken = {image["src"] for image in store.state.images.values()}
    stem, dot, ending = name.rpartition(".")
    number, candidate = 0, name
    while f"{folder}/{candidate}" in taken:
        number += 1
        candidate = f"{stem}-{number}{dot}{ending}"
    return candidate


def _failed(kind: str, message: str) -> RestError:
    return RestError(f"woocommerce_{kind}_image_upload_error", message)
