"""What an administrator fills in after connecting a store, through the same buttons."""

from tests.live.odoo_client import OdooClient

# Models of what a store names and Odoo must know, with the field that says it.
MAPPINGS = {"woo.tax": "tax_id", "woo.shipping.method": "carrier_id"}


class Administrator:
    """Fills in mappings and creates what is missing."""

    def __init__(self, odoo: OdooClient):
        self._odoo = odoo

    def activate_currencies(self, codes: set[str]) -> None:
        """Make orders in these currencies possible: active, and with a pricelist."""
        currencies = self._odoo.find(
            "res.currency",
            [("name", "in", sorted(codes)), ("active", "in", (True, False))],
            ["name", "active"],
        )
        for currency in currencies:
            if not currency["active"]:
                self._odoo.write("res.currency", currency["id"], {"active": True})
            domain = [("currency_id", "=", currency["id"])]
            if not self._odoo.count("product.pricelist", domain):
                values = {"name": currency["name"], "currency_id": currency["id"]}
                self._odoo.create("product.pricelist", values)

    def create_products(self, connected) -> None:
        """Create the store's products that Odoo does not have."""
        missing = self._odoo.search(
            "woo.product",
            [("backend_id", "=", connected.backend_id), ("state", "=", "unmatched")],
        )
        if missing:
            self._odoo.call("woo.product", "action_create_missing", missing)

    def map_everything(self, connected) -> None:
        """Accept what is suggested and create what is not there."""
        for model, target in MAPPINGS.items():
            domain = [("backend_id", "=", connected.backend_id), (target, "=", False)]
            if model == "woo.tax":
                open_ones = self._odoo.search(model, domain)
                self._odoo.call(model, "action_accept_suggestions", open_ones)
            open_ones = self._odoo.search(model, domain)
            self._odoo.call(model, "action_create_missing", open_ones)

    def invoice_every_order(self, connected, slugs: set[str]) -> None:
        """Let every order become a posted invoice, whatever its status."""
        of_store = {"backend_id": connected.backend_id}
        rows = self._odoo.find(
            "woo.order.status", [("backend_id", "=", connected.backend_id)], ["slug"]
        )
        statuses = {row["slug"]: row["id"] for row in rows}
        for slug in sorted(slugs - statuses.keys()):
            values = {**of_store, "slug": slug, "name": slug}
            statuses[slug] = self._odoo.create("woo.order.status", values)
        rule = {**of_store, "action": "confirm", "invoice": "posted"}
        rule["status_ids"] = [(6, 0, list(statuses.values()))]
        self._odoo.create("woo.workflow.rule", rule)
