from odoo import fields, models
from odoo.exceptions import UserError


class WooOrder(models.Model):
    """Asking a person about what both sides changed, and what the answer does."""

    _inherit = "woo.order"

    edit_ids = fields.One2many("woo.order.edit", "order_id", readonly=True)

    def action_apply_edits(self):
        """Take over everything that the store changed, in the background."""
        self.edit_ids.action_apply()

    def _check_currency(self):
        """Refuse to write amounts of the store into a sale order in another currency.

        :raise UserError: one of these orders is in another than its sale order
        """
        for order in self.filtered(lambda order: order._takes_another_currency()):
            raise UserError(
                self.env._(
                    "Order %(order)s is in %(store)s in the store, its sale order in "
                    "%(odoo)s. Make the sale order a quotation and give it a pricelist "
                    "in %(store)s first, or keep it as it is in Odoo.",
                    order=order.display_name,
                    store=order.currency_id.name,
                    odoo=order.sale_order_id.currency_id.name,
                )
            )

    def _takes_another_currency(self):
        """Tell whether the sale order would have to change its currency by hand.

        A quotation that nobody touched is written anew, currency included.
        """
        return self._is_in_other_currency() and not self._is_rewritable()

    def _forget_questions(self):
        """Ask no longer: the order is in another state, or asks something else."""
        if self.state == "review":
            self.edit_ids.unlink()

    def _chosen_to_apply(self):
        """Return what a person chose to apply: the store's value by part."""
        if self.state != "review":
            return {}
        chosen = self.edit_ids.filtered("is_chosen")
        return {edit.part: edit.store_value or None for edit in chosen}

    def _ask_about_edits(self, edits):
        """Put changes of the store up for a person's decision, each change once.

        :param Edits edits: what the store changed; ``ask`` is not empty
        """
        values_list = [self._prepare_edit(change) for change in edits.ask]
        why = edits.hindrance or self.env._(
            "The order was changed both in the store and in Odoo."
        )
        reason = "\n".join(
            [
                why,
                *(
                    self.env._(
                        "%(what)s: %(last)s → %(store)s in the store, %(odoo)s in Odoo",
                        what=values["name"],
                        last=values["last"],
                        store=values["store"],
                        odoo=values["odoo"],
                    )
                    for values in values_list
                ),
            ]
        )
        if self.state == "review" and self.reason == reason:
            return
        self._settle("review", reason)
        self.env["woo.order.edit"].create(values_list)

    def _prepare_edit(self, change):
        """Return the values of the row that asks about a change.

        :param woo.three_way.Change change: a part that the store changed
        """
        return {
            "order_id": self.id,
            "part": change.part,
            "name": self._part_label(change.part, change.store or change.last),
            "last": self._readable_part(change.part, change.last),
            "store": self._readable_part(change.part, change.store),
            "odoo": self._readable_in_odoo(change.part),
            "store_value": change.store,
        }

    def _keep_edits(self, edits):
        """Leave parts as they are in Odoo, and go on when nothing else is open.

        :param woo.order.edit edits: rows of this order
        """
        parts = edits.mapped("part")
        store = {edit.part: edit.store_value for edit in edits if edit.store_value}
        self._keep_snapshot(
            self._snapshot().after(store, self._sale_parts(), kept=parts)
        )
        self.message_post(
            body=self.env._(
                "Kept as in Odoo by %(who)s: %(what)s",
                who=self.env.user.name,
                what=", ".join(edits.mapped("name")),
            )
        )
        edits.unlink()
        if not self.edit_ids:
            self._settle("imported")
            # The store's status may ask for more, e.g. to confirm the order.
            self._enqueue_retry()

    def _accept(self):
        """Keep what Odoo says of the parts that are asked about."""
        if self.edit_ids:
            return self.edit_ids.action_keep()
        return super()._accept()
