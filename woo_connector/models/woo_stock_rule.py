from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..woo.availability import Rule, WarehouseTerms


class WooStockRule(models.Model):
    """How the stock that a store shows follows from the stock in Odoo.

    The most specific rule of a product holds as a whole: of the variant, the product,
    its nearest category, all products. Without a rule all that is free is shown.
    """

    _name = "woo.stock.rule"
    _description = "WooCommerce Stock Rule"
    _order = "backend_id, specificity desc, id"
    _check_company_auto = True

    backend_id = fields.Many2one(
        "woo.backend",
        string="Store",
        required=True,
        ondelete="cascade",
        index=True,
        check_company=True,
        default=lambda self: self._default_backend(),
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, index=True
    )
    applies_to = fields.Selection(
        [
            ("all", "All Products"),
            ("category", "Category"),
            ("product", "Product"),
            ("variant", "Variant"),
        ],
        default="all",
        required=True,
    )
    categ_id = fields.Many2one(
        "product.category",
        string="Category",
        ondelete="cascade",
        help="Holds for the categories below it, too, unless they have a rule.",
    )
    product_tmpl_id = fields.Many2one(
        "product.template", string="Product", ondelete="cascade", check_company=True
    )
    product_id = fields.Many2one(
        "product.product", string="Variant", ondelete="cascade", check_company=True
    )
    specificity = fields.Integer(compute="_compute_specificity", store=True)

    # === What is counted === #
    basis = fields.Selection(
        [
            ("free", "Free to use"),
            ("forecast", "Forecast"),
            ("on_hand", "On hand"),
        ],
        default="free",
        required=True,
        help="Free to use: on hand less what is promised. Forecast: also what "
        "confirmed receipts bring in time. On hand: what lies in the warehouses.",
    )
    horizon_days = fields.Integer(
        string="Receipts Within (days)",
        default=7,
        help="Confirmed receipts up to so many days ahead count for the forecast and "
        "for preorders.",
    )
    count_demand = fields.Boolean(
        string="Unreserved Demand Counts",
        default=True,
        help="What confirmed orders ask for is not offered again, although Odoo has "
        "reserved nothing for them yet.",
    )
    warehouse_line_ids = fields.One2many(
        "woo.stock.rule.warehouse", "rule_id", string="Warehouses", copy=True
    )

    # === What of it is offered === #
    share = fields.Float(
        string="Share (%)",
        default=100.0,
        help="Part that this store may offer, where several sell the same stock.",
    )
    safety_quantity = fields.Float(
        string="Safety Stock", help="Pieces that are never offered."
    )
    safety_percent = fields.Float(
        string="Safety Stock (%)", help="Part of its share that is never offered."
    )
    minimum_shown = fields.Integer(
        string="Minimum to Show", help="Less than that is shown as sold out."
    )
    maximum_shown = fields.Integer(
        string="Maximum to Show", help="More than that is never shown. 0: no limit."
    )
    uom_id = fields.Many2one(
        "uom.uom",
        string="Sold In",
        help="Unit of measure that the store sells, e.g. dozens. Only whole units are "
        "shown. Empty: the product's own unit.",
    )
    held_back = fields.Boolean(
        help="Shown as sold out, whatever there is.",
    )
    shown_without_stock = fields.Selection(
        [
            ("nothing", "Nothing is sent"),
            ("in_stock", "In stock"),
            ("out_of_stock", "Sold out"),
        ],
        string="Products Without Stock",
        default="nothing",
        required=True,
        help="What is sent for consumables and services: Odoo counts no stock of them.",
    )
    parent_stock = fields.Selection(
        [("lowest", "The lowest variation's"), ("sum", "All variations together")],
        string="Stock Kept on the Parent",
        default="lowest",
        required=True,
        help="What a store shows that counts the stock of all variations in one "
        "number. With the lowest no variation can be oversold.",
    )

    # === What is not there === #
    backorders = fields.Selection(
        [
            ("keep", "As set in the store"),
            ("no", "Not allowed"),
            ("notify", "Allowed, the customer is told"),
            ("yes", "Allowed"),
        ],
        default="keep",
        required=True,
    )
    backorder_limit = fields.Integer(
        help="Backorders end when so many pieces are short. 0: no limit."
    )
    preorder = fields.Boolean(
        string="Preorders",
        help="When nothing is left, what confirmed receipts bring in time may be sold "
        "as backorder.",
    )

    _one_for_all = models.UniqueIndex(
        "(backend_id) WHERE applies_to = 'all'",
        "This store has a rule for all products already.",
    )
    _one_per_category = models.UniqueIndex(
        "(backend_id, categ_id) WHERE applies_to = 'category'",
        "This store has a rule for this category already.",
    )
    _one_per_product = models.UniqueIndex(
        "(backend_id, product_tmpl_id) WHERE applies_to = 'product'",
        "This store has a rule for this product already.",
    )
    _one_per_variant = models.UniqueIndex(
        "(backend_id, product_id) WHERE applies_to = 'variant'",
        "This store has a rule for this variant already.",
    )
    _percentages = models.Constraint(
        "CHECK (share BETWEEN 0 AND 100 AND safety_percent BETWEEN 0 AND 100)",
        "A share and a safety stock are between 0 and 100 percent.",
    )
    _quantities = models.Constraint(
        "CHECK (safety_quantity >= 0 AND minimum_shown >= 0 AND maximum_shown >= 0"
        " AND backorder_limit >= 0 AND horizon_days >= 0)",
        "Quantities and days of a stock rule cannot be negative.",
    )
    _limits = models.Constraint(
        "CHECK (maximum_shown = 0 OR minimum_shown <= maximum_shown)",
        "The minimum to show is above the maximum.",
    )

    @api.model
    def _default_backend(self):
        """Return the store where there is only one to choose."""
        stores = self.env["woo.backend"].search([("state", "!=", "draft")], limit=2)
        return stores if len(stores) == 1 else stores.browse()

    @api.depends("applies_to")
    def _compute_specificity(self):
        ranks = {"all": 0, "category": 1, "product": 2, "variant": 3}
        for rule in self:
            rule.specificity = ranks[rule.applies_to]

    @api.depends("applies_to", "categ_id", "product_tmpl_id", "product_id")
    def _compute_display_name(self):
        labels = dict(self._fields["applies_to"]._description_selection(self.env))
        for rule in self:
            target = rule._get_target()
            rule.display_name = target.display_name or labels[rule.applies_to]

    def _get_target(self):
        """Return what the rule is about; an empty recordset for all products."""
        self.ensure_one()
        targets = {
            "category": self.categ_id,
            "product": self.product_tmpl_id,
            "variant": self.product_id,
        }
        return targets.get(self.applies_to, self.browse())

    @api.constrains("applies_to", "categ_id", "product_tmpl_id", "product_id")
    def _check_target(self):
        for rule in self:
            if rule.applies_to != "all" and not rule._get_target():
                raise ValidationError(
                    self.env._("Choose what the stock rule applies to.")
                )

    @api.constrains("uom_id", "product_tmpl_id", "product_id")
    def _check_unit(self):
        for rule in self.filtered("uom_id"):
            own_unit = rule._get_target()._fields.get("uom_id") and (
                rule._get_target().uom_id
            )
            if own_unit and not own_unit._has_common_reference(rule.uom_id):
                raise ValidationError(
                    self.env._(
                        "%(product)s cannot be counted in %(unit)s.",
                        product=rule._get_target().display_name,
                        unit=rule.uom_id.name,
                    )
                )

    def _get_terms(self, own_unit=None):
        """Return this rule as the arithmetic of the pure room knows it.

        :param own_unit: the product's ``uom.uom``; needed where the rule has another
        :rtype: Rule
        """
        if not self:
            return Rule()
        unit = 1.0
        if own_unit:
            sold_in = self._get_unit(own_unit)
            unit = sold_in._compute_quantity(1.0, own_unit, round=False)
        return Rule(
            basis=self.basis,
            count_demand=self.count_demand,
            share=self.share,
            safety_quantity=self.safety_quantity,
            safety_percent=self.safety_percent,
            minimum_shown=self.minimum_shown,
            maximum_shown=self.maximum_shown,
            unit=unit,
            backorders=self.backorders,
            backorder_limit=self.backorder_limit,
            preorder=self.preorder,
            held_back=self.held_back,
            warehouses={
                line.warehouse_id.id: WarehouseTerms(line.share, line.safety_quantity)
                for line in self.warehouse_line_ids
                if line.share != 100 or line.safety_quantity
            },
        )

    def _get_unit(self, own_unit):
        """Return the ``uom.uom`` that the store sells of products counted in another.

        :param own_unit: the products' own unit, which is sold where the rule's does
            not measure the same
        """
        if self.uom_id and own_unit._has_common_reference(self.uom_id):
            return self.uom_id
        return own_unit

    # === Changes reach the store === #

    @api.model_create_multi
    def create(self, vals_list):
        """Send the stock that the new rules are about."""
        rules = super().create(vals_list)
        rules._note_changed()
        return rules

    def write(self, vals):
        """Send what was and what is now under these rules."""
        self._note_changed()
        result = super().write(vals)
        self._note_changed()
        return result

    def unlink(self):
        """Send what these rules were about."""
        self._note_changed()
        return super().unlink()

    def _note_changed(self):
        changes = self.env["woo.stock.change"]
        for rule in self:
            bindings = self.env["woo.product"].search(
                [("backend_id", "=", rule.backend_id.id), *rule._get_product_domain()]
            )
            cause = self.env._("stock rule %s", rule.display_name)
            changes._note_bindings(bindings, cause=cause)

    def _get_product_domain(self):
        """Return the domain of the bindings whose product the rule may concern."""
        self.ensure_one()
        target = self._get_target()
        return {
            "all": [("product_id", "!=", False)],
            "category": [("product_id.categ_id", "child_of", target.ids)],
            "product": [("product_id.product_tmpl_id", "=", target.id)],
            "variant": [("product_id", "=", target.id)],
        }[self.applies_to]
