"""Finding products."""

import pytest


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"search": "hoodie pocket"}, [20]),
        ({"search": '"simple product" logo'}, [33, 32, 14]),
        ({"sku": "woo-cap,WOO-BEANIE"}, [18, 16]),
        ({"sku": "woo-vneck-tee-red"}, [26]),
        ({"search_sku": "neck-tee"}, [28, 27, 26, 12]),
        ({"search_name_or_sku": "neck red"}, [26]),
        ({"category": "16", "type": "variable"}, [13, 12]),
        ({"on_sale": "true"}, [33, 25, 20, 18, 17, 16, 13]),
        ({"min_price": "50"}, [19, 17]),
        ({"stock_status": "outofstock"}, [20]),
        ({"attribute": "pa_color", "attribute_term": "22"}, [23, 14, 13, 12]),
        ({"include": "16,18", "orderby": "include"}, [16, 18]),
        ({"category": "music"}, []),
        ({"shipping_class": "heavy"}, []),
        ({"virtual": "true"}, [25, 24]),
        ({"orderby": "price", "per_page": 3}, [19, 17, 34]),
        ({"status": "trash"}, []),
    ],
    ids=str,
)
def test_products(shop, query, found):
    """A query finds what WooCommerce's would."""
    rows = shop.get("products", **{"per_page": 100, "_fields": "id", **query})
    assert [row["id"] for row in rows] == found


def test_variations_of_all_products(shop):
    """All variations are found at once, also by what they choose."""
    assert len(shop.get("variations", per_page=100)) == 7
    chosen = {"attributes[0][attribute]": "pa_color", "attributes[0][term]": "blue"}
    found = shop.get("variations", **chosen)
    assert [row["id"] for row in found] == [36, 31, 28]


def test_terms_of_a_product(shop):
    """Terms are found by product and counted with those below them."""
    rows = shop.get("products/categories", product=18)
    assert [row["name"] for row in rows] == ["Accessories"]
    clothing = shop.get("products/categories", slug="clothing")[0]
    assert clothing["count"] == 14
    assert shop.get(f"products/categories/{clothing['id']}")["count"] == 1


def test_places(shop):
    """Codes are found in any case; their links have them in lower case."""
    names = [row["name"] for row in shop.get("data/continents")]
    assert names[:4] == ["Africa", "Antarctica", "Asia", "Europe"]
    europe = shop.get("data/continents/EU")
    assert {"code": "FR", "name": "France", "states": []} in europe["countries"]
    (link,) = shop.get("data/countries/us")["_links"]["self"]
    assert link["href"].endswith("/data/countries/us")
    assert shop.send("GET", "data/continents/xx").status_code == 404
