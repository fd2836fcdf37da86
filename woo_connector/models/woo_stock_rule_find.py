from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from .id_list import id_list


class ProductFacts(NamedTuple):
    """What rules and arithmetic need to know of a product."""

    product_id: int
    template_id: int
    category_id: int
    unit_id: int
    kind: str
    is_storable: bool


class WooStockRule(models.Model):
    """Which rule holds for which product."""

    _inherit = "woo.stock.rule"

    @api.model
    def _find_rules(self, backend, product_ids):
        """Return which rule holds for products; the empty rule where none does.

        By plain statements: a full push asks for every product of the store.

        :param product_ids: ids of ``product.product``
        :return: the ``ProductFacts`` of products, by the rule that holds
        :rtype: dict[WooStockRule, list[ProductFacts]]
        """
        facts = self._read_facts(product_ids)
        rules = self.search([("backend_id", "=", backend.id)])
        by_target = {(rule.applies_to, rule._get_target().id): rule for rule in rules}
        general = by_target.pop(("all", False), self.browse())
        if not by_target:
            return {general: facts} if facts else {}
        by_category = self._spread_over_categories(rules)
        found = defaultdict(list)
        for fact in facts:
            rule = (
                by_target.get(("variant", fact.product_id))
                or by_target.get(("product", fact.template_id))
                or by_category.get(fact.category_id)
                or general
            )
            found[rule].append(fact)
        return dict(found)

    @api.model
    def _find_rule(self, binding):
        """Return the rule that holds for the product of one ``woo.product``."""
        found = self._find_rules(binding.backend_id, binding.product_id.ids)
        return next(iter(found), self.browse())

    @api.model
    def _find_units(self, backend, product_ids):
        """Return in which units a store sells products, where not in their own.

        Whoever imports an order pays for it only where a rule names a unit.

        :return: the unit that the store sells and the product's own, by product id
        :rtype: dict[int, tuple[uom.uom, uom.uom]]
        """
        if not backend.stock_rule_ids.uom_id:
            return {}
        units = self.env["uom.uom"]
        found = {}
        for rule, facts in self._find_rules(backend, product_ids).items():
            for fact in facts if rule.uom_id else ():
                own_unit = units.browse(fact.unit_id)
                unit = rule._get_unit(own_unit)
                if unit != own_unit:
                    found[fact.product_id] = unit, own_unit
        return found

    @api.model
    def _read_facts(self, product_ids):
        self.env["product.product"].flush_model()
        self.env["product.template"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product.id, template.id, template.categ_id, template.uom_id,
                       template.type, template.is_storable
                  FROM product_product product
                  JOIN product_template template ON template.id = product_tmpl_id
                 WHERE product.id = ANY(%s)
                """,
                id_list(product_ids),
            )
        )
        return [ProductFacts._make(row) for row in rows]

    def _spread_over_categories(self, rules):
        """Return the rule of each category: its own, else that of the nearest above."""
        of_category = {
            rule.categ_id.id: rule for rule in rules if rule.applies_to == "category"
        }
        if not of_category:
            return {}
        categories = self.env["product.category"].search_fetch(
            [("id", "child_of", list(of_category))], ["parent_path"]
        )
        found = {}
        for category in categories:
            above = [int(part) for part in category.parent_path.split("/") if part]
            nearest = next(one for one in reversed(above) if one in of_category)
            found[category.id] = of_category[nearest]
        return found
