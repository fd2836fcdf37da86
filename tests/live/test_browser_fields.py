"""A manager maps what a plugin adds to orders, and finds it in Odoo."""


def test_a_delivery_date_reaches_the_sale_order(office, manager):
    manager.visit("Mappings", "Fields")
    manager.press("New")
    store = office.read_store("name")["name"]
    manager.choose("backend_id", store)
    manager.fill("path", "_delivery_date")
    manager.choose("field_id", "Expiration")
    manager.fill("date_pattern", "%d/%m/%Y")
    manager.take_picture("field-mapping")
    manager.save()
    manager.visit("Mappings", "Fields")
    assert manager.rows().cell("_delivery_date", "converter") == "Date"
    manager.take_picture("field-mappings")

    meta = [{"key": "_delivery_date", "value": "24/12/2026"}]
    order = office.place_order(meta_data=meta)
    office.comes_in(order, "imported")
    sale_order = office.sale_order(order)["id"]
    values = office.odoo.read("sale.order", sale_order, "validity_date")
    assert values["validity_date"] == "2026-12-24"

    meta = [{"key": "_delivery_date", "value": "before Christmas"}]
    order = office.place_order(meta_data=meta)
    woo_order = office.comes_in(order, "imported")
    manager.open_record("woo.order", woo_order["id"])
    manager.sees("Not taken over from the store:")
    manager.sees("before Christmas")
    manager.take_picture("order-unread-value")
    mappings = office.odoo.search("woo.field.mapping", [])
    office.odoo.call("woo.field.mapping", "unlink", mappings)


def test_what_cannot_work_is_refused(office, manager):
    manager.visit("Mappings", "Fields")
    manager.press("New")
    manager.choose("backend_id", office.read_store("name")["name"])
    manager.choose("source", "Field of its own")
    manager.fill("path", "billing phone")
    manager.choose("field_id", "Payment Ref.")
    manager.page.locator(".o_form_button_save:visible").first.click()
    manager.sees("is no path")
    manager.take_picture("field-mapping-refused")
    assert office.odoo.count("woo.field.mapping", []) == 0
