from odoo import api, models
from odoo.tools import float_compare

from ..woo.schema import TaxRate

ACTIVITY = "mail.mail_activity_data_todo"
#: Decimals that WooCommerce keeps of a percentage.
DECIMALS = 4


class WooTax(models.Model):
    """Noting the tax rates of a store, and that one of them was changed."""

    _inherit = "woo.tax"

    @api.model
    def _note_rate(self, backend, payload):
        """Note a tax rate as ``GET /taxes`` gives it.

        :param dict payload: one entry of the store's answer
        :return: its mapping
        :raise RejectedError: the entry is unreadable
        """
        rate = TaxRate.parse(payload)
        values = {
            "woo_id": rate.id,
            "name": rate.name or self.env._("Tax"),
            "rate": float(rate.rate),
            "country_code": rate.country or False,
            "state_code": rate.state or False,
            "tax_class": rate.tax_class or False,
            "is_compound": rate.compound,
            "is_on_shipping": rate.shipping,
            "priority": rate.priority,
            "is_current": True,
        }
        return self._note_at_percentage(backend, values)

    @api.model
    def _note_named_rate(self, backend, rate_id, tax_line):
        """Note a tax rate that an order names, at the percentage the order says.

        The store may have changed or deleted the rate since. What its settings said
        goes before what an order says.

        :param tax_line: the order's ``TaxLine``; ``None`` when it has none of this rate
        """
        known = self._rows_of(backend, rate_id)
        percent = tax_line and tax_line.rate_percent
        same = known if percent is None else known._at(percent)
        if same:
            return same[:1]
        label = tax_line and tax_line.label
        values = {"woo_id": rate_id, "rate": float(percent or 0)}
        values["name"] = label or known[:1].name or self.env._("Tax")
        if rate_id < 0 and tax_line:
            values["code"] = tax_line.rate_code
        if known:
            # Which percentage is the present one only the store itself can tell.
            backend._enqueue_import_store_settings()
            values["is_current"] = False
        return self._note_at_percentage(backend, values)

    @api.model
    def _note_at_percentage(self, backend, values):
        """Note a rate; one that is known at another percentage becomes another row."""
        known = self._rows_of(backend, values["woo_id"])
        # An order named the rate before, and did not say how high it is.
        known.filtered(lambda row: not (row.rate or row.tax_class)).rate = values[
            "rate"
        ]
        if known and not known._at(values["rate"]):
            before = known[0]
            copied = before.copy_data({"tax_id": False, "previous_id": before.id})[0]
            values = {**copied, **values}
        mapping = self._note_seen(backend, values)
        if values.get("is_current"):
            mapping._supersede(known - mapping)
        return mapping

    @api.model
    def _rows_of(self, backend, rate_id):
        """Return the rows of a rate, the present percentage first, then the newest."""
        domain = [("backend_id", "=", backend.id), ("woo_id", "=", rate_id)]
        return self.search(domain, order="is_current desc, id desc")

    def _at(self, percent):
        """Return those of these rows that are at this percentage."""
        return self.filtered(
            lambda row: (
                not float_compare(row.rate, float(percent), precision_digits=DECIMALS)
            )
        )

    def _supersede(self, others):
        """Note that the store has these rows' rate at this percentage now."""
        outdated = others.filtered("is_current")
        if outdated:
            outdated.is_current = False
            if outdated.tax_id and not self.tax_id:
                self._tell_about_change(outdated[:1])

    def _tell_about_change(self, before):
        """Ask the store's responsible, once, for the tax of a changed rate."""
        backend = self.backend_id
        backend.activity_schedule(
            ACTIVITY,
            summary=self.env._("A tax rate changed in the store"),
            note=self.env._(
                "“%(name)s” was %(before)s %% and is %(now)s %% now. Orders with the "
                "new percentage wait until you say which tax it is.",
                name=self.name,
                before=f"{before.rate:g}",
                now=f"{self.rate:g}",
            ),
            user_id=backend._get_responsible_user().id,
        )
