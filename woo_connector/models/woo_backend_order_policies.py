from odoo import fields, models

GIVEN_UP_POLICIES = [
    ("cancel", "Cancel the sale order"),
    ("ask", "Ask a person"),
    ("nothing", "Do nothing"),
]


class WooBackend(models.Model):
    """What becomes of a sale order whose order the store no longer has, or has again.

    For cancelled and failed orders the statuses say it.
    """

    _inherit = "woo.backend"

    trash_policy = fields.Selection(
        GIVEN_UP_POLICIES,
        string="Order Moved to the Trash",
        default="cancel",
        required=True,
        help="What becomes of the sale order when the store moves its order to the "
        "trash. What is already delivered or invoiced is never cancelled: a person is "
        "asked.",
    )
    delete_policy = fields.Selection(
        GIVEN_UP_POLICIES,
        string="Order Deleted for Good",
        default="cancel",
        required=True,
        help="What becomes of the sale order when its order is no longer in the store "
        "at all. The store does not announce it; the sweep finds it.",
    )
    restore_policy = fields.Selection(
        [
            ("reopen", "Open the sale order again"),
            ("ask", "Ask a person"),
            ("nothing", "Do nothing"),
        ],
        string="Order Restored",
        default="reopen",
        required=True,
        help="What becomes of a sale order that was cancelled because the store gave "
        "its order up, when the store takes the order out of the trash, or a failed "
        "payment succeeds after all. What a person cancelled in Odoo stays cancelled.",
    )
