"""Products, variations and terms."""


def test_batch_is_not_validated(shop):
    """Quantities that a PUT refuses set the stock to 0 in a batch."""
    assert shop.send("PUT", "products/18", {"stock_quantity": "abc"}).status_code == 400
    answer = shop.post(
        "products/batch",
        {
            "update": [
                {"id": 18, "stock_quantity": 3.7, "status": "bogus"},
                {"id": 18, "stock_quantity": "abc", "regular_price": 7.5},
            ]
        },
    )
    first, second = answer["update"]
    assert (first["stock_quantity"], first["status"]) == (3, "draft")
    assert (second["stock_quantity"], second["regular_price"]) == (0, "7.5")


def test_batch_answers_per_entry(shop):
    """Errors stand beside answers; a failed creation has the id 0."""
    answer = shop.post(
        "products/batch",
        {"create": [{"sku": "woo-cap"}], "update": [{"id": 999999}], "delete": [16]},
    )
    assert answer["create"][0]["id"] == 0
    assert answer["create"][0]["error"]["data"]["unique_sku"] == "woo-cap-1"
    assert answer["update"][0]["error"]["data"] == {"status": 400}
    assert answer["delete"][0]["id"] == 16
    assert shop.send("GET", "products/16").status_code == 404


def test_batch_limit(shop):
    """More than a hundred entries are too many."""
    response = shop.send("POST", "products/batch", {"delete": [1] * 101})
    assert response.status_code == 413


def test_prices(shop):
    """Prices are cleaned oddly, and a sale that is none is dropped."""
    for given, stored in (("12,50", "1250"), ("abc", ""), ("1e2", "12")):
        answer = shop.put("products/18", {"regular_price": given})
        assert answer["regular_price"] == stored
    answer = shop.put("products/18", {"regular_price": "5", "sale_price": "6"})
    assert (answer["sale_price"], answer["price"]) == ("", "5")
    response = shop.send("PUT", "products/18", {"regular_price": 5})
    assert response.status_code == 400


def test_future_sale(shop):
    """A sale that begins later shows but does not hold yet."""
    sale = {"sale_price": "10", "date_on_sale_from": "2090-01-01T00:00:00"}
    answer = shop.put("products/18", sale)
    assert answer["date_on_sale_from_gmt"] == "2089-12-31T23:00:00"
    assert (answer["price"], answer["on_sale"]) == ("18", False)


def test_trashed_product_blocks_its_sku(shop):
    """A trashed product still blocks its SKU, with another error."""
    shop.delete("products/18")
    answer = shop.send("POST", "products", {"sku": "woo-cap"}).json()
    assert answer["code"] == "woocommerce_rest_product_not_created"
    assert "resource_id" not in answer["data"]
    assert shop.get("products", sku="woo-cap") == []


def test_slug_in_the_trash(shop):
    """A trashed product leaves its slug to others and gets it back."""
    shop.delete("products/18")
    assert shop.get("products/18")["slug"] == "cap__trashed"
    restored = shop.put("products/18", {"status": "publish"})
    assert (restored["status"], restored["slug"]) == ("publish", "cap")


def test_variation_takes_stock_of_its_product(shop):
    """A variation without a stock of its own shows its product's."""
    variation = shop.get("products/13/variations/36")
    assert variation["manage_stock"] == "parent"
    shop.put("products/13", {"stock_quantity": 3})
    assert shop.get("products/13/variations/36")["stock_quantity"] == 3
    own = {"manage_stock": True, "stock_quantity": 0}
    changed = shop.put("products/13/variations/36", own)
    assert (changed["manage_stock"], changed["stock_status"]) == (True, "outofstock")


def test_variations_need_their_product(shop):
    """A variation is reached for writing only through its product."""
    entry = {"id": 36, "stock_quantity": 1}
    answer = shop.post("products/batch", {"update": [entry]})
    assert answer["update"][0]["error"]["data"]["status"] == 404
    answer = shop.post("products/12/variations/batch", {"update": [entry]})
    assert answer["update"][0]["error"]["data"]["status"] == 404
    assert shop.get("products/36")["type"] == "variation"


def test_price_of_a_variable_product(shop):
    """The lowest price of its variations is a variable product's price."""
    variation = shop.get("products/12")["variations"][0]
    path = f"products/12/variations/{variation}"
    shop.put(path, {"regular_price": "1.50"})
    assert shop.get("products/12")["price"] == "1.50"
    shop.delete(path, force="true")
    assert shop.get("products/12")["price"] == "15"


def test_names_are_encoded(shop):
    """Names are stored with entities; scripts lose their tags."""
    product = shop.post("products", {"name": 'Tom & "Jerry" <script>x</script>'})
    assert product["name"] == 'Tom &amp; "Jerry" x'
    tag = shop.post("products/tags", {"name": "t&t"})
    assert (tag["name"], tag["slug"]) == ("t&amp;t", "tt")
    unclosed = shop.post("products", {"name": "x", "description": '5 < 6 & "x"'})
    assert unclosed["description"] == "5 &lt; 6 &amp; &quot;x&quot;"


def test_same_category_below_another(shop):
    """A name may come again under another parent, with a slug of its own."""
    again = shop.post("products/categories", {"name": "Accessories"})
    assert again["slug"] == "accessories-2"
    response = shop.send("POST", "products/categories", {"name": "Accessories"})
    assert response.json()["data"] == {"status": 400, "resource_id": again["id"]}


def test_images_are_new_with_every_write(shop):
    """An image given by its address becomes a new attachment each time."""
    image = {"images": [{"src": "https://pictures.example.com/belt.jpg"}]}
    first = shop.put("products/18", image)["images"][0]
    second = shop.put("products/18", image)["images"][0]
    assert first["id"] != second["id"]
    assert second["src"].endswith("/belt-1.jpg")
    response = shop.send("PUT", "products/18", {"images": [{"id": 999999}]})
    assert response.json()["message"] == "#999999 is an invalid image ID."


def test_refused_write_changes_nothing(shop):
    """A product whose new SKU is refused keeps its other values."""
    before = shop.get("products/18")
    body = {"name": "other", "meta_data": [{"key": "a", "value": "b"}]}
    response = shop.send("PUT", "products/18", {**body, "sku": "woo-beanie"})
    assert response.status_code == 400
    assert shop.get("products/18") == before


def test_a_category_below_itself(shop):
    """A ring is undone; a category's unknown image is no error."""
    above = shop.post("products/categories", {"name": "Above", "image": {"id": 99999}})
    below = {"name": "Below", "parent": above["id"]}
    below = shop.post("products/categories", below)
    path = f"products/categories/{above['id']}"
    assert (above["image"], shop.put(path, {"parent": above["id"]})["parent"]) == (
        None,
        0,
    )
    assert shop.put(path, {"parent": below["id"]})["parent"] == below["id"]
    assert shop.get(f"products/categories/{below['id']}")["parent"] == 0
    assert shop.get("products/categories", slug="above")[0]["count"] == 0


def test_an_image_from_a_closed_port(shop):
    """The fault of the download is told."""
    image = {"src": "http://127.0.0.1:9/x.jpg"}
    answer = shop.send("POST", "products", {"name": "x", "images": [image]}).json()
    assert answer["code"] == "woocommerce_product_image_upload_error"
    assert "cURL error 7: Failed to connect to 127.0.0.1 port 9" in answer["message"]
