from odoo import fields, models


class WooBackend(models.Model):
    """One WooCommerce store: its address, keys, policies and state of health."""

    _name = "woo.backend"
    _description = "WooCommerce Store"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "name, id"
    _check_company_auto = True

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    state = fields.Selection(
        [
            ("draft", "Not connected"),
            ("connected", "Connected"),
            ("error", "Needs attention"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        help="Nothing is exchanged with a store that is not connected.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        default=lambda self: self.env.company,
        help="Orders of this store become sale orders of this company.",
    )

    # === Orders === #
    import_orders = fields.Boolean(
        default=True, help="Import the orders of this store."
    )
    import_from = fields.Datetime(
        string="Import Orders Changed Since",
        help="Orders that were last changed before this moment are left alone.",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        check_company=True,
        help="Sales team of the imported orders.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        help="Pricelist of imported orders in its currency. The prices always come "
        "from the store.",
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Payment Journal",
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash'))]",
        help="Journal for payments whose payment method names no journal of its own.",
    )
    carrier_id = fields.Many2one(
        "delivery.carrier",
        string="Default Delivery Method",
        check_company=True,
        help="Used for a shipping method of the store that is mapped to nothing. "
        "Leave empty to be asked for each new shipping method.",
    )
    fee_product_id = fields.Many2one(
        "product.product",
        check_company=True,
        domain="[('type', '=', 'service')]",
        default=lambda self: self.env.ref(
            "woo_connector.product_fee", raise_if_not_found=False
        ),
        help="Service that stands for the fees of a store order.",
    )

    # === Stock === #
    push_stock = fields.Boolean(
        string="Send Stock", help="Send the stock of Odoo to this store."
    )
    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        check_company=True,
        help="The store is told the free quantity of these warehouses together. "
        "Orders are delivered from the first of them.",
    )

    def _get_warehouse(self):
        """Return the warehouse that delivers this store's orders.

        :return: the first warehouse of the store, else the first of its company
        :rtype: stock.warehouse
        """
        self.ensure_one()
        return self.warehouse_ids[:1] or self.env["stock.warehouse"].search(
            [("company_id", "=", self.company_id.id)], limit=1
        )
