from odoo import fields, models
from odoo.exceptions import UserError

from ..woo.connection import probe
from ..woo.errors import MisconfiguredError, WooError
from .reason_sentences import what_to_do


class WooBackend(models.Model):
    """Connecting a store: ask what it is, remember it, and start the first jobs."""

    _inherit = "woo.backend"

    def action_connect(self):
        """Open the wizard on this store, to connect it or to give it other keys."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "woo_connector.woo_connect_action"
        )
        action["context"] = {"default_backend_id": self.id}
        return action

    def action_test_connection(self):
        """Ask the store for a live answer with the stored keys.

        The only button that talks to the store within the user's own transaction: the
        answer is what the user is waiting for.

        :raise UserError: what is wrong and what to do about it
        """
        self.ensure_one()
        self.check_access("write")
        if not (self.consumer_key and self.consumer_secret):
            raise UserError(self.env._("Press Connect and enter the store's keys."))
        try:
            with self._ca_file() as ca_file:
                connection = probe(
                    self.address,
                    self.consumer_key,
                    self.consumer_secret,
                    ca_file=ca_file,
                )
        except MisconfiguredError as error:
            raise UserError("\n\n".join(what_to_do(self.env, error.reason))) from error
        except WooError as error:
            raise UserError(str(error)) from error
        self.write(self._prepare_connection_values(connection) | {"state": "connected"})
        return self._notify(
            "success", self.env._("The store answers, reading and writing.")
        )

    def action_disconnect(self):
        """Exchange nothing more with the store, and forget its keys."""
        self.write({"state": "draft", "consumer_key": False, "consumer_secret": False})

    def _prepare_connection_values(self, connection):
        """Return the field values for what a store told about itself.

        :param connection: a ``woo.connection.Connection``
        :rtype: dict
        """
        currency = self.env["res.currency"].with_context(active_test=False)
        return {
            "address": connection.address,
            "auth_mode": connection.auth_mode.value,
            "woo_version": connection.version,
            "store_timezone": connection.timezone,
            "store_currency_id": currency.search(
                [("name", "=", connection.currency)], limit=1
            ).id,
            "price_decimals": (
                -1
                if connection.currency_decimals is None
                else connection.currency_decimals
            ),
            "prices_include_tax": connection.prices_include_tax,
            "round_at_subtotal": connection.round_at_subtotal,
        }

    def _ensure_pricelist(self):
        """Give a store that sells in a foreign currency a pricelist to carry it.

        In Odoo an order takes its currency from a pricelist. The prices come from the
        store, so the pricelist needs no rules, and creating it guesses nothing.
        """
        self.ensure_one()
        currency = self.store_currency_id
        carried = self.company_id.currency_id + self.pricelist_id.currency_id
        if not currency or currency in carried:
            return
        # Managers of the connector need not be managers of prices.
        pricelists = self.env["product.pricelist"].sudo()
        pricelist = pricelists.search(
            [
                *pricelists._check_company_domain(self.company_id),
                ("currency_id", "=", currency.id),
            ],
            limit=1,
        )
        currency.sudo().active = True
        self.pricelist_id = pricelist or pricelists.create(
            {
                "name": self.env._("Store orders in %s", currency.name),
                "currency_id": currency.id,
                "company_id": self.company_id.id,
            }
        )

    def _start(self, *, import_catalogue):
        """Let a store that was just connected begin to work, all of it in jobs.

        :param bool import_catalogue: read the store's products, before its orders
        """
        self.ensure_one()
        if not self.import_from:
            self.import_from = fields.Datetime.now()
        self._ensure_webhook_credentials()
        self._ensure_pricelist()
        self._enqueue_import_store_settings()
        self._enqueue_register_webhooks()
        if import_catalogue:
            self.env["woo.product"]._enqueue_catalogue(self._for_job())
        if self.import_orders:
            self._enqueue_poll()
