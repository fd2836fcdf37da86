"""Images given by a request.

Nothing is downloaded: an address is taken to give an image, unless it is one of this
machine outside the store's own folders, or its host cannot exist.
"""

import re
from typing import Any
from urllib.parse import unquote, urlsplit

from .. import texts
from ..rest import php
from ..rest.errors import RestError
from ..state import Row
from ..store import Store

#: where the store has images of its own
IMAGE_FOLDERS = ("/wp-content/uploads/", "/sample-images/")


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
        title = texts.encode_entities(php.to_string(given["name"]))
        image["name"] = title.replace("&amp;", "&#038;")
    store.state.images[image["id"]] = image
    shown = dict(image)
    if kind != "product":
        for name in ("srcset", "sizes", "thumbnail"):
            shown.pop(name, None)
    return shown


def _upload(store: Store, address: str, kind: str) -> Row:
    if "://" not in address:
        address = f"http://{address}"
    fault = _fault(store, address)
    if fault:
        raise _failed(kind, f"Error getting remote image {address}. Error: {fault}")
    name = re.sub(r"[^\w.-]", "-", unquote(urlsplit(address).path.rpartition("/")[2]))
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
        **_sizes(store, name, source),
    }


def _sizes(store: Store, name: str, source: str) -> Row:
    """Return the sizes of a picture, known when the store has one of that name."""
    for image in store.state.images.values():
        known = image["src"].removesuffix(f"/{name}")
        if known != image["src"] and "srcset" in image:
            old, new = image["src"].rpartition(".")[0], source.rpartition(".")[0]
            columns = ("srcset", "sizes", "thumbnail")
            return {column: image[column].replace(old, new) for column in columns}
    return {"srcset": "", "sizes": "", "thumbnail": source}


def _fault(store: Store, address: str) -> str | None:
    """Return why an address gives no image; one of another host is taken to give one.

    On this machine only the store's own folders of images exist, and nothing answers
    at the ports of the system's services but the web's.
    """
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "A valid URL was not provided."
    if host in (urlsplit(store.site_url).hostname, "127.0.0.1", "localhost"):
        if port and port < 1024 and port not in (80, 443):
            fault = f"Failed to connect to {host} port {port} after 0 ms"
            return f"cURL error 7: {fault}: Couldn't connect to server"
        return None if parts.path.startswith(IMAGE_FOLDERS) else "Not Found"
    if "." not in host or host.endswith(".invalid"):
        return f"cURL error 6: Could not resolve host: {host}"
    return None


def _free_name(store: Store, folder: str, name: str) -> str:
    taken = {image["src"] for image in store.state.images.values()}
    stem, dot, ending = name.rpartition(".")
    number, candidate = 0, name
    while f"{folder}/{candidate}" in taken:
        number += 1
        candidate = f"{stem}-{number}{dot}{ending}"
    return candidate


def _failed(kind: str, message: str) -> RestError:
    if kind == "category":
        return RestError("woocommerce_rest_invalid_remote_image_url", message)
    return RestError(f"woocommerce_{kind}_image_upload_error", message)
