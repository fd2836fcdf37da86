"""A manager makes workflow rules; orders go as far as the rules say."""

import pytest

from tests.live.conditions import wait_until

PATIENCE_SECONDS = 60
PAID = [
    ("invoice", "done"),
    ("post", "done"),
    ("payment", "done"),
]


@pytest.fixture(autouse=True)
def no_rules_left(office):
    """Whatever rules a test makes are gone after it."""
    yield
    rules = office.odoo.search("woo.workflow.rule", [])
    office.odoo.call("woo.workflow.rule", "unlink", rules)


def make_rule(manager, **choices):
    """Fill in the form of a rule."""
    manager.visit("Mappings", "Workflow Rules")
    manager.press("New")
    for field, label in choices.items():
        manager.choose(field, label)
    manager.save()


def steps_of(office, order) -> list[tuple[str, str]]:
    domain = [("order_id.woo_id", "=", order["id"])]
    domain += [("backend_id", "=", office.connected.backend_id)]
    rows = office.odoo.find("woo.order.step", domain, ["kind", "state"])
    return [(row["kind"], row["state"]) for row in rows]


def invoices_of(office, order) -> list[dict]:
    sale_order = office.sale_order(order)
    fields = ["state", "payment_state", "amount_total", "amount_tax", "currency_id"]
    domain = [("line_ids.sale_line_ids.order_id", "=", sale_order["id"])]
    return office.odoo.find("account.move", domain, fields)


def bank_journal(office) -> int:
    return office.odoo.search("account.journal", [("type", "=", "bank")])[0]


def test_a_rule_takes_an_order_to_its_paid_invoice(office, manager):
    office.set_store(journal_id=bank_journal(office))
    make_rule(
        manager,
        payment_method_ids="Cash on delivery",
        status_ids="Processing",
        action="Confirmed sale order",
        invoice="Posted invoice",
        payment="Always",
    )
    manager.take_picture("workflow-rule")

    order = office.place_order(transaction_id="tx-4711")
    woo_order = office.comes_in(order, "imported")
    office.wait_until_idle()

    assert steps_of(office, order) == PAID
    (invoice,) = invoices_of(office, order)
    assert invoice["state"] == "posted"
    assert invoice["payment_state"] in ("paid", "in_payment")
    assert invoice["amount_total"] == round(float(order["total"]), 2)
    assert invoice["amount_tax"] == round(float(order["total_tax"]), 2)
    (payment,) = office.odoo.find(
        "account.payment", [("memo", "=", "tx-4711")], ["amount", "state"]
    )
    assert payment["amount"] == invoice["amount_total"]

    manager.open_record("woo.order", woo_order["id"])
    manager.show_tab("Steps")
    assert manager.rows("step_ids").cell("Register the payment", "state") == "Done"
    manager.page.locator(".o_notebook").scroll_into_view_if_needed()
    manager.rows("step_ids").row("Register the payment").scroll_into_view_if_needed()
    manager.take_picture("workflow-steps")
    manager.rows("step_ids").press("Post the invoice", "Open")
    manager.sees("Customer Invoice")
    manager.sees("INV/")


def test_a_payment_without_a_journal_goes_on_when_one_is_chosen(office, manager, user):
    office.set_store(journal_id=False)
    make_rule(manager, status_ids="Processing", invoice="Posted invoice")
    manager.choose("payment", "Always")
    manager.save()

    order = office.place_order()
    woo_order = office.comes_in(order, "imported")
    office.wait_until_idle()
    assert steps_of(office, order) == [*PAID[:2], ("payment", "failed")]

    user.open_record("woo.order", woo_order["id"])
    user.sees("A step failed:")
    user.sees("has a payment journal")
    user.take_picture("workflow-failed")
    user.show_tab("Steps")
    assert not user.rows("step_ids").row("Register").get_by_text("Skip").count()
    user.press("Try Step Again")
    # All was idle, and failed, also before the button has reached Odoo.
    wait_until(
        lambda: steps_of(office, order) == [*PAID[:2], ("payment", "failed")],
        PATIENCE_SECONDS,
        lambda: steps_of(office, order),
    )
    office.wait_until_idle()
    assert len(invoices_of(office, order)) == 1

    office.set_store(journal_id=bank_journal(office))
    office.wait_until_idle()
    assert steps_of(office, order) == PAID
    user.reload()
    user.show_tab("Steps")
    assert user.rows("step_ids").cell("Register the payment", "state") == "Done"
    assert not user.has_button("Try Step Again")


def test_an_order_for_review_is_approved(office, manager, user):
    make_rule(manager, action="Quotation for review", invoice="Draft invoice")
    order = office.place_order()
    woo_order = office.comes_in(order, "review")
    assert office.sale_order(order)["state"] == "draft"

    user.open_record("woo.order", woo_order["id"])
    user.sees("asks for somebody's approval")
    assert not user.has_button("Approve")
    manager.open_record("woo.order", woo_order["id"])
    manager.sees("asks for somebody's approval")
    manager.take_picture("workflow-review")
    manager.press("Approve")
    office.comes_in(order, "imported")
    office.wait_until_idle()

    assert office.sale_order(order)["state"] == "sale"
    assert steps_of(office, order) == [("invoice", "done")]
    assert [invoice["state"] for invoice in invoices_of(office, order)] == ["draft"]


def test_rules_are_put_in_order_on_the_store(office, manager):
    manager.open_record("woo.backend", office.connected.backend_id)
    manager.show_tab("Workflow")
    rules = manager.rows("workflow_rule_ids")
    rules.add()
    manager.field("workflow_rule_ids").place.locator(
        ".o_selected_row .o_field_widget[name=invoice]"
    ).click()
    manager.page.locator(".o_select_menu_item", has_text="Draft invoice").click()
    manager.save()
    manager.take_picture("workflow-store")

    (rule,) = office.odoo.find(
        "woo.workflow.rule", [], ["backend_id", "invoice", "status_ids", "action"]
    )
    assert rule["backend_id"][0] == office.connected.backend_id
    assert rule["invoice"] == "draft"
    assert (rule["status_ids"], rule["action"]) == ([], False)
