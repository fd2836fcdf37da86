from functools import wraps

from odoo import api, models

WATCHED = ("mrp.bom", "mrp.bom.line")


class WooStockRecipe(models.AbstractModel):
    """Tells the outbox that kits take other components.

    The addon ``mrp`` is no dependency, so its models cannot be extended by
    ``_inherit``: where it is installed, their methods are wrapped once the registry is
    complete.
    """

    _inherit = "woo.stock.recipe"

    def _register_hook(self):
        super()._register_hook()
        for name in WATCHED:
            if name in self.env:
                watch(self.env.registry[name])

    @api.model
    def _note_bills(self, bills):
        """Have the stock of products looked at whose bill of materials changes.

        :param bills: ``mrp.bom``
        """
        products = (
            bills.product_id
            | bills.filtered(lambda bill: not bill.product_id)
            .product_tmpl_id.with_context(active_test=False)
            .product_variant_ids
        )
        containing = self._get_containing(products.ids)
        ids = set(products.ids).union(*containing.values())
        bindings = self.env["woo.product"].search([("product_id", "in", list(ids))])
        self.env["woo.stock.change"]._note_bindings(
            bindings, cause=self.env._("bill of materials")
        )


def watch(model_class):
    """Wrap what creates, writes and deletes bills of materials or their lines."""
    if hasattr(model_class.write, "woo_watched"):
        return

    def note(records):
        bills = records if records._name == "mrp.bom" else records.bom_id
        # Whoever changes bills of materials need not have rights on stores.
        records.env["woo.stock.recipe"].sudo()._note_bills(bills.sudo())

    create, write, unlink = model_class.create, model_class.write, model_class.unlink

    @wraps(create)
    def watched_create(self, vals_list):
        records = create(self, vals_list)
        note(records)
        return records

    @wraps(write)
    def watched_write(self, vals):
        note(self)
        result = write(self, vals)
        note(self)
        return result

    @wraps(unlink)
    def watched_unlink(self):
        note(self)
        return unlink(self)

    watched_write.woo_watched = True
    model_class.create = watched_create
    model_class.write = watched_write
    model_class.unlink = watched_unlink
