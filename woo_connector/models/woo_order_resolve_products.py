from odoo import models


class WooOrder(models.Model):
    """Finding the products of an order's lines."""

    _inherit = "woo.order"

    def _resolve_products(self, order, resolution):
        bindings = self._find_product_bindings(order)
        for line in order.line_items:
            if line.is_money_only:
                self._resolve_money_only(line, resolution)
                continue
            binding = bindings.get(line.sold_id)
            product = (
                (binding and binding.product_id)
                or self._find_product(line)
                or self._find_deleted_product(line, binding)
            )
            if product:
                resolution.products[line.id] = product
            else:
                binding = self._find_product_bindings(order).get(line.sold_id)
                resolution.miss(
                    self._describe_missing_product(line, binding),
                    binding or self.backend_id,
                )
            self._check_quantity(line, resolution)

    def _check_quantity(self, line, resolution):
        """Miss the decimals of a quantity that Odoo would round away."""
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        if line.quantity != round(line.quantity, digits):
            resolution.miss(
                self.env._(
                    "The quantity %(quantity)s of “%(name)s” needs more decimals than "
                    "Odoo keeps",
                    quantity=line.quantity,
                    name=line.name,
                ),
                self.env.ref("uom.decimal_product_uom"),
            )

    def _find_product_bindings(self, order):
        """Return the product bindings of an order by the store's product number."""
        woo_ids = [line.sold_id for line in order.line_items if line.sold_id]
        bindings = self.env["woo.product"].search(
            [("backend_id", "=", self.backend_id.id), ("woo_id", "in", woo_ids)]
        )
        return bindings.grouped("woo_id")

    def _find_product(self, line):
        """Return the product of a line that is bound to none, by its SKU."""
        return self.env["woo.product"]._find_product(
            self.backend_id, line.product_id, line.variation_id, line.sku
        )

    def _describe_missing_product(self, line, binding):
        name, sku = line.name, line.sku or "–"
        if not line.sold_id:
            return self.env._(
                "The product “%(name)s” (SKU %(sku)s) was deleted in the store",
                name=name,
                sku=sku,
            )
        if binding and binding.problem:
            return self.env._(
                "It is not clear which product “%(name)s” (SKU %(sku)s) is. %(why)s",
                name=name,
                sku=sku,
                why=binding.problem,
            )
        return self.env._(
            "The product “%(name)s” (SKU %(sku)s, number %(number)s in the store) is "
            "bound to no product of Odoo",
            name=name,
            sku=sku,
            number=line.sold_id,
        )
