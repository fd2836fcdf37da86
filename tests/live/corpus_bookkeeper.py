"""Invoices what was imported, as a person does who selects all orders."""

from tests.live.connected_store import ConnectedStore
from tests.live.odoo_client import OdooClient, OdooError

INVOICEABLE = [("state", "=", "sale"), ("invoice_ids", "=", False)]


class Bookkeeper:
    """Makes and posts one invoice of each confirmed order that has none.

    :attr refusals: what Odoo said, by the id of the sale order
    """

    def __init__(self, odoo: OdooClient, connected: ConnectedStore):
        self._odoo = odoo
        self._connected = connected
        self.refusals: dict[int, str] = {}

    def invoice_everything(self) -> None:
        """Make the invoices and post them; go on after a refusal."""
        sale_orders = self._sale_orders(INVOICEABLE)
        try:
            self._invoice(sale_orders)
        except OdooError:
            for sale_order in sale_orders:
                self._try(sale_order, self._invoice, [sale_order])
        for sale_order in self._sale_orders([("invoice_ids.state", "=", "draft")]):
            self._try(sale_order, self._post, sale_order)

    def _try(self, sale_order: int, step, argument) -> None:
        try:
            step(argument)
        except OdooError as refusal:
            self.refusals[sale_order] = str(refusal)

    def _invoice(self, sale_orders: list[int]) -> None:
        if not sale_orders:
            return
        context = {"active_model": "sale.order", "active_ids": sale_orders}
        (wizard,) = self._odoo.call(
            "sale.advance.payment.inv",
            "create",
            [{"consolidated_billing": False}],
            context=context,
        )
        self._odoo.call(
            "sale.advance.payment.inv", "create_invoices", [wizard], context=context
        )

    def _post(self, sale_order: int) -> None:
        domain = [
            ("line_ids.sale_line_ids.order_id", "=", sale_order),
            ("state", "=", "draft"),
        ]
        self._odoo.call(
            "account.move", "action_post", self._odoo.search("account.move", domain)
        )

    def _sale_orders(self, domain: list) -> list[int]:
        of_store = ("woo_order_ids.backend_id", "=", self._connected.backend_id)
        return self._odoo.search("sale.order", [of_store, *domain])
