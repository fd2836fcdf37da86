"""Who a store's customers are in Odoo: the settings, and what an order shows of it."""

import pytest

VAT = "FR23334175221"


@pytest.fixture
def everybody(office):
    """One contact for all guests."""
    return office.odoo.create("res.partner", {"name": "Guests of the shop"})


@pytest.fixture(scope="module")
def exempt_abroad(opened_office):
    """A fiscal position by which Odoo would charge customers in France nothing."""
    (mapped, *_others) = opened_office.odoo.find(
        "woo.tax",
        [
            ("backend_id", "=", opened_office.connected.backend_id),
            ("tax_class", "=", "standard"),
        ],
        ["tax_id"],
    )
    at_home = mapped["tax_id"][0]
    position = opened_office.odoo.create(
        "account.fiscal.position",
        {
            "name": "Sales to France",
            "auto_apply": True,
            "country_id": opened_office.odoo.reference("base.fr"),
        },
    )
    values = {"name": "0 % France", "amount": 0, "type_tax_use": "sale"}
    values |= {"original_tax_ids": [(6, 0, [at_home])]}
    values |= {"fiscal_position_ids": [(6, 0, [position])]}
    opened_office.odoo.create("account.tax", values)
    yield position
    opened_office.odoo.write("account.fiscal.position", position, {"active": False})


def customer_of(office, order) -> dict:
    """Return the customer of an order's sale order."""
    sale_order = office.sale_order(order)
    (row,) = office.odoo.find(
        "sale.order", [("id", "=", sale_order["id"])], ["partner_id"]
    )
    fields = ("name", "city", "vat", "parent_id", "commercial_partner_id")
    return office.odoo.read("res.partner", row["partner_id"][0], *fields)


def test_all_guests_become_the_contact_that_is_chosen(office, manager, everybody):
    # Noted first, so that the test's end brings them back.
    office.set_store(guest_policy="email", guest_partner_id=False)
    manager.open_record("woo.backend", office.connected.backend_id)
    manager.show_tab("Customers")
    manager.choose("guest_policy", "One contact for all guests")
    manager.choose("guest_partner_id", "Guests of the shop")
    manager.save()
    manager.take_picture("store-customers")

    order = office.place_order()
    office.comes_in(order, "imported")

    assert customer_of(office, order)["id"] == everybody


def test_the_contact_for_guests_is_asked_for(office, manager):
    manager.open_record("woo.backend", office.connected.backend_id)
    manager.show_tab("Customers")
    manager.choose("guest_policy", "One contact for all guests")
    manager.page.locator(".o_form_button_save:visible").click()

    manager.sees("Missing required fields")

    assert office.read_store("guest_policy")["guest_policy"] == "email"
    manager.page.locator(".o_form_button_cancel:visible").click()


def test_an_order_keeps_its_addresses_and_says_where_both_sides_differ(
    office, manager, exempt_abroad
):
    order = office.place_order(
        meta_data=[{"key": "_billing_vat_number", "value": "not yet"}]
    )
    woo_order = office.comes_in(order, "imported")
    customer = customer_of(office, order)
    office.odoo.write("res.partner", customer["id"], {"city": "Elsewhere"})

    manager.open_record("woo.order", woo_order["id"])
    manager.sees("“not yet” is not a valid VAT number")
    conflict = manager.field("fiscal_conflict").text()
    manager.take_picture("order-fiscal-conflict")
    manager.show_tab("Customer")
    billed_to = manager.field("billing_text").text()
    manager.take_picture("order-customer")

    assert "Odoo: Sales to France, 0 % France." in conflict
    assert "no tax" not in conflict
    assert order["billing"]["address_1"] in billed_to
    assert order["billing"]["city"] in billed_to
    assert "Elsewhere" not in billed_to
    sale_order = office.sale_order(order)
    assert f"{sale_order['amount_total']:.2f}" == f"{float(order['total']):.2f}"
    assert f"{sale_order['amount_tax']:.2f}" == f"{float(order['total_tax']):.2f}"
    assert sale_order["amount_tax"] > 0


def test_a_company_is_known_by_its_vat_number(office, manager):
    meta = [{"key": "vat_number", "value": "FR 23 334 175 221"}]
    first = office.place_order(meta_data=meta)
    office.comes_in(first, "imported")
    second = office.place_order(meta_data=meta)
    woo_order = office.comes_in(second, "imported")

    company = customer_of(office, first)["commercial_partner_id"]
    assert customer_of(office, second)["commercial_partner_id"] == company
    assert office.odoo.read("res.partner", company[0], "vat")["vat"] == VAT
    manager.open_record("woo.order", woo_order["id"])
    manager.show_tab("Customer")
    assert manager.field("vat_number").text() == "FR 23 334 175 221"


def test_orders_that_differ_are_found_in_the_list(office, user, exempt_abroad):
    order = office.place_order()
    office.comes_in(order, "imported")
    user.visit("Orders")
    user.page.locator(".o_searchview_dropdown_toggler").click()
    user.page.get_by_role("menuitemcheckbox", name="Fiscal Position Differs").click()

    user.rows().row(order["number"])

    user.take_picture("orders-fiscal-position-differs")
