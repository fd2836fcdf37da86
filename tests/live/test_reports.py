"""What the programs print decides what people believe; so it is tested."""

import io
import json
from dataclasses import replace

from tests.live.demo_check_report import Report, delays_of, median
from tests.live.demo_page import OrderRow, StockRow, order_line, stock_line
from tests.live.terminal import Terminal, fitted

GOOD = Report(60, 60, 40, 60, 0, 1.0, 2.0, 12, 12, 33.3)


def test_a_check_is_good_when_every_order_arrived_once_and_stock_agrees():
    assert GOOD.is_good


def test_any_shortfall_of_a_check_is_bad():
    shortfalls = [
        {"imported": 59},
        {"exact_total": 59},
        {"duplicates": 1},
        {"skus_equal": 11},
        {"placed": 0, "imported": 0, "exact_total": 0},
    ]
    assert not any(replace(GOOD, **shortfall).is_good for shortfall in shortfalls)


def test_a_check_prints_one_line_of_json():
    assert json.loads(GOOD.to_json())["webhook_to_order_median_s"] == 1.0


def test_a_delay_counts_from_the_first_webhook_and_never_below_zero():
    delays = delays_of({1: 10.0, 2: 10.0, 3: 10.0}, {1: 11.5, 2: 9.9})

    assert delays == [1.5, 0.0]
    assert median([]) is None


def test_a_page_on_no_terminal_has_no_colours():
    terminal = Terminal(io.StringIO())
    row = OrderRow("12", "Visitor 3", "9.99 EUR", "processing")

    assert order_line(row, terminal).endswith("→ on its way")
    assert stock_line(StockRow("A", "Thing", 4, 4), terminal).endswith("4  =")
    assert stock_line(StockRow("A", "Thing", None, 4), terminal).endswith("4  …")


def test_text_is_cut_visibly():
    assert fitted("enamel mug", 6) == "ename…"
    assert fitted("mug", 5) == "mug  "
