from odoo import api, models

WATCHED = ("mrp.bom", "mrp.bom.line")


class WatchedBill:
    """What bills of materials and their lines do in addition: they tell the outbox."""

    __slots__ = ()
    # Odoo reads these from each class that makes up a model.
    _inherits = {}
    _depends = {}

    @api.model_create_multi
    def create(self, vals_list):
        """Send the kits that have these bills now."""
        records = super().create(vals_list)
        records._note_kits()
        return records

    def write(self, vals):
        """Send the kits that had these bills, and those that have them now."""
        self._note_kits()
        result = super().write(vals)
        self._note_kits()
        return result

    def unlink(self):
        """Send the kits that had these bills."""
        self._note_kits()
        return super().unlink()

    def _note_kits(self):
        bills = self if self._name == "mrp.bom" else self.bom_id
        # Whoever changes bills of materials need not have rights on stores.
        self.env["woo.stock.recipe"].sudo()._note_bills(bills.sudo())


class WooStockRecipe(models.AbstractModel):
    """Tells the outbox that kits take other components.

    The addon ``mrp`` is no dependency, so its models cannot be extended by
    ``_inherit``: where it is installed, they get one more class once the registry is
    complete. Other than functions put on a model's class, that class outlives another
    setup of the models, and addons that take such functions away (``base_automation``).
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
        templates = bills.filtered(lambda bill: not bill.product_id).product_tmpl_id
        variants = templates.with_context(active_test=False).product_variant_ids
        cause = self.env._("bill of materials")
        self._note_products(bills.product_id | variants, cause)


def watch(model_class):
    """Put the class that tells the outbox in front of a model's own, once."""
    bases = model_class._base_classes__
    if WatchedBill not in bases:
        model_class._base_classes__ = (WatchedBill, *bases)
        model_class.__bases__ = model_class._base_classes__
