"""Invoices of sale orders, as a person makes them."""

from tests.live.odoo_client import OdooClient

WIZARD = "sale.advance.payment.inv"


def draft_invoice(odoo: OdooClient, sale_order: int) -> int:
    """Invoice what is to be invoiced of a sale order; return the draft's id."""
    context = {"active_model": "sale.order", "active_ids": [sale_order]}
    wizard = odoo.call(
        WIZARD, "create", [{"advance_payment_method": "delivered"}], context=context
    )
    odoo.call(WIZARD, "create_invoices", wizard, context=context)
    (move,) = odoo.search(
        "account.move",
        [
            ("line_ids.sale_line_ids.order_id", "=", sale_order),
            ("state", "=", "draft"),
        ],
    )
    return move


def invoice(odoo: OdooClient, sale_order: int) -> int:
    """Invoice a sale order and post the invoice; return its id."""
    move = draft_invoice(odoo, sale_order)
    odoo.call("account.move", "action_post", [move])
    return move
