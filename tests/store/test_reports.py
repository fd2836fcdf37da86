"""Reports, and the names of custom fields."""

import pytest

BEANIE = 16


@pytest.fixture
def order(shop):
    """Make a completed order of 70.80 with a refund of 1."""
    made = shop.post(
        "orders",
        {
            "status": "completed",
            "line_items": [{"product_id": BEANIE, "quantity": 3}],
            "shipping_lines": [{"method_id": "flat_rate", "total": "5"}],
        },
    )
    refund = {"amount": "1", "api_refund": False}
    shop.post(f"orders/{made['id']}/refunds", refund)
    return made


def test_nothing_sold(shop):
    """Without a period the report is of today alone."""
    (report,) = shop.get("reports/sales")
    assert (report["total_sales"], report["total_refunds"]) == ("0.00", 0)
    (day,) = report["totals"].values()
    assert day["orders"] == 0
    assert shop.get("reports/top_sellers") == []


def test_sales(shop, order):
    """Refunds count in the whole, not in its parts."""
    (report,) = shop.get("reports/sales", period="week")
    assert len(report["totals"]) == 7
    assert (report["total_sales"], report["net_sales"]) == ("69.80", "53.00")
    assert (report["average_sales"], report["total_items"]) == ("7.57", 3)
    *_before, today = report["totals"].values()
    assert (today["sales"], today["tax"], today["shipping"]) == (
        "70.80",
        "11.80",
        "5.00",
    )
    (best,) = shop.get("reports/top_sellers", period="month")
    assert (best["title"], best["quantity"]) == ("Beanie", 3)


@pytest.mark.parametrize(
    ("query", "grouped_by", "parts"),
    [
        ({"date_min": "2026-01-30", "date_max": "2026-02-02"}, "day", 4),
        ({"date_min": "2025-11-01", "date_max": "2026-04-01"}, "month", 6),
    ],
)
def test_ranges(shop, query, grouped_by, parts):
    """More than three months are grouped by month."""
    (report,) = shop.get("reports/sales", **query)
    assert (report["totals_grouped_by"], len(report["totals"])) == (grouped_by, parts)


def test_a_wrong_date(shop):
    """Dates are checked by the reports alone."""
    answer = shop.send("GET", "reports/sales", date_min="1.1.2026").json()
    assert answer["data"]["params"]["date_min"] == "The date you provided is invalid."


def test_names_of_custom_fields(shop):
    """Hidden ones are left out."""
    metas = [{"key": key, "value": "1"} for key in ("Size", "color", "_hidden")]
    shop.put(f"products/{BEANIE}", {"meta_data": metas})
    names = shop.get("products/custom-fields/names")
    assert "_hidden" not in names
    assert shop.get("products/custom-fields/names", search="siz") == ["Size"]
