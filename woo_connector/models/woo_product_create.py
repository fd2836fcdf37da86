from odoo import fields, models

#: Products a person waits for; more are made in the background.
TOGETHER = 100

#: WooCommerce's units of weight and the units of measure they are in Odoo.
WEIGHT_UNITS = {
    "kg": "uom.product_uom_kgm",
    "g": "uom.product_uom_gram",
    "lbs": "uom.product_uom_lb",
    "oz": "uom.product_uom_oz",
}


class WooProduct(models.Model):
    """Making the Odoo products that a store has and Odoo has not."""

    _inherit = "woo.product"

    def action_create_missing(self):
        """Create the Odoo products of those that match none.

        Up to a hundred at once, more in the background. The user needs the right to
        create products.
        """
        self.env["product.product"].check_access("create")
        unmatched = self.filtered(lambda b: b.state == "unmatched")
        if len(unmatched) <= TOGETHER:
            unmatched._create_missing_products()
            return None
        for start in range(0, len(unmatched), TOGETHER):
            part = unmatched[start : start + TOGETHER]
            part.with_delay(
                description=f"Create {len(part)} products of the store"
            )._create_missing_products()
        return self.env["woo.backend"]._notify_started(
            self.env._("%s products are being created.", len(unmatched))
        )

    def _create_missing_products(self):
        """Create and bind an Odoo product for each that still matches none (job).

        :return: the ``product.product`` that were created
        """
        # Somebody may have made them since: twice pressed, they are made once.
        self._match_by_sku()
        missing = self.filtered(
            lambda b: b.state == "unmatched" and not b.deleted_in_store
        )
        created = self.env["product.product"]
        for backend, bindings in missing.grouped("backend_id").items():
            products = created.with_company(backend.company_id).create(
                [binding._prepare_product() for binding in bindings]
            )
            for binding, product in zip(bindings, products, strict=True):
                binding.product_id = product
            created |= products
        return created

    def _prepare_product(self):
        """Return the values of the Odoo product to create. Override to fill in more.

        A variation becomes a product of its own, with its options in the name.

        :rtype: dict
        """
        self.ensure_one()
        return {
            "name": self.name or self.display_name,
            "default_code": self.sku or False,
            "type": "service" if self.is_virtual else "consu",
            "is_storable": not self.is_virtual,
            "list_price": self._get_list_price(),
            "weight": self._get_weight(),
        }

    def _get_list_price(self):
        """Return the store's price in the currency of its company, tax as it is."""
        company = self.backend_id.company_id
        currency = self.backend_id.store_currency_id or company.currency_id
        return currency._convert(
            self.price, company.currency_id, company, fields.Date.context_today(self)
        )

    def _get_weight(self):
        """Return the weight in the unit that Odoo keeps weights in."""
        unit = WEIGHT_UNITS.get(self.backend_id.weight_unit)
        if not unit:
            return self.weight
        kept_in = self.env[
            "product.template"
        ]._get_weight_uom_id_from_ir_config_parameter()
        return self.env.ref(unit)._compute_quantity(self.weight, kept_in, round=False)
