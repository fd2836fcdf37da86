from odoo import api, fields, models


class WooStockRule(models.Model):
    """What several stores are promised of the same stock."""

    _inherit = "woo.stock.rule"

    share_warning = fields.Char(
        compute="_compute_share_warning",
        help="Several stores share the stock out, and their shares are more than all.",
    )

    @api.depends(
        "share",
        "applies_to",
        "categ_id",
        "product_tmpl_id",
        "product_id",
        "backend_id.warehouse_ids",
    )
    def _compute_share_warning(self):
        for rule in self:
            shares = rule._get_shares()
            total = sum(shares.values())
            # Each store at 100 % is the default: one stock that all of them offer.
            is_shared_out = any(share < 100 for share in shares.values())
            rule.share_warning = (
                len(shares) > 1
                and is_shared_out
                and total > 100
                and self.env._(
                    "The shares of the stores %(stores)s sum to %(total)g %%: the same "
                    "piece can be offered twice.",
                    stores=", ".join(store.name for store in shares),
                    total=total,
                )
            )

    def _get_shares(self):
        """Return the shares of the stores that sell what this rule is about.

        A store without a rule for just this offers what its general rule says.

        :return: percentages by ``woo.backend``
        :rtype: dict
        """
        self.ensure_one()
        own = self.backend_id
        stores = own.search(
            [
                ("company_id", "=", own.company_id.id),
                ("warehouse_ids", "in", own.warehouse_ids.ids),
                ("push_stock", "=", True),
                ("id", "!=", own._origin.id),
            ]
        )
        shares = {own: self.share} if own else {}
        for store in stores if own else ():
            rules = store.stock_rule_ids
            same = rules.filtered(lambda rule: self._is_about_the_same(rule))
            general = rules.filtered(lambda rule: rule.applies_to == "all")
            holding = same[:1] or general
            shares[store] = holding.share if holding else 100.0
        return shares

    def _is_about_the_same(self, other):
        return (
            self.applies_to == other.applies_to
            and self._get_target()._origin == other._get_target()
        )
