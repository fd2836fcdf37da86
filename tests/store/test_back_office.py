"""What the API cannot do to an order, and copies of products."""

import pytest

PRODUCT = {"name": "Mug", "sku": "MUG", "regular_price": "5", "status": "publish"}


@pytest.fixture
def order(shop):
    fee = {"name": "Engraving", "total": "5.00"}
    return shop.post("orders", {"fee_lines": [fee], "status": "processing"})


@pytest.fixture
def edit(running_store, order):
    """Change the order past the API; return it as the API then shows it."""

    def edit(shop, **given):
        running_store.control("clock", {"seconds": 60})
        running_store.control(f"orders/{order['id']}/edit", given)
        return shop.get(f"orders/{order['id']}")

    return edit


def test_a_quiet_edit_does_not_move_the_date(shop, order, edit):
    values = {"customer_note": "Ring twice"}

    changed = edit(shop, values=values, quietly=True)

    assert changed["customer_note"] == "Ring twice"
    assert changed["date_modified_gmt"] == order["date_modified_gmt"]


def test_an_edit_that_is_not_quiet_moves_the_date(shop, order, edit):
    changed = edit(shop, values={"customer_note": "Ring twice"})

    assert changed["date_modified_gmt"] > order["date_modified_gmt"]


def test_a_quiet_edit_of_a_line_changes_the_totals(shop, order, edit):
    line = {"id": order["fee_lines"][0]["id"], "total": "7.50"}

    changed = edit(shop, values={"fee_lines": [line]}, quietly=True)

    assert float(changed["total"]) - float(order["total"]) >= 2.5
    assert changed["date_modified_gmt"] == order["date_modified_gmt"]


def test_a_plugin_s_fields_stay_until_they_are_taken_back(shop, order, edit):
    cards = [{"id": 1, "code": "ABCD", "amount": "5.00"}]
    fields = {"gift_cards": cards, "number": "SO-17", "total": "0.00"}

    changed = edit(shop, fields=fields)
    later = shop.put(f"orders/{order['id']}", {"customer_note": "Thanks"})
    taken_back = edit(shop, fields={"number": None})

    assert (changed["gift_cards"], changed["number"]) == (cards, "SO-17")
    assert later["total"] == "0.00"
    assert taken_back["number"] == str(order["id"])


def test_a_copied_product_is_a_draft_with_a_sku_of_its_own(shop):
    product = shop.post("products", PRODUCT)

    first = shop.post(f"products/{product['id']}/duplicate", {})
    second = shop.post(f"products/{product['id']}/duplicate", {"name": "Cup"})

    assert (first["name"], first["status"], first["sku"]) == (
        "Mug (Copy)",
        "draft",
        "MUG-1",
    )
    assert (second["name"], second["sku"]) == ("Cup", "MUG-2")
    assert shop.get(f"products/{product['id']}")["sku"] == "MUG"


def test_a_copied_variable_product_has_variations_of_its_own(shop):
    size = {"name": "Size", "options": ["S", "M"], "variation": True}
    product = shop.post("products", {"type": "variable", "attributes": [size]})
    path = f"products/{product['id']}/variations"
    chosen = [{"name": "Size", "option": "S"}]
    variation = shop.post(path, {"attributes": chosen, "sku": "S-1"})

    made = shop.post(f"products/{product['id']}/duplicate", {})

    (copied,) = shop.get(f"products/{made['id']}/variations")
    assert copied["id"] != variation["id"]
    assert copied["sku"] == "S-1-1"
    assert [row["id"] for row in shop.get(path)] == [variation["id"]]


def test_a_variation_is_not_copied_by_itself(shop):
    size = {"name": "Size", "options": ["S", "M"], "variation": True}
    product = shop.post("products", {"type": "variable", "attributes": [size]})
    path = f"products/{product['id']}/variations"
    variation = shop.post(path, {"attributes": [{"name": "Size", "option": "S"}]})

    answer = shop.send("POST", f"products/{variation['id']}/duplicate")

    assert answer.status_code == 404
    assert len(shop.get(path)) == 1


def test_a_tool_says_that_it_ran(shop):
    tools = {tool["id"] for tool in shop.get("system_status/tools")}

    answer = shop.put("system_status/tools/delete_taxes", {})

    assert "clear_transients" in tools
    assert answer["success"] is True
    assert shop.get("taxes") == []
    assert shop.send("PUT", "system_status/tools/none", {}).status_code == 404


def test_settings_of_a_gateway_without_names_change_nothing(shop):
    before = shop.get("payment_gateways/bacs")

    assert shop.put("payment_gateways/bacs", {"settings": ["abc"]}) == before


def test_a_tax_class_that_is_a_list_is_not_valid_in_a_batch(shop):
    """What is in a batch is not checked against the declared types."""
    line = {"product_id": 16, "tax_class": ["reduced-rate"]}

    answer = shop.post("orders/batch", {"create": [{"line_items": [line]}]})

    error = answer["create"][0]["error"]
    assert error["code"] == "order_item_product_invalid_tax_class"
