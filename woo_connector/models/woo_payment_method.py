from odoo import api, fields, models
from odoo.tools import ormcache

#: Kind of journal of the ways of paying that WooCommerce itself brings along.
OFFLINE_METHODS = {"bacs": "bank", "cheque": "bank", "cod": "cash"}


class WooPaymentMethod(models.Model):
    """A way of paying of the store; orders never wait for it."""

    _name = "woo.payment.method"
    _description = "WooCommerce Payment Method"
    _inherit = "woo.mapping"
    _order = "backend_id, code, id"
    _mapping_target = "journal_id"
    _mapping_key = ("code",)
    _mapping_is_needed = False

    code = fields.Char(required=True, readonly=True, help="E.g. bacs, cod, stripe")
    name = fields.Char(required=True, readonly=True)
    is_enabled = fields.Boolean(string="Enabled in the Store", readonly=True)
    journal_id = fields.Many2one(
        "account.journal",
        string="Payment Journal",
        check_company=True,
        ondelete="restrict",
        domain="[('type', 'in', ('bank', 'cash'))]",
        help="Where payments of this kind are registered.",
    )

    _store_method_unique = models.UniqueIndex("(backend_id, code)")

    @api.model
    def _note_gateway(self, backend, gateway):
        """Note a payment gateway as ``GET /payment_gateways`` gives it."""
        return self._note_seen(
            backend,
            {
                "code": gateway["id"],
                "name": gateway.get("title")
                or gateway.get("method_title")
                or gateway["id"],
                "is_enabled": bool(gateway.get("enabled")),
            },
        )

    @api.model
    def _note_method(self, backend, code, title):
        """Note a way of paying that an order names; the settings know better."""
        domain = [("backend_id", "=", backend.id), ("code", "=", code)]
        return self.search(domain, limit=1) or self._note_seen(
            backend, {"code": code, "name": title or code}
        )

    @api.model
    @ormcache("backend_id", "code")
    def _is_known(self, backend_id, code):
        """Tell whether this way of paying was seen before."""
        domain = [("backend_id", "=", backend_id), ("code", "=", code)]
        return bool(self.sudo().search_count(domain, limit=1))

    def _suggest_targets(self):
        suggested = {}
        for method in self.filtered(lambda row: not row.journal_id):
            journals = self.env["account.journal"].search(method._target_domain())
            kind = OFFLINE_METHODS.get(method.code)
            of_kind = journals.filtered(lambda one, kind=kind: one.type == kind)
            journal = method._pick_by_name(journals, method.name) or of_kind
            if len(journal) == 1:
                suggested[method] = journal
        return suggested

    def _target_domain(self):
        return [*super()._target_domain(), ("type", "in", ("bank", "cash"))]
