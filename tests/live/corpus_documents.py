"""Sale orders and invoices of a store's orders, as far as amounts go."""

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal

from tests.live.connected_store import ConnectedStore
from tests.live.corpus_recording import LineAmount
from tests.live.odoo_client import OdooClient

REFUND = "out_refund"


@dataclass
class Document:
    """A sale order, or its posted invoices together (credit notes count negative).

    :param taxes: tax by the id of what it is summed over: ``account.tax.group`` for a
        sale order, which tells no more, ``account.tax`` for an invoice
    :param lines: by the id of the store's line
    :param decimals: of the currency in Odoo
    """

    currency: str
    total: Decimal = Decimal(0)
    tax: Decimal = Decimal(0)
    untaxed: Decimal = Decimal(0)
    taxes: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    lines: dict[int, LineAmount] = field(default_factory=dict)
    decimals: int = 2

    def add_line(self, line_id: int, net: Decimal, tax: Decimal) -> None:
        """Add the amounts of a line, or of one more part of it."""
        before = self.lines.get(line_id, LineAmount(Decimal(0), Decimal(0)))
        self.lines[line_id] = LineAmount(before.net + net, before.tax + tax)


class Documents:
    """Reads the documents of all orders of a store at once."""

    def __init__(self, odoo: OdooClient, connected: ConnectedStore):
        self._odoo = odoo
        self._connected = connected
        rates = self._odoo.find(
            "woo.tax",
            [("backend_id", "=", connected.backend_id), ("tax_id", "!=", False)],
            ["woo_id", "tax_id"],
        )
        self.tax_of_rate = {row["woo_id"]: row["tax_id"][0] for row in rates}
        taxes = self._odoo.find(
            "account.tax", [("id", "in", list(self.tax_of_rate.values()))],
            ["tax_group_id"], context={"active_test": False},
        )  # fmt: skip
        group_of_tax = {row["id"]: row["tax_group_id"][0] for row in taxes}
        currencies = self._odoo.find("res.currency", [], ["decimal_places"])
        self._decimals = {row["id"]: row["decimal_places"] for row in currencies}
        self.group_of_rate = {
            rate: group_of_tax[tax] for rate, tax in self.tax_of_rate.items()
        }

    def sale_orders(self) -> dict[int, Document]:
        """Return the sale order of each of the store's orders, by the store's id."""
        ids = self._sale_order_ids()
        fields = ["currency_id", "amount_total", "amount_tax", "amount_untaxed"]
        rows = self._odoo.find(
            "sale.order", [("id", "in", list(ids))], [*fields, "tax_totals"]
        )
        found = {}
        for row in rows:
            document = Document(
                row["currency_id"][1],
                exact(row["amount_total"]),
                exact(row["amount_tax"]),
                exact(row["amount_untaxed"]),
                decimals=self._decimals[row["currency_id"][0]],
            )
            for subtotal in row["tax_totals"]["subtotals"]:
                for group in subtotal["tax_groups"]:
                    amount = exact(group["tax_amount_currency"])
                    document.taxes[group["id"]] += amount
            found[ids[row["id"]]] = document
        for line in self._sale_lines(list(ids)):
            net, tax = exact(line["price_subtotal"]), exact(line["price_tax"])
            found[ids[line["order_id"][0]]].add_line(line["woo_line_id"], net, tax)
        return found

    def invoices(self) -> dict[int, Document]:
        """Return the posted invoices of each of the store's orders, by its id."""
        ids = self._sale_order_ids()
        line_of = {
            line["id"]: (line["woo_line_id"], ids[line["order_id"][0]])
            for line in self._sale_lines(list(ids))
        }
        found: dict[int, Document] = {}
        order_of: dict[int, int] = {}
        for row in self._invoice_lines(list(line_of)):
            woo_line_id, order_id = line_of[row["sale_line_ids"][0]]
            order_of[row["move_id"][0]] = order_id
            currency, name = row["currency_id"]
            document = found.setdefault(
                order_id, Document(name, decimals=self._decimals[currency])
            )
            sign = -1 if row["move_type"] == REFUND else 1
            net, gross = exact(row["price_subtotal"]), exact(row["price_total"])
            document.add_line(woo_line_id, sign * net, sign * (gross - net))
        self._add_totals(found, order_of)
        self._add_taxes(found, order_of)
        return found

    def refusals(self) -> dict[int, str]:
        """Return why there is no posted invoice, by the id of the store's order."""
        number_of = {
            row["id"]: woo_id for woo_id, row in self._connected.bindings().items()
        }
        domain = [("order_id", "in", list(number_of)), ("state", "!=", "done")]
        steps = self._odoo.find(
            "woo.order.step", domain, ["order_id", "kind", "state", "reason"]
        )
        return {
            number_of[step["order_id"][0]]: (
                f"{step['kind']} is {step['state']}: {step['reason'] or ''}"
            )
            for step in steps
        }

    def _add_totals(self, found: dict, order_of: dict) -> None:
        fields = ["move_type", "amount_total", "amount_tax", "amount_untaxed"]
        for row in self._odoo.find(
            "account.move", [("id", "in", list(order_of))], fields
        ):
            sign = -1 if row["move_type"] == REFUND else 1
            document = found[order_of[row["id"]]]
            document.total += sign * exact(row["amount_total"])
            document.tax += sign * exact(row["amount_tax"])
            document.untaxed += sign * exact(row["amount_untaxed"])

    def _add_taxes(self, found: dict, order_of: dict) -> None:
        domain = [("move_id", "in", list(order_of)), ("tax_line_id", "!=", False)]
        fields = ["move_id", "tax_line_id", "amount_currency"]
        for row in self._odoo.find("account.move.line", domain, fields):
            document = found[order_of[row["move_id"][0]]]
            # What is owed to the state stands on the credit side.
            document.taxes[row["tax_line_id"][0]] -= exact(row["amount_currency"])

    def _sale_order_ids(self) -> dict[int, int]:
        """Return the store's id of the order of each sale order."""
        return {
            row["sale_order_id"][0]: woo_id
            for woo_id, row in self._connected.bindings().items()
            if row["sale_order_id"]
        }

    def _sale_lines(self, order_ids: list[int]) -> list[dict]:
        domain = [("order_id", "in", order_ids), ("display_type", "=", False)]
        fields = ["order_id", "woo_line_id", "price_subtotal", "price_tax"]
        return self._odoo.find("sale.order.line", domain, fields)

    def _invoice_lines(self, sale_line_ids: list[int]) -> list[dict]:
        domain = [
            ("sale_line_ids", "in", sale_line_ids),
            ("parent_state", "=", "posted"),
            ("display_type", "=", "product"),
        ]
        fields = ["move_id", "move_type", "sale_line_ids", "currency_id"]
        fields += ["price_subtotal", "price_total"]
        return self._odoo.find("account.move.line", domain, fields)


def exact(amount: float) -> Decimal:
    """Return what a float means; eight decimals are more than any currency has."""
    return Decimal(str(round(amount, 8)))
