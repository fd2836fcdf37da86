"""The page of scenarios is what the tests prove."""

from tests.environment import scenario_table

SOURCE = """
class TestOrders:
    @scenario("Quotation", "Cancelled in Odoo", "Stays")
    @scenario("Quotation", "Delivered in Odoo", "Cannot be")
    def test_one(self):
        pass

    @tagged("x")
    def test_two(self):
        pass
"""


def test_declarations_are_read(tmp_path):
    (tmp_path / "test_orders.py").write_text(SOURCE)
    (tmp_path / "orders_case.py").write_text(SOURCE)
    assert [(each.event, each.result) for each in scenario_table.read(tmp_path)] == [
        ("Cancelled in Odoo", "Stays"),
        ("Delivered in Odoo", "Cannot be"),
    ]


def test_every_declaration_is_in_the_table():
    scenarios = scenario_table.read()
    page = scenario_table.page(scenarios)
    assert scenarios
    for each in scenarios:
        assert each.result in page
        assert page.count(f"`{each.test}`") >= 1


def test_page_is_current():
    assert scenario_table.main(["--check"]) == 0
