from odoo import http
from odoo.http import request


class BareController(http.Controller):
    """Stores the body by one ORM create: what a webhook is measured beside."""

    @http.route(
        "/woo_bench/bare",
        type="http",
        auth="none",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def bare(self):
        """Create one row; nothing is verified, nothing follows."""
        body = request.httprequest.get_data(as_text=True)
        # Nobody is logged in; the row belongs to nobody.
        request.env["bench.row"].sudo().create({"body": body})
        return request.make_response("", [("Content-Type", "text/plain")])
