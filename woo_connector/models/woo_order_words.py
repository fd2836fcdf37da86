from odoo import models
from odoo.tools import html2plaintext

from ..woo.order_parts import COUPON, LINE


class WooOrder(models.Model):
    """What a part of an order is called, and what it says, in plain words."""

    _inherit = "woo.order"

    def _describe_change(self, change):
        """Return what the store changed, in plain words.

        :param woo.three_way.Change change: a part that the store changed
        """
        return self.env._(
            "%(what)s: %(last)s → %(store)s",
            what=self._part_label(change.part, change.store or change.last),
            last=self._readable_part(change.part, change.last),
            store=self._readable_part(change.part, change.store),
        )

    def _part_label(self, part, value):
        """Return what a part of an order is called.

        :param value: what the store says of it, in which a line is named
        """
        if part.startswith(LINE):
            return value["name"] or self.env._("Line without a name")
        if part.startswith(COUPON):
            return self.env._("Coupon %s", part.removeprefix(COUPON))
        labels = {
            "number": self.env._("Order number"),
            "currency": self.env._("Currency"),
            "customer": self.env._("Customer"),
            "billing": self.env._("Billing address"),
            "shipping": self.env._("Delivery address"),
            "carrier": self.env._("Delivery method"),
            "note": self.env._("Customer note"),
            "total": self.env._("Total"),
        }
        return labels.get(part, part)

    def _readable_part(self, part, value):
        """Return what the store says of a part."""
        if value is None:
            return "–"
        if part.startswith(LINE):
            name = [
                value["name"],
                *(f"{label}: {text}" for label, text in value.get("details", ())),
            ]
            tax = sum(map(float, value["taxes"].values()))
            return self._readable_line(
                value.get("quantity", "1"), ", ".join(name), float(value["net"]), tax
            )
        if part == "total":
            return self._readable_total(*map(float, value))
        if isinstance(value, dict):
            return ", ".join(map(str, value.values()))
        if isinstance(value, list):
            return value[-1]
        return f"#{value}" if isinstance(value, int) else value

    def _readable_in_odoo(self, part):
        """Return what the sale order says of a part."""
        sale_order = self.sale_order_id
        if part.startswith(LINE):
            lines = sale_order.order_line.filtered(
                lambda line: line.woo_line_id == int(part.removeprefix(LINE))
            )
            if not lines:
                return "–"
            return self._readable_line(
                f"{sum(lines.mapped('product_uom_qty')):g}",
                ", ".join(lines[0].name.splitlines()),
                sum(lines.mapped("price_subtotal")),
                sum(lines.mapped("price_tax")),
            )
        if part == "total":
            return self._readable_total(sale_order.amount_total, sale_order.amount_tax)
        if part == "note":
            notes = map(html2plaintext, self._open_transfers().mapped("note"))
            return "; ".join(filter(None, notes)) or "–"
        # The first field says it; a coupon has none.
        for name in self._head_fields().get(part, ())[:1]:
            value = sale_order[name]
            if isinstance(value, models.BaseModel):
                return value.display_name or "–"
            return html2plaintext(value or "") or "–"
        return "–"

    def _readable_line(self, quantity, name, net, tax):
        return self.env._(
            "%(quantity)s × %(name)s: %(net)s + %(tax)s tax",
            quantity=quantity,
            name=name,
            net=self.currency_id.format(net),
            tax=self.currency_id.format(tax),
        )

    def _readable_total(self, total, tax):
        return self.env._(
            "%(total)s (tax %(tax)s)",
            total=self.currency_id.format(total),
            tax=self.currency_id.format(tax),
        )
