"""What an order's lines say in Odoo where the product alone does not."""


def test_a_deleted_product_and_an_engraving_are_readable(office, manager):
    office.set_store(import_orders=False)
    values = {"name": "Discontinued vase", "sku": "VASE-0", "regular_price": "20"}
    vase = office.shop.post("products", values)
    engraved = {"product_id": office.mug["id"], "quantity": 1}
    engraved["meta_data"] = [{"key": "Engraving", "value": "For Zoë"}]
    order = office.place_order(
        line_items=[engraved, {"product_id": vase["id"], "quantity": 2}]
    )
    office.shop.delete(f"products/{vase['id']}", force=True)
    office.wait_until_idle()
    office.set_store(import_orders=True)

    manager.open_record("woo.backend", office.connected.backend_id)
    manager.press("Import Order by Number")
    manager.fill("numbers", str(order["id"]))
    manager.press("Import")
    office.comes_in(order, "imported")

    sale_order = office.sale_order(order)
    assert sale_order["amount_total"] == float(order["total"])
    manager.open_record("sale.order", sale_order["id"])
    manager.sees("Discontinued vase")
    manager.sees("Engraving: For Zoë")
    manager.take_picture("sale-order-lines")
    lines = office.odoo.find(
        "sale.order.line",
        [("order_id", "=", sale_order["id"]), ("product_id.type", "=", "consu")],
        ["name", "product_uom_qty"],
    )
    names = {line["name"]: line["product_uom_qty"] for line in lines}
    assert names == {"[OFFICE-MUG] Enamel mug\nEngraving: For Zoë": 1} | {
        "Discontinued vase": 2
    }

    moves = office.odoo.find(
        "stock.move",
        [("sale_line_id.order_id", "=", sale_order["id"])],
        ["description_picking"],
    )
    assert sorted(move["description_picking"] for move in moves) == [
        "Discontinued vase",
        "Engraving: For Zoë",
    ]
    manager.press_statistic("Delivery")
    manager.sees("Source Document")
    # They stand in fields that whoever packs could still fill in.
    texts = manager.page.locator(".o_data_row textarea")
    texts.first.wait_for()
    assert sorted(text.input_value() for text in texts.all()) == [
        "Discontinued vase",
        "Engraving: For Zoë",
    ]
    manager.take_picture("delivery-lines")
