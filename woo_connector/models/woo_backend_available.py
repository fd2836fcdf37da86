from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache, cached_property

from odoo import models

from ..woo.availability import Offer, Rule, explain, kit_pool, offer, pools

#: What the store is told of products that Odoo counts no stock of, by the rule's word.
STATUSES = {"in_stock": "instock", "out_of_stock": "outofstock"}


@dataclass
class Reading:
    """What was read of some products that share a rule, and what follows from it.

    :param rule: the ``woo.stock.rule``, maybe empty
    :param facts: their ``ProductFacts``
    :param levels: of components, too, each with the ids of the products that have it
    :param in_flight: pieces by product id, of components, too
    :param left: of the levels, less what is in flight, by product id
    :param recipes: of the kits and combos among them
    :param units: the rule as arithmetic, by unit of measure
    """

    rule: object
    facts: list
    levels: list
    in_flight: dict
    left: dict
    recipes: dict
    units: dict = field(default_factory=dict)

    def terms(self, fact) -> Rule:
        """Return the rule's terms for a product."""
        return self.units[fact.unit_id]

    def available(self, product_id: int) -> float:
        """Return what is left of a product, or how many kits can be made."""
        recipe = self.recipes.get(product_id)
        if recipe is None:
            return self.left.get(product_id, 0.0)
        return kit_pool(
            (sum(self.available(one) for one in part.product_ids), part.quantity)
            for part in recipe
        )

    def incoming(self, product_id: int) -> float:
        """Return the receipts that preorders may count on; none for kits."""
        return sum(level.incoming for level in self.levels_by_product[product_id])

    @cached_property
    def levels_by_product(self) -> dict:
        """The levels of each product, one per warehouse where there is any."""
        found = defaultdict(list)
        for level, product_ids in self.levels:
            for product_id in product_ids:
                found[product_id].append(level)
        return found


def take_apart(product_id, quantity, recipes, pieces):
    """Add to ``pieces`` what some of a product take, kits and combos taken apart."""
    if product_id not in recipes:
        pieces[product_id] += quantity
        return
    for ingredient in recipes[product_id]:
        # Which product of a choice was taken is not known: each may be it.
        for component in ingredient.product_ids:
            taken = quantity * ingredient.quantity
            take_apart(component, taken, recipes, pieces)


