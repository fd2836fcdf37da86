from odoo import models
from odoo.tools import float_compare

from .woo_order_compare import COMPARED_DIGITS


class WooOrder(models.Model):
    """Shadow mode: what an import would do, in plain words and line by line."""

    _inherit = "woo.order"

    def action_try_out(self):
        """Show what an import of this order would do now, without doing it."""
        self.ensure_one()
        values = {"backend_id": self.backend_id.id, "number": self.number}
        return self.env["woo.order.try.out"].create(values).action_try_out()

    def _describe_decision(self, decision):
        """Return what an import would do, in plain words."""
        sale_name = self.sale_order_id.name
        if decision.todo == "create":
            actions = {
                "quotation": self.env._("A quotation would be made."),
                "review": self.env._("A quotation would be made, to be approved."),
                "confirm": self.env._("A confirmed sale order would be made."),
            }
            return actions[decision.action]
        sentences = {
            "ignore": self.env._("Nothing: this order is left alone."),
            "give_up": self._describe_outcome_of_giving_up(decision.reason),
            "wait": self.env._("The order would wait, because something is missing."),
            "rewrite": self.env._("The quotation %s would be written anew.", sale_name),
            "go_on": self.env._("Nothing: it is the sale order %s already.", sale_name),
            "reopen": self.env._("The sale order %s would be reopened.", sale_name),
            "ask": self.env._("A person would be asked. %s", decision.reason),
        }
        said = [sentences.get(decision.todo), self._describe_merge(decision.edits)]
        return "\n".join(filter(None, said))

    def _describe_outcome_of_giving_up(self, policy):
        if not self.sale_order_id:
            return self.env._("Nothing: the store gave this order up.")
        if policy == "cancel":
            name = self.sale_order_id.name
            return self.env._("The sale order %s would be cancelled.", name)
        return self.env._("A person would be asked: the store gave this order up.")

    def _describe_merge(self, edits):
        """Return what of the store's changes would be applied, and what asked.

        :param Edits edits: what the store changed; ``None`` where that plays no part
        """
        if not edits:
            return ""
        asked = {change.part for change in edits.ask}
        applied = [
            self._describe_change(change)
            for change in edits.changes
            if change.part not in asked
        ]
        text = []
        if applied:
            name = self.sale_order_id.name
            text += [self.env._("In the sale order %s would be changed:", name)]
            text += applied
        if edits.ask:
            text.append(self.env._("A person would be asked about:"))
            text += [self._describe_change(change) for change in edits.ask]
        return "\n".join(text)

    # === Lines === #

    def _show_lines(self, order, has_sale_order):
        """Return the store's lines, each beside what it would become."""
        shown = []
        of_store = {line.id: line for line in order.lines}
        sale_lines = self.sale_order_id.order_line if has_sale_order else []
        by_line = {}
        for sale_line in sale_lines:
            by_line.setdefault(sale_line.woo_line_id, []).append(sale_line)
        for line_id, line in of_store.items():
            shown.append(self._show_line(line, by_line.pop(line_id, [])))
        # What the import adds, e.g. a line for a difference.
        shown += [
            self._show_line(None, [sale_line])
            for sale_lines in by_line.values()
            for sale_line in sale_lines
        ]
        return shown

    def _show_line(self, line, sale_lines):
        values = {"is_different": False}
        if line:
            digits = self.currency_id.decimal_places
            name = getattr(line, "name", "") or getattr(line, "method_title", "")
            sku = getattr(line, "sku", "")
            values |= {
                "name": f"[{sku}] {name}" if sku else name,
                "quantity": float(getattr(line, "quantity", 1)),
                "untaxed": round(float(line.total), digits),
                "tax": round(float(line.total_tax), digits),
            }
        if not sale_lines:
            return values
        values |= {
            "product": sale_lines[0].product_id.display_name,
            "description": sale_lines[0].name,
            "taxes": ", ".join(sale_lines[0].tax_ids.mapped("name")),
            "sale_untaxed": self._sum_up(sale_lines, "price_subtotal"),
            "sale_tax": self._sum_up(sale_lines, "price_tax"),
        }
        values["is_different"] = any(
            float_compare(
                values.get(store, 0), values[odoo], precision_digits=COMPARED_DIGITS
            )
            for store, odoo in (("untaxed", "sale_untaxed"), ("tax", "sale_tax"))
        )
        return values

    def _sum_up(self, sale_lines, name):
        return self.currency_id.round(sum(line[name] for line in sale_lines))
