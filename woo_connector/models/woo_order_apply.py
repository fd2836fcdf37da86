from odoo import models
from odoo.tools import float_compare, float_repr

from ..woo.amounts import allocate
from ..woo.fingerprint import fingerprint

OPEN_STATES = ("draft", "sent")
COMPARED_DIGITS = 6


class WooOrder(models.Model):
    """What becomes of an order of the store: create, update, compare.

    A sale order that a person changed, confirmed or cancelled is never altered: a
    change in the store is then shown to a person.
    """

    _inherit = "woo.order"

    def _import_order(self, order):
        """Bring the store's order into Odoo, as far as its status asks for it.

        :param woo.schema.Order order: the store's order
        """
        status = self.env["woo.order.status"]._note_status(
            self.backend_id, order.status
        )
        if status.action == "cancel":
            self._cancel_sale_order()
            return
        if status.action == "ignore":
            if not self.sale_order_id:
                self._settle("ignored")
            return
        resolution = self._resolve(order, status)
        if resolution.missing:
            self._wait_for(resolution.missing)
            return
        self._apply(order, resolution, status.action)

    def _apply(self, order, resolution, action):
        """Create or update the sale order, unless a person has to decide about it.

        :param Resolution resolution: what the order's words are in Odoo
        :param str action: ``quotation`` or ``confirm``
        """
        content = self._content_fingerprint(order)
        is_changed = content != self.content_fingerprint
        sale_order = self.sale_order_id
        if not sale_order or (
            (is_changed or self.state != "imported") and self._is_updatable()
        ):
            self._write_sale_order(order, resolution)
        elif sale_order.state == "cancel":
            self._ask_about_change(
                self.env._("The sale order is cancelled, but not in the store.")
            )
            action = None
        elif is_changed:
            self._ask_about_change(self._describe_conflict())
            action = None
        self.content_fingerprint = content
        if action:
            self._finish(order, action)

    def _write_sale_order(self, order, resolution):
        """Create the sale order, or write an untouched quotation anew."""
        values = self._prepare_sale_order(order, resolution)
        if self.sale_order_id:
            # Deleting a delivery line empties the carrier, and writing the head makes
            # Odoo recompute the taxes of lines: first the old lines go, then comes the
            # head, then the new lines.
            lines = {"order_line": values.pop("order_line")}
            self.sale_order_id.order_line.unlink()
            self.sale_order_id.write(values)
            self.sale_order_id.write(lines)
        else:
            self.sale_order_id = self.env["sale.order"].create(values)
        self.sale_fingerprint = self._sale_fingerprint()
        products = self.sale_order_id.order_line.product_id
        self.env["woo.backend"]._forget_pushed_quantity(self.backend_id, products)

    def _finish(self, order, action):
        """Compare with the store, then confirm if the order's status asks for it.

        :param woo.schema.Order order: the store's order
        :param str action: ``quotation`` or ``confirm``
        """
        if self.sale_order_id.state not in OPEN_STATES:
            if self.state != "review":
                self._settle("imported")
            return
        if difference := self._describe_difference():
            problem = allocate(order, self.currency_id.decimal_places).problem
            self._settle("review", "\n".join(filter(None, (problem, difference))))
        elif action == "quotation":
            self._settle("imported")
        else:
            self._confirm()

    def _describe_difference(self):
        """Return how the sale order's totals differ from the store's; empty if not."""
        sale_order = self.sale_order_id
        amounts = [
            (self.env._("Untaxed"), self.total_untaxed, sale_order.amount_untaxed),
            (self.env._("Tax"), self.total_tax, sale_order.amount_tax),
            (self.env._("Total"), self.total, sale_order.amount_total),
        ]
        return "\n".join(
            self.env._(
                "%(what)s: %(store)s in the store, %(odoo)s in Odoo",
                what=what,
                store=_readable(store),
                odoo=_readable(odoo),
            )
            for what, store, odoo in amounts
            # More digits than any currency has: a store may sell in fractions of one.
            if float_compare(store, odoo, precision_digits=COMPARED_DIGITS)
        )

    # === Who changed what === #

    def _describe_conflict(self):
        """Return why a change in the store is not taken over."""
        if self.sale_order_id.state in OPEN_STATES:
            return self.env._(
                "The order was changed in the store after it was changed in Odoo. The "
                "sale order is left as it is."
            )
        return self.env._(
            "The order was changed in the store after it was confirmed in Odoo. The "
            "sale order is left as it is."
        )

    def _is_updatable(self):
        """Tell whether the sale order is still as the last import left it."""
        return (
            self.sale_order_id.state in OPEN_STATES
            and self.sale_fingerprint == self._sale_fingerprint()
        )

    def _sale_fingerprint(self):
        """Return a hash of what a person may have changed in the sale order."""
        sale_order = self.sale_order_id
        return fingerprint(
            [
                sale_order.partner_id.id,
                sale_order.partner_invoice_id.id,
                sale_order.partner_shipping_id.id,
                sale_order.carrier_id.id,
                [
                    [
                        line.product_id.id,
                        line.name,
                        line.product_uom_qty,
                        line.price_unit,
                        line.discount,
                        line.tax_ids.ids,
                    ]
                    for line in sale_order.order_line
                ],
            ]
        )

    def _content_fingerprint(self, order):
        """Return a hash of what the sale order is made of; a status is not part of it.

        Only the meaning counts: the store rewrites meta data and pictures of lines when
        it moves an order to another status.
        """
        return fingerprint(
            [
                order.currency,
                str(order.total),
                str(order.total_tax),
                order.customer_note,
                order.billing.model_dump(),
                order.shipping.model_dump(),
                [
                    [
                        type(line).__name__,
                        line.id,
                        str(line.total),
                        [[tax.id, str(tax.total)] for tax in line.taxes],
                        getattr(line, "sold_id", 0),
                        str(getattr(line, "quantity", 1)),
                    ]
                    for line in order.lines
                ],
            ]
        )


def _readable(amount):
    """Return an amount with all its decimals, at least two."""
    whole, decimals = float_repr(amount, COMPARED_DIGITS).split(".")
    return f"{whole}.{decimals.rstrip('0'):0<2}"