class WooBackend(models.Model):
    """What this store may offer: where stock, rules and sales in flight meet."""

    _inherit = "woo.backend"

    def _get_available(self, product_ids):
        """Return how many units of each product this store may offer.

        :param product_ids: ids of ``product.product``
        :return: whole units, never negative, by product id; products of which Odoo
            counts no stock are left out
        :rtype: dict[int, int]
        """
        return {
            product_id: made.quantity
            for product_id, made in self._get_offers(product_ids).items()
            if not made.status
        }

    def _get_offers(self, product_ids):
        """Return what the store is to be told of products.

        :param product_ids: ids of ``product.product``
        :return: by product id; products of which Odoo counts no stock have a status
            instead of a number where their rule says so, and are left out elsewhere
        :rtype: dict[int, Offer]
        """
        self.ensure_one()
        pieces, percent = self._get_degraded_buffer()
        offers: dict[int, Offer] = {}
        for reading in self._read_stock(product_ids):
            offers.update(self._offer_under_rule(reading, pieces, percent))
        return offers

    def _offer_under_rule(self, reading, pieces, percent):
        """Yield what the store is to be told of each product of a reading.

        :param pieces: held back, as is ``percent`` of what is shared out
        :rtype: Iterator[tuple[int, Offer]]
        """

        @cache  # Many products have the same number of pieces left.
        def offer_of(available, unit_id, incoming):
            return offer(
                available,
                reading.units[unit_id],
                incoming=incoming,
                buffer_quantity=pieces,
                buffer_percent=percent,
            )

        needs_incoming = reading.rule.preorder
        status = STATUSES.get(reading.rule.shown_without_stock)
        for fact in reading.facts:
            product_id = fact.product_id
            if fact.is_storable or product_id in reading.recipes:
                incoming = reading.incoming(product_id) if needs_incoming else 0.0
                made = offer_of(reading.available(product_id), fact.unit_id, incoming)
                yield product_id, made
            elif status:
                yield product_id, Offer(0, status=status)

    def _explain_available(self, products):
        """Return how the numbers of products come about.

        :param products: ``product.product``
        :rtype: dict[int, Availability]
        """
        self.ensure_one()
        pieces, percent = self._get_degraded_buffer()
        explained = {}
        for reading in self._read_stock(products.ids):
            for fact in reading.facts:
                is_kit = fact.product_id in reading.recipes
                if not (fact.is_storable or is_kit):
                    continue
                terms = reading.terms(fact)
                explained[fact.product_id] = explain(
                    () if is_kit else reading.levels_by_product[fact.product_id],
                    terms,
                    0.0 if is_kit else reading.in_flight.get(fact.product_id, 0.0),
                    available=reading.available(fact.product_id) if is_kit else None,
                    incoming=reading.incoming(fact.product_id),
                    buffer_quantity=pieces,
                    buffer_percent=percent,
                )
        return explained

    def _read_stock(self, product_ids):
        """Yield what there is of products, together for those that share a rule.

        :rtype: Iterator[Reading]
        """
        rules = self.env["woo.stock.rule"]._find_rules(self, product_ids)
        recipes = self.env["woo.stock.recipe"]._get_recipes(self, product_ids)
        for rule, facts in rules.items():
            ids = {fact.product_id for fact in facts}
            parts = self.env["woo.stock.recipe"]._get_parts(ids, recipes)
            yield self._read_under_rule(rule, facts, recipes, list(ids | parts))

    def _read_under_rule(self, rule, facts, recipes, product_ids):
        level = self.env["woo.stock.level"]
        scope = level._get_scope(self, rule)
        needs_incoming = rule.basis == "forecast" or rule.preorder
        levels = level._read(
            product_ids,
            scope,
            horizon_days=rule.horizon_days if needs_incoming else None,
        )
        in_flight = self._read_pieces_in_flight(product_ids, scope, recipes)
        # The units in which products are sold change nothing about what is left.
        left = pools(levels, rule._get_terms(), in_flight)
        reading = Reading(rule, facts, levels, in_flight, left, recipes)
        for unit in {fact.unit_id for fact in facts}:
            own_unit = self.env["uom.uom"].browse(unit)
            reading.units[unit] = rule._get_terms(own_unit)
        return reading

    def _read_pieces_in_flight(self, product_ids, scope, recipes):
        """Return what is in flight in the products' own units, kits taken apart."""
        wholes = self._get_wholes(product_ids, recipes)
        sold = self.env["woo.in.flight"]._read_in_flight(
            self, [*product_ids, *wholes], set(scope.warehouse_ids)
        )
        if not sold:
            return {}
        pieces = defaultdict(float)
        all_recipes = {**wholes, **recipes}
        for store, quantities in sold.items():
            # Each store sells in units of its own.
            units = self.env["woo.stock.rule"]._find_units(store, list(quantities))
            for product_id, quantity in quantities.items():
                if product_id in units:
                    unit, own_unit = units[product_id]
                    quantity = unit._compute_quantity(quantity, own_unit, round=False)
                take_apart(product_id, quantity, all_recipes, pieces)
        return pieces

    def _get_wholes(self, product_ids, recipes):
        """Return the recipes of kits and combos that contain these products.

        A kit that was sold takes its components, also from who sells them alone.
        """
        recipe = self.env["woo.stock.recipe"]
        containing = set().union(*recipe._get_containing(product_ids).values())
        return recipe._get_recipes(self, list(containing - recipes.keys()))
