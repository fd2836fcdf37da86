from odoo import models

from ..woo.order_parts import line_part
from .differing import write_differing
from .woo_order_changes import OPEN_STATES

# What Odoo derives from the customer, and the import sets by rules of its own.
DERIVED_FROM_CUSTOMER = (
    "partner_invoice_id",
    "partner_shipping_id",
    "payment_term_id",
    "user_id",
    "team_id",
)


class WooOrder(models.Model):
    """Applying to a sale order what the store changed, and nothing else."""

    _inherit = "woo.order"

    def _merge(self, order, edits):
        """Apply what may be applied; ask a person about the rest.

        :param woo.schema.Order order: the store's order
        :param Edits edits: what the store changed
        """
        products = self.sale_order_id.order_line.product_id
        if edits.write:
            self._apply_parts(edits.write, edits.values)
            self._tell_what_was_applied(edits)
        asked = {change.part for change in edits.ask}
        decided = [one.part for one in edits.changes if one.part not in asked]
        snapshot = self._snapshot()
        self._keep_snapshot(
            snapshot.after(edits.store, self._sale_parts(), applied=decided)
        )
        # The store changed its own stock, also of what is no longer in the order.
        products |= self.sale_order_id.order_line.product_id
        self.env["woo.backend"]._note_sold(self.backend_id, products)
        if edits.ask:
            self._ask_about_edits(edits)

    def _apply_parts(self, parts, values):
        """Write some parts of the store's order to the sale order.

        :param tuple parts: their names
        :param dict values: what an import would write now
        """
        sale_order = self.sale_order_id
        is_locked = sale_order.locked
        if is_locked:
            sale_order.action_unlock()
        if sale_order.state not in OPEN_STATES:
            wanted = [line["product_id"] for _cmd, _id, line in values["order_line"]]
            self._hold_stock(wanted)
        changed, created = self._lines_to_write(parts, values)
        # Removing a delivery line empties the carrier: first lines go, then comes the
        # head, then the lines that stay.
        self._remove_lines(changed)
        self._write_head(parts, values)
        for line, line_values in changed.items():
            if line_values:
                write_differing(line, line_values)
        self.env["sale.order.line"].create(
            [{"order_id": sale_order.id, **line_values} for line_values in created]
        )
        if "note" in parts:
            self._edit_note_on_transfers(self._snapshot().last.get("note"))
        if is_locked:
            sale_order.action_lock()

    # === Lines === #

    def _lines_to_write(self, parts, values):
        """Return what is to become of the sale order's lines.

        :return: (values by line that is there, ``None`` if it is to go; values of the
            lines that are to be created)
        """
        sale_order = self.sale_order_id
        wanted = {}
        for _create, _id, line_values in values["order_line"]:
            part = line_part(line_values["woo_line_id"])
            if part in parts:
                wanted.setdefault(part, []).append(line_values)
        changed = {}
        for line in sale_order.order_line.filtered("woo_line_id"):
            part = line_part(line.woo_line_id)
            if part in parts:
                of_part = wanted.get(part, [])
                # Odoo lets nobody change the product of a line with transfers.
                is_same = of_part and (
                    of_part[0]["product_id"] == line.product_id.id
                    or sale_order.state in OPEN_STATES
                )
                changed[line] = of_part.pop(0) if is_same else None
        return changed, [line for of_part in wanted.values() for line in of_part]

    def _remove_lines(self, changed):
        """Remove the lines of the sale order that the store's order lost.

        A confirmed order must keep its lines: they stay without quantity, and are the
        store's no longer.
        """
        gone = self.env["sale.order.line"].union(
            *(line for line, line_values in changed.items() if not line_values)
        )
        if self.sale_order_id.state in OPEN_STATES:
            for line in gone:
                changed.pop(line)
            gone.unlink()
        else:
            gone.write(
                {"product_uom_qty": 0, "extra_tax_data": False, "woo_line_id": 0}
            )

    # === Head === #

    def _write_head(self, parts, values):
        """Write the fields of the head that belong to these parts."""
        sale_order = self.sale_order_id
        names = [
            name
            for part, names in self._head_fields().items()
            if part in parts and part != "currency"
            for name in names
        ]
        head = {name: values.get(name, False) for name in names}
        if head.get("partner_id"):
            head = self._derived_from_customer(values) | head
        if head:
            # Nothing has left the house yet: the transfers go to the new address.
            to_transfers = not sale_order._is_delivered()
            write_differing(
                sale_order.with_context(update_delivery_shipping_partner=to_transfers),
                head,
            )

    def _derived_from_customer(self, values):
        """Return what must be written along with another customer.

        Odoo would otherwise fill it in anew; what a person changed stays.
        """
        sale_order = self.sale_order_id
        touched = self._snapshot().touched(self._sale_parts())
        of_part = {"partner_invoice_id": "billing", "partner_shipping_id": "shipping"}
        return {
            name: values[name]
            if name in of_part and of_part[name] not in touched
            else sale_order[name].id
            for name in DERIVED_FROM_CUSTOMER
        }

    # === Telling === #

    def _tell_what_was_applied(self, edits):
        """Say on the sale order what the store changed in it."""
        told = [change for change in edits.changes if change.part in edits.write]
        self.sale_order_id.message_post(
            body=self.env._(
                "Changed in the store: %s",
                "; ".join(self._describe_change(change) for change in told),
            )
        )
