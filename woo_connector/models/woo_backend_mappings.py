from odoo import api, fields, models

from ..woo.diagnosis import NO_ROUTE
from ..woo.errors import MisconfiguredError
from .job_errors import job_errors
from .woo_backend_connection import MANAGER
from .woo_order_status import CHECKOUT_DRAFT, DRAFT_STATUSES


class WooBackend(models.Model):
    """What a store's words mean in Odoo: reading its settings, listing what is open."""

    _inherit = "woo.backend"

    responsible_id = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        help="Is asked to act when an order cannot be imported by itself.",
    )
    tax_mapping_ids = fields.One2many("woo.tax", "backend_id")
    shipping_mapping_ids = fields.One2many("woo.shipping.method", "backend_id")
    payment_mapping_ids = fields.One2many("woo.payment.method", "backend_id")
    status_mapping_ids = fields.One2many("woo.order.status", "backend_id")
    fee_mapping_ids = fields.One2many("woo.fee", "backend_id")
    currency_mapping_ids = fields.One2many("woo.currency", "backend_id")
    coupon_product_id = fields.Many2one(
        "product.product",
        string="Product for Discounts",
        check_company=True,
        domain="[('type', '=', 'service')]",
        help="Service that stands for the discount of a coupon that no row of the "
        "coupons fits, where discounts are lines of their own.",
    )
    missing_count = fields.Integer(
        string="Things to Map", compute="_compute_missing_count"
    )

    def _compute_missing_count(self):
        groups = self.env["woo.to.map"]._read_group(
            [("backend_id", "in", self.ids), ("waiting_count", ">", 0)],
            ["backend_id"],
            ["__count"],
        )
        counts = dict(groups)
        for backend in self:
            backend.missing_count = counts.get(backend, 0)

    def write(self, vals):
        """Let the orders go on that waited for what is chosen now."""
        result = super().write(vals)
        if vals.get("carrier_id"):
            self.shipping_mapping_ids._release_orders()
        if vals.get("fee_product_id"):
            self.fee_mapping_ids._release_orders()
        if not {"pricelist_id", "company_id"}.isdisjoint(vals):
            self.env.registry.clear_cache()
            self.currency_mapping_ids._release_orders()
        return result

    def _get_responsible_user(self):
        """Return who is asked to act: who was chosen, leads the team, set the store up.

        Whoever has left does not see it any more; then a manager is asked.
        """
        self.ensure_one()
        # Whoever finds out need not have rights on teams and groups.
        store = self.sudo()
        asked = store.responsible_id | store.team_id.user_id | store.create_uid
        if here := asked.filtered("active"):
            return here[0]
        managers = store.env.ref(MANAGER).all_user_ids.filtered(
            lambda user: user.active and store.company_id in user.company_ids
        )
        return managers.sorted("id")[:1] or asked[0]

    def action_import_store_settings(self):
        """Read taxes, statuses, payment and shipping methods of the store, in a job."""
        for backend in self:
            backend._enqueue_import_store_settings()
        return self._notify_started(
            self.env._("The settings of the store are being read.")
        )

    def action_open_missing(self):
        """Show what this store names and Odoo does not know yet."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "woo_connector.woo_to_map_action"
        )
        return {
            **action,
            "context": {"search_default_open": 1, "search_default_backend_id": self.id},
        }

    @api.model
    def _cron_import_store_settings(self):
        """Enqueue reading what changed in the settings of each connected store."""
        for backend in self.search([("state", "!=", "draft")]):
            backend._enqueue_import_store_settings()

    def _enqueue_import_store_settings(self):
        self.ensure_one()
        self._for_job().with_delay(
            max_retries=0,
            identity_key=f"woo-settings-{self.id}",
            description=f"Read the settings of store {self.id}",
        )._import_store_settings()

    def _import_store_settings(self):
        """Note every tax rate, status, payment and shipping method of the store.

        What is mapped already stays as it is. Everything is read before anything is
        written, so no row stays locked while the store thinks.
        """
        self.ensure_one()
        states = self.env["woo.country.state"]._nameless(self)
        with job_errors(self), self._client() as client:
            rates = list(client.iterate("taxes"))
            statuses = self._fetch_statuses(client)
            gateways = client.get("payment_gateways")
            methods = self._fetch_shipping_methods(client)
            countries = {
                code: client.get(f"data/countries/{code.lower()}")
                for code in set(states.country_id.mapped("code"))
            }
        states._take_names(countries)
        for rate in rates:
            self.env["woo.tax"]._note_rate(self, rate)
        for slug, name in statuses:
            self.env["woo.order.status"]._note_status(self, slug, name)
        for gateway in gateways:
            self.env["woo.payment.method"]._note_gateway(self, gateway)
        for (method_id, title), places in methods.items():
            self.env["woo.shipping.method"]._note_seen(
                self, {"method_id": method_id, "title": title, "places": places}
            )

    @api.model
    def _fetch_statuses(self, client):
        """Return (slug, name) of each order status, custom ones included.

        ``orders/statuses`` came late to WooCommerce; the totals per status, which
        name the same statuses, are much older.
        """
        try:
            statuses = client.get("orders/statuses")
        except MisconfiguredError as error:
            if error.code != NO_ROUTE:
                raise
            statuses = client.get("reports/orders/totals")
        return [
            (status["slug"], status["name"])
            for status in statuses
            # Carts that are filled at this moment are nobody's to decide about, unless
            # an admin wants them.
            if status["slug"] not in DRAFT_STATUSES - {CHECKOUT_DRAFT}
        ]

    @api.model
    def _fetch_shipping_methods(self, client):
        """Return the shipping methods of all zones, each kind and title once.

        :return: where it is offered, e.g. "Europe (3), World (7)", by (kind, title)
        :rtype: dict
        """
        places = {}
        for zone in client.get("shipping/zones"):
            for method in client.get(f"shipping/zones/{zone['id']}/methods"):
                key = method["method_id"], method["title"] or False
                number = method.get("instance_id")
                place = f"{zone['name']} ({number})" if number else zone["name"]
                places.setdefault(key, []).append(place)
        return {key: ", ".join(dict.fromkeys(found)) for key, found in places.items()}
