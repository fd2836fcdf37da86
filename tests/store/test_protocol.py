"""The conventions of the REST API."""

import requests


def test_pages(shop):
    """A list tells its size and its neighbours."""
    response = shop.send("GET", "products", per_page=5, page=2)
    assert response.headers["X-WP-Total"] == "18"
    assert response.headers["X-WP-TotalPages"] == "4"
    assert [link["rel"] for link in _links(response)] == ["prev", "next"]
    assert shop.get("products", per_page=5, page=99) == []


def _links(response):
    return requests.utils.parse_header_links(response.headers["Link"])


def test_fields_of_fields(shop):
    """``_fields`` selects; products leave out what is asked for only in part."""
    assert shop.get("products", sku="woo-cap", _fields="id,name") == [
        {"id": 18, "name": "Cap"}
    ]
    setting = shop.get("payment_gateways/bacs", _fields="settings.title.value")
    assert setting["settings"] == {"title": {"value": "Direct bank transfer"}}
    part = shop.get("products/18", _fields="id,dimensions.length")
    assert "dimensions" not in part


def test_all_faults_are_named(shop):
    """Every wrong parameter is listed with its message."""
    response = shop.send("GET", "products", per_page=101, order="up")
    answer = response.json()
    assert response.status_code == 400
    assert answer["message"] == "Invalid parameter(s): per_page, order"
    assert answer["data"]["params"]["order"] == "order is not one of asc and desc."
    assert answer["data"]["details"]["per_page"]["code"] == "rest_out_of_bounds"


def test_missing_parameters(shop):
    """Missing parameters are reported before wrong ones."""
    answer = shop.send("POST", "products/attributes", {"order_by": "bogus"}).json()
    assert answer["code"] == "rest_missing_callback_param"
    assert answer["data"]["params"] == ["name"]


def test_null_is_converted(shop):
    """A null passes the checks and becomes 0 in a PUT; in a batch it is ignored."""
    single = shop.put("products/18", {"stock_quantity": None})
    assert single["stock_quantity"] == 0
    shop.put("products/18", {"stock_quantity": 7})
    entry = {"id": 18, "stock_quantity": None}
    batch = shop.post("products/batch", {"update": [entry]})
    assert batch["update"][0]["stock_quantity"] == 7


def test_targets_say_what_is_allowed(shop):
    """Links name the methods that the user may use."""
    administrator = shop.get("customers/1")
    allowed = administrator["_links"]["self"][0]["targetHints"]["allow"]
    assert allowed == ["GET", "POST", "PUT", "PATCH"]


def test_answers_are_written_as_php_does(shop):
    """Slashes and letters beyond ASCII are escaped, blanks left out."""
    shop.put("products/18", {"name": "Étui"})
    text = shop.send("GET", "products/18", _fields="name,permalink").text
    assert text.startswith('{"name":"\\u00c9tui","permalink":"https:\\/\\/')


def test_site_time(shop):
    """Dates without a zone are the site's, an hour ahead of GMT."""
    created = shop.get("products/18")["date_created_gmt"]
    at_once = {"after": created, "dates_are_gmt": "true", "include": "18"}
    assert shop.get("products", **at_once) == []
    assert len(shop.get("products", after=f"{created}Z", include=18)) == 0
    assert len(shop.get("products", after=created, include=18)) == 1
    shifted_twice = {"after": "2000-01-01T00:00:00Z", "dates_are_gmt": "true"}
    assert len(shop.get("products", include=18, **shifted_twice)) == 1


def test_reset(shop, running_store):
    """A reset forgets everything, ids included."""
    first = shop.post("products", {"name": "x"})["id"]
    running_store.reset()
    assert shop.send("GET", f"products/{first}").status_code == 404
    assert shop.post("products", {"name": "x"})["id"] == first
