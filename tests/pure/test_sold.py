"""What orders sell."""

from __future__ import annotations

from datetime import datetime

from woo.schema.sold import Sold, sold_quantities

CREATED = datetime(2026, 11, 23, 10, 0, 5)
MODIFIED = datetime(2026, 11, 23, 10, 1)


def order(*lines, **values):
    return {
        "id": 7,
        "status": "processing",
        "date_created_gmt": "2026-11-23T10:00:05",
        "date_modified_gmt": "2026-11-23T10:01:00",
        "line_items": [
            {"product_id": product, "variation_id": variation, "quantity": quantity}
            for product, variation, quantity in lines
        ],
        **values,
    }


def test_lines_of_one_product_are_added_up_and_variations_count_themselves():
    found = sold_quantities([order((16, 0, 1), (16, 0, 2), (12, 28, 4))])
    assert found == {
        (7, 16): Sold(3.0, "processing", CREATED, MODIFIED),
        (7, 28): Sold(4.0, "processing", CREATED, MODIFIED),
    }


def test_deleted_products_sell_nothing():
    assert sold_quantities([order((0, 0, 2))]) == {}


def test_order_without_a_date_counts_from_its_change():
    [sold] = sold_quantities([order((16, 0, 1), date_created_gmt=None)]).values()
    assert sold.created == MODIFIED


def test_spoiled_order_keeps_no_other_out():
    found = sold_quantities([{"id": 9, "status": []}, order((16, 0, 1))])
    assert list(found) == [(7, 16)]
