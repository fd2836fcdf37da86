from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.reason_sentences import what_to_do
from ..models.woo_backend_connection import lend_ca_file
from ..woo.connection import probe
from ..woo.errors import MisconfiguredError, WooError


class WooConnect(models.TransientModel):
    """Connects a store in three steps: its keys, its answer, what to do with it."""

    _name = "woo.connect"
    _description = "Connect a WooCommerce Store"
    _check_company_auto = True

    backend_id = fields.Many2one("woo.backend", string="Store", readonly=True)
    step = fields.Selection(
        [("credentials", "Keys"), ("found", "Test"), ("choices", "Choose")],
        default="credentials",
        required=True,
    )

    # === Keys === #
    name = fields.Char(string="Store Name", required=True)
    address = fields.Char(
        string="Shop Address",
        required=True,
        help="As the shop opens in a browser, e.g. https://shop.example.com",
    )
    consumer_key = fields.Char(required=True, exportable=False)
    consumer_secret = fields.Char(required=True, exportable=False)
    ca_certificate = fields.Binary(
        string="Certificate Authority",
        attachment=False,
        help="PEM file, only if the shop's certificate is signed by an authority of "
        "your own.",
    )
    ca_certificate_name = fields.Char()

    # === Test === #
    failure = fields.Char(readonly=True)
    remedy = fields.Char(readonly=True)
    connection_values = fields.Json(readonly=True)
    woo_version = fields.Char(string="WooCommerce Version", readonly=True)
    store_currency = fields.Char(readonly=True)
    store_timezone = fields.Char(readonly=True)
    prices_include_tax = fields.Boolean(readonly=True)
    is_currency_missing = fields.Boolean(readonly=True)
    is_currency_foreign = fields.Boolean(compute="_compute_is_currency_foreign")

    # === Choose === #
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        string="Warehouses",
        check_company=True,
        compute="_compute_warehouse_ids",
        store=True,
        readonly=False,
        help="The store is told the free quantity of these warehouses together. "
        "Orders are delivered from the first of them.",
    )
    team_id = fields.Many2one("crm.team", string="Sales Team", check_company=True)
    public_address = fields.Char(
        string="Public Address of Odoo",
        default=lambda self: self._default_public_address(),
        help="Where the store reaches this Odoo with its webhooks.",
    )
    import_orders = fields.Boolean(string="Orders", default=True)
    import_from = fields.Datetime(
        string="Changed Since",
        default=fields.Datetime.now,
        help="Orders that were last changed before this moment are left alone.",
    )
    import_catalogue = fields.Boolean(
        string="Products",
        default=True,
        help="Read the store's products and find the Odoo products with the same SKU.",
    )
    push_stock = fields.Boolean(
        string="Stock",
        help="Send the stock of Odoo to the store, in place of the numbers it has.",
    )

    # === Defaults === #

    @api.model
    def default_get(self, fields_list):
        """Begin with what is known of a store that is connected again."""
        values = super().default_get(fields_list)
        backend = self.env["woo.backend"].browse(values.get("backend_id"))
        if not backend:
            return values
        kept = (
            "name", "address", "ca_certificate", "ca_certificate_name", "company_id",
            "warehouse_ids", "team_id", "public_address", "import_orders",
            "import_from", "push_stock",
        )  # fmt: skip
        known = backend.read(kept, load=None)[0]
        known["warehouse_ids"] = [Command.set(known["warehouse_ids"])]
        known = {name: value for name, value in known.items() if value is not False}
        return values | {name: known[name] for name in fields_list if name in known}

    @api.model
    def _default_public_address(self):
        # The wizard is the managers', who need not be allowed system parameters.
        return self.env["ir.config_parameter"].sudo().get_param("web.base.url")

    @api.depends("company_id")
    def _compute_warehouse_ids(self):
        for wizard in self:
            if wizard.warehouse_ids.company_id != wizard.company_id:
                wizard.warehouse_ids = self.env["stock.warehouse"].search(
                    [("company_id", "=", wizard.company_id.id)], limit=1
                )

    @api.depends("company_id", "store_currency")
    def _compute_is_currency_foreign(self):
        for wizard in self:
            own = wizard.company_id.currency_id.name
            wizard.is_currency_foreign = wizard.store_currency not in (False, own)

    # === Steps === #

    def action_test(self):
        """Ask the store for a live answer; go on only when it reads and writes."""
        self.ensure_one()
        self.write({"failure": False, "remedy": False})
        try:
            with lend_ca_file(self.ca_certificate) as ca_file:
                connection = probe(
                    self.address,
                    self.consumer_key,
                    self.consumer_secret,
                    ca_file=ca_file,
                )
        except MisconfiguredError as error:
            self.failure, self.remedy = what_to_do(self.env, error.reason)
        except WooError as error:
            self.failure = self.env._("The store did not answer properly just now")
            self.remedy = str(error)
        else:
            self._note_connection(connection)
        return self._reopen()

    def _note_connection(self, connection):
        values = self.env["woo.backend"]._prepare_connection_values(connection)
        self.backend_id._check_not_connected_yet(connection.address)
        self.write(
            {
                "step": "found",
                "address": connection.address,
                "connection_values": values,
                "woo_version": connection.version,
                "store_currency": connection.currency,
                "store_timezone": connection.timezone,
                "prices_include_tax": connection.prices_include_tax,
                "is_currency_missing": not values["store_currency_id"],
            }
        )

    def action_choose(self):
        """Go on to what shall be synchronised."""
        self.step = "choices"
        return self._reopen()

    def action_back(self):
        """Go back to the step before."""
        self.step = "found" if self.step == "choices" else "credentials"
        return self._reopen()

    def action_connect(self):
        """Create the store, or give it its new keys, and let it begin to work.

        :return: the action that opens the store
        """
        self.ensure_one()
        if not self.connection_values:
            raise UserError(self.env._("Test the connection first."))
        values = self._prepare_backend_values()
        if self.backend_id:
            self.backend_id.write(values)
        else:
            self.backend_id = self.env["woo.backend"].create(values)
        # The keys live on the store now; this row would keep them until it is vacuumed.
        self.write({"consumer_key": "-", "consumer_secret": "-"})
        self.backend_id._start(import_catalogue=self.import_catalogue)
        return {
            "type": "ir.actions.act_window",
            "res_model": "woo.backend",
            "res_id": self.backend_id.id,
            "view_mode": "form",
            "target": "main",
        }

    def _prepare_backend_values(self):
        """Return the values of the store; what the test has found wins."""
        return {
            "name": self.name,
            "consumer_key": self.consumer_key,
            "consumer_secret": self.consumer_secret,
            "ca_certificate": self.ca_certificate,
            "ca_certificate_name": self.ca_certificate_name,
            "company_id": self.company_id.id,
            "warehouse_ids": [Command.set(self.warehouse_ids.ids)],
            "team_id": self.team_id.id,
            "public_address": self.public_address,
            "import_orders": self.import_orders,
            "import_from": self.import_from,
            "push_stock": self.push_stock,
            "state": "connected",
            **self.connection_values,
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Connect a WooCommerce Store"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "target": "new",
        }
