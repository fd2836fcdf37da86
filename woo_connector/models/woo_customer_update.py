from odoo import api, models
from odoo.fields import Domain

from .woo_address import prepare_address
from .woo_customer_create import ADDRESS_FIELDS

# What is not printed on the documents of earlier orders.
SILENT_FIELDS = ("email", "phone")


class WooCustomer(models.Model):
    """Contacts that the store keeps: they follow the newest order of the customer."""

    _inherit = "woo.customer"

    @api.model
    def _update_from_store(self, backend, buyers):
        """Bring contacts up to date if the store keeps them; say what stays different.

        Only what an order says is written: an empty field of it empties nothing.
        """
        newest = {buyer.partner: buyer for buyer in buyers if not buyer.is_new}
        for partner, buyer in newest.items():
            if self._is_kept_by_store(backend, buyer):
                self._update_contact(backend, buyer)
            if buyer.vat and not partner.commercial_partner_id.vat:
                buyer.notices.append(
                    self.env._(
                        "The order names the VAT number %s, which its contact does not "
                        "have.",
                        buyer.vat,
                    )
                )

    @api.model
    def _is_kept_by_store(self, backend, buyer):
        """Tell whether an order may change its contact.

        Never one that logs in to Odoo, never one that stands for many, and never a
        company of this Odoo: anybody can type its VAT number.
        """
        partner = buyer.partner.with_context(active_test=False)
        return (
            backend.customer_owner == "store"
            and partner != backend.guest_partner_id
            and not partner.user_ids
            and not partner.commercial_partner_id.sudo().ref_company_ids
        )

    @api.model
    def _update_contact(self, backend, buyer):
        """Write what the order says otherwise, unless a newer order has spoken."""
        values = self._prepare_update(backend, buyer)
        if not values or self._has_newer_order(backend, buyer):
            return
        owner = buyer.partner.commercial_partner_id
        # The store has the last word, also about a number valid elsewhere.
        vat = values.pop("vat", None)
        if vat:
            owner.with_context(no_vat_validation=True).vat = vat
        buyer.partner.with_context(no_vat_validation=True).write(values)

    @api.model
    def _prepare_update(self, backend, buyer):
        """Return what an order says otherwise than its contact."""
        partner, billing = buyer.partner, buyer.order.billing
        owner = partner.commercial_partner_id
        said = prepare_address(backend, billing, company_name=owner.name)
        if partner.is_company:
            said["name"] = billing.company or billing.name
        else:
            said["name"] = billing.name
        said = {name: value for name, value in said.items() if value}
        values = {name: said[name] for name in SILENT_FIELDS if name in said}
        if not self._is_printed(partner):
            if "name" in said:
                values["name"] = said["name"]
            # A contact of a company has the company's address.
            if not partner.parent_id and "country_id" in said:
                values |= {name: said.get(name, False) for name in ADDRESS_FIELDS}
        if buyer.vat and not owner.vat:
            values["vat"] = buyer.vat
        return {
            name: value
            for name, value in values.items()
            if partner._fields[name].convert_to_write(partner[name], partner) != value
        }

    @api.model
    def _is_printed(self, partner):
        """Tell whether an order or invoice has this contact as its address.

        What was sold keeps the address it was sold with.
        """
        of_order = Domain("partner_invoice_id", "=", partner.id) | Domain(
            "partner_shipping_id", "=", partner.id
        )
        of_invoice = Domain("partner_id", "=", partner.id) | Domain(
            "partner_shipping_id", "=", partner.id
        )
        return bool(
            self.env["sale.order"].search_count(of_order, limit=1)
            or self.env["account.move"].search_count(of_invoice, limit=1)
        )

    @api.model
    def _has_newer_order(self, backend, buyer):
        """Tell whether the customer ordered again since, as in an import of years."""
        ordered_at = buyer.order.date_created or buyer.order.date_modified
        if not ordered_at:
            return False
        domain = [
            ("sale_order_id.partner_id", "=", buyer.partner.id),
            ("date_created", ">", ordered_at.replace(tzinfo=None)),
        ]
        return bool(self.env["woo.order"].search_count(domain, limit=1))
