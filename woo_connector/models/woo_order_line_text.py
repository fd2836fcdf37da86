from odoo import models

from ..woo.line_text import details


class WooOrder(models.Model):
    """The mapper's words: what the text of a line says."""

    _inherit = "woo.order"

    def _prepare_line_name(self, line, product):
        """Return the text of a product's or fee's line.

        First its name in the store, as the customer saw it. Where that is the name in
        Odoo, too, Odoo's own first line is taken, so that documents and screens do not
        say it twice. Then what the customer chose, each on a line of its own.

        :param line: the store's line
        :param product: the ``product.product`` it became
        """
        name = line.name or self._name_nameless(line, product)
        if name.casefold() == (product.name or "").casefold():
            name = product.display_name
        lines = [name]
        if product == self.backend_id.placeholder_product_id:
            lines += self._describe_deleted(line)
        lines += [f"{label}: {text}" for label, text in details(line)]
        return "\n".join(lines)

    def _name_nameless(self, line, product):
        """Return what a line is called that has no name in the store."""
        if getattr(line, "sold_id", None) == 0 and not line.is_money_only:
            return self.env._("Product that the store has deleted")
        return product.name

    def _describe_deleted(self, line):
        """Return what else tells which product it was."""
        sku = line.sku or line.meta("_sku")
        return [self.env._("SKU: %s", sku)] if sku else []
