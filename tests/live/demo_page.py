"""What the demo shows: where to look, the last orders, the stock of both sides."""

from dataclasses import dataclass

from tests.live.terminal import Terminal, fitted

ORDERS_SHOWN = 10
STATE_WORDS = {
    "draft": "quotation",
    "sent": "quotation",
    "sale": "sale order",
    "cancel": "cancelled",
}


@dataclass
class OrderRow:
    """One order as both sides have it; ``None`` where Odoo has nothing yet."""

    number: str
    customer: str
    total: str
    store_status: str
    sale_name: str | None = None
    sale_state: str | None = None
    sale_total: str | None = None
    seconds: float | None = None


@dataclass
class StockRow:
    """One SKU on both sides."""

    sku: str
    name: str
    store: int | None
    odoo: int


@dataclass
class DemoPage:
    """All that is known at a moment, and how it looks."""

    links: list[tuple[str, str, str]]
    orders: list[OrderRow]
    stock: list[StockRow]
    placed: int = 0

    def lines(self, terminal: Terminal) -> list[str]:
        """Return the page line by line."""
        page = ["", terminal.bold("  WooCommerce → Odoo, live"), ""]
        for name, address, remark in self.links:
            page.append(f"  {name:<7}{address:<36}{terminal.dim(remark)}")
        page += ["", terminal.bold(f"  Orders ({self.placed} placed)"), ""]
        page += [order_line(row, terminal) for row in self.orders[:ORDERS_SHOWN]]
        page += [
            "",
            terminal.bold("  Stock                          store    Odoo"),
            "",
        ]
        page += [stock_line(row, terminal) for row in self.stock]
        return [*page, "", terminal.dim("  Ctrl-C ends it.")]


def order_line(row: OrderRow, terminal: Terminal) -> str:
    """Return one order: what the store has, an arrow, what Odoo has."""
    left = (
        f"  #{row.number:<6}{fitted(row.customer, 16)}{row.total:>12}  "
        f"{fitted(row.store_status, 11)}"
    )
    if row.sale_name is None:
        return left + terminal.busy("→ on its way")
    word = STATE_WORDS.get(row.sale_state, row.sale_state)
    equal = row.sale_total == row.total
    took = "" if row.seconds is None else f"after {row.seconds:.1f} s"
    right = f"→ {row.sale_name}  {fitted(word, 11)}{row.sale_total:>12}"
    paint = terminal.good if equal else terminal.busy
    return left + paint(right) + terminal.dim(f"  {took}")


def stock_line(row: StockRow, terminal: Terminal) -> str:
    """Return one SKU with both numbers and whether they agree."""
    store = "–" if row.store is None else row.store
    mark = terminal.good("=") if row.store == row.odoo else terminal.busy("…")
    name = fitted(f"{row.sku:<11}{row.name}", 27)
    return f"  {name}{store:>8}{row.odoo:>8}  {mark}"
