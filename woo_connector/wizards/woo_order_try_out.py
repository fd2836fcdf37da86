from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.queue_job.exception import RetryableJobError

from ..models.reason_sentences import what_to_do
from ..woo.errors import MisconfiguredError, NotFoundError, WooError


class WooOrderTryOut(models.TransientModel):
    """Shows the sale order that an order of the store would become, without making it.

    Everything is done as an import does it, and then undone. No document, contact,
    mapping or job is left, and no number of a sequence is used up.
    """

    _name = "woo.order.try.out"
    _description = "Try Out a WooCommerce Order"

    backend_id = fields.Many2one(
        "woo.backend",
        string="Store",
        required=True,
        domain=[("state", "!=", "draft")],
        default=lambda self: self.env["woo.backend"].search(
            [("state", "!=", "draft")], limit=1
        ),
    )
    number = fields.Char(
        string="Order Number",
        required=True,
        help="The number the customer knows, or the store's own id.",
    )
    woo_id = fields.Integer(string="Store ID", readonly=True)
    verdict = fields.Text(string="What Would Happen", readonly=True)
    missing = fields.Text(readonly=True)
    difference = fields.Text(readonly=True)
    status = fields.Char(string="Status in the Store", readonly=True)
    customer = fields.Char(readonly=True)
    invoice_address = fields.Char(readonly=True)
    delivery_address = fields.Char(readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    total = fields.Float(string="Total in the Store", readonly=True)
    total_tax = fields.Float(string="Tax in the Store", readonly=True)
    sale_total = fields.Float(string="Total in Odoo", readonly=True)
    sale_total_tax = fields.Float(string="Tax in Odoo", readonly=True)
    line_ids = fields.One2many("woo.order.try.out.line", "try_out_id", readonly=True)

    @api.depends("number")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Order %s", wizard.number or "")

    def action_try_out(self):
        """Ask the store for the order now and show what it would become.

        The user is waiting for the store's answer, so it is asked within this
        transaction.

        :raise UserError: the store does not answer, or has no such order
        """
        self.ensure_one()
        self.check_access("write")
        # Everybody who sees the store's orders may see what one would become.
        backend = self.backend_id._for_job()
        payload = self._fetch(backend)
        try:
            shown = backend.env["woo.order"]._try_out(backend, payload)
        except RetryableJobError as error:
            raise UserError(
                self.env._("This order is being imported just now. Try again.")
            ) from error
        lines = shown.pop("lines")
        self.line_ids.unlink()
        self.write({**shown, "line_ids": [(0, 0, values) for values in lines]})
        return self._show()

    def _fetch(self, backend):
        try:
            with backend._client() as client:
                woo_id = self._find_woo_id(client)
                return client.get(f"orders/{woo_id}", dp=8)
        except NotFoundError as error:
            raise UserError(
                self.env._("The store has no order %s.", self.number)
            ) from error
        except MisconfiguredError as error:
            raise UserError("\n\n".join(what_to_do(self.env, error.reason))) from error
        except WooError as error:
            raise UserError(str(error)) from error

    def _find_woo_id(self, client):
        """Return the store's id of the order; plugins number orders their own way.

        :raise UserError: the text is no id, and no order has it as its number
        """
        number = self.number.strip().removeprefix("#")
        known = self.env["woo.order"].search(
            [("backend_id", "=", self.backend_id.id), ("number", "=", number)], limit=1
        )
        if known:
            return known.woo_id
        found = client.get("orders", search=number, _fields="id,number")
        for order in found:
            if str(order["number"]) == number:
                return order["id"]
        if number.isdigit():
            return int(number)
        raise UserError(self.env._("The store has no order %s.", number))

    def action_import(self):
        """Import the order that was tried out."""
        self.ensure_one()
        # Users may ask for orders, but not write to the inbox.
        events = self.env["woo.event"].sudo()
        events._note_wanted(self.backend_id, "order", [self.woo_id])
        return self.backend_id._notify_started(
            self.env._("Order %s is being imported.", self.number)
        )

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try Out an Order"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
            "context": {**self.env.context, "dialog_size": "extra-large"},
        }


class WooOrderTryOutLine(models.TransientModel):
    """A line of the store's order beside the line it would become."""

    _name = "woo.order.try.out.line"
    _description = "Line of a WooCommerce Order Tried Out"
    _order = "try_out_id, id"

    try_out_id = fields.Many2one("woo.order.try.out", required=True, ondelete="cascade")
    name = fields.Char(string="In the Store", readonly=True)
    quantity = fields.Float(readonly=True)
    untaxed = fields.Float(string="Untaxed in the Store", readonly=True)
    tax = fields.Float(string="Tax in the Store", readonly=True)
    product = fields.Char(string="Product in Odoo", readonly=True)
    description = fields.Text(string="Text in Odoo", readonly=True)
    taxes = fields.Char(string="Taxes in Odoo", readonly=True)
    sale_untaxed = fields.Float(string="Untaxed in Odoo", readonly=True)
    sale_tax = fields.Float(string="Tax in Odoo", readonly=True)
    is_different = fields.Boolean(
        readonly=True, help="The amounts in Odoo are not those of the store."
    )
