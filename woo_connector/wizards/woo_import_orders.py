import re

from odoo import fields, models
from odoo.exceptions import UserError

MOST_AT_ONCE = 1000


class WooImportOrders(models.TransientModel):
    """Imports the orders a person names, whatever the poll and the webhooks did."""

    _name = "woo.import.orders"
    _description = "Import WooCommerce Orders by Number"

    backend_id = fields.Many2one(
        "woo.backend",
        string="Store",
        required=True,
        domain=[("state", "!=", "draft")],
        default=lambda self: self.env["woo.backend"].search(
            [("state", "!=", "draft")], limit=1
        ),
    )
    numbers = fields.Char(
        string="Order Numbers",
        required=True,
        help="Numbers as in the address of the order's page in the store, separated by "
        "commas or spaces; a range is written 120-135.",
    )

    def action_import(self):
        """Put the orders into the inbox, from where they go the way of all others."""
        self.ensure_one()
        numbers = self._read_numbers()
        # Users may ask for orders, but not write to the inbox.
        self.env["woo.event"].sudo()._note_wanted(self.backend_id, "order", numbers)
        return self.backend_id._notify_started(
            self.env._("%s orders are being imported.", len(numbers))
        )

    def _read_numbers(self):
        """Return the numbers that were asked for.

        :rtype: list[int]
        :raise UserError: something is not a number, or it is too much at once
        """
        numbers = {}
        for part in re.split(r"[\s,;]+", self.numbers.strip()):
            match = re.fullmatch(r"#?(\d{1,9})(?:-(\d{1,9}))?", part)
            if not match:
                raise UserError(self.env._("%s is not an order number.", part))
            first = int(match[1])
            last = int(match[2] or first)
            if not 0 < first <= last < first + MOST_AT_ONCE:
                raise UserError(
                    self.env._(
                        "%(part)s is not a range of at most %(most)s orders.",
                        part=part,
                        most=MOST_AT_ONCE,
                    )
                )
            numbers.update(dict.fromkeys(range(first, last + 1)))
        if len(numbers) > MOST_AT_ONCE:
            raise UserError(
                self.env._("Ask for at most %s orders at once.", MOST_AT_ONCE)
            )
        return list(numbers)
