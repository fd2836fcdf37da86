from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from .id_list import id_list


class Ingredient(NamedTuple):
    """What one piece takes of any of these products, in their own unit."""

    product_ids: tuple[int, ...]
    quantity: float


class WooStockRecipe(models.AbstractModel):
    """Products that have no stock of their own, but are put together when they sell.

    Kits are those of the addon ``mrp`` (bills of materials of type ``phantom``), where
    that is installed. A combo is one piece of any of the products of each choice.
    """

    _name = "woo.stock.recipe"
    _description = "WooCommerce Stock Recipe"

    @api.model
    def _get_recipes(self, backend, product_ids):
        """Return what one piece of each kit and combo takes.

        :param product_ids: ids of ``product.product``; others than kits are left out,
            and so are those of which nothing is counted
        :return: also of kits that can be chosen in a combo
        :rtype: dict[int, list[Ingredient]]
        """
        combos = self._get_combos(product_ids)
        kits = {}
        if "mrp.bom" in self.env:
            asked = set(product_ids)
            for parts in combos.values():
                asked.update(*(choices for choices, _uncounted in parts))
            kits = self._get_kits(backend, list(asked))
        recipes = dict(kits)
        for product_id, parts in combos.items():
            recipe = [
                Ingredient(tuple(choices), 1.0)
                for choices, uncounted in parts
                # A choice that is never short limits nothing.
                if kits.keys() >= set(uncounted)
            ]
            if recipe:
                recipes[product_id] = recipe
        return recipes

    @api.model
    def _get_parts(self, product_ids, recipes):
        """Return the ids of all that products take, and of all that those take."""
        parts, waiting = set(), set(product_ids)
        while waiting:
            taken = {
                component
                for one in waiting & recipes.keys()
                for ingredient in recipes[one]
                for component in ingredient.product_ids
            }
            waiting = taken - parts
            parts |= waiting
        return parts

    @api.model
    def _get_kits(self, backend, product_ids):
        candidates = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT product.id FROM product_product product
                  JOIN mrp_bom bom ON bom.product_tmpl_id = product.product_tmpl_id
                 WHERE product.id = ANY(%s) AND bom.type = 'phantom' AND bom.active
                """,
                id_list(product_ids),
            )
        )
        products = self.env["product.product"].browse(row[0] for row in candidates)
        boms = (
            self.env["mrp.bom"]
            # What a kit takes does not depend on who may read bills of materials.
            .sudo()
            ._bom_find(products, company_id=backend.company_id.id, bom_type="phantom")
        )
        recipes = {
            product.id: self._explode(boms[product], product)
            for product in products
            if boms.get(product)
        }
        return {one: recipe for one, recipe in recipes.items() if recipe}

    @api.model
    def _explode(self, bom, product):
        """Return what one kit takes, kits within it taken apart.

        As ``mrp`` counts kits: a bill is about ``product_qty`` pieces of them.
        """
        made = bom.product_uom_id._compute_quantity(
            bom.product_qty, product.uom_id, round=False, raise_if_failure=False
        )
        taken = defaultdict(float)
        for line, details in bom.explode(product, 1)[1]:
            component = line.product_id
            if component.is_storable and details["original_qty"]:
                taken[component.id] += line.product_uom_id._compute_quantity(
                    details["qty"] / details["original_qty"] / made,
                    component.uom_id,
                    round=False,
                    raise_if_failure=False,
                )
        return [
            Ingredient((one,), quantity) for one, quantity in taken.items() if quantity
        ]

    @api.model
    def _get_combos(self, product_ids):
        """Return the choices of combos, and those among them that have no stock."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product.id, array_agg(DISTINCT item.product_id),
                       array_agg(DISTINCT item.product_id)
                           FILTER (WHERE of_choice.is_storable IS NOT TRUE)
                  FROM product_product product
                  JOIN product_template template ON template.id = product_tmpl_id
                  JOIN %s used ON used.product_template_id = template.id
                  JOIN product_combo_item item ON item.combo_id = used.product_combo_id
                  JOIN product_product choice ON choice.id = item.product_id
                  JOIN product_template of_choice
                       ON of_choice.id = choice.product_tmpl_id
                 WHERE product.id = ANY(%s) AND template.type = 'combo'
                 GROUP BY product.id, item.combo_id
                """,
                SQL.identifier(self._combo_relation()),
                id_list(product_ids),
            )
        )
        combos = defaultdict(list)
        for product_id, choices, uncounted in rows:
            combos[product_id].append((choices, uncounted or ()))
        return combos

    @api.model
    def _combo_relation(self):
        return self.env["product.template"]._fields["combo_ids"].relation

    # === The other way round === #

    @api.model
    def _note_products(self, products, cause):
        """Have the stock of products, and of what contains them, looked at.

        :param products: ``product.product``
        :param str cause: what happened, for people
        """
        bindings = self._find_bindings(products)
        self.env["woo.stock.change"]._note_bindings(bindings, cause=cause)

    @api.model
    def _find_bindings(self, products):
        """Return the bindings of products, and of what contains them, in all stores."""
        ids = set(products.ids).union(*self._get_containing(products.ids).values())
        # Whoever changes products need not have rights on stores.
        bindings = self.env["woo.product"].sudo()
        return bindings.search([("product_id", "in", list(ids))])

    @api.model
    def _get_containing(self, product_ids):
        """Return the kits and combos that contain products, by the products.

        By one statement that looks at bills and combos of these products alone.

        :param product_ids: ids of ``product.product``
        :rtype: dict[int, set[int]]
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE containing AS (
                    SELECT one AS part, one AS whole FROM unnest(%s) AS one
                     UNION
                    SELECT containing.part, found.whole
                      FROM containing CROSS JOIN LATERAL (%s) AS found
                )
                SELECT part, whole FROM containing WHERE part <> whole
                """,
                id_list(product_ids),
                self._query_wholes(),
            )
        )
        found = defaultdict(set)
        for part, whole in rows:
            found[part].add(whole)
        return found

    @api.model
    def _query_wholes(self):
        """Return the query of what contains ``containing.whole`` at once, if anything.

        For a ``WITH RECURSIVE containing``: what contains it may be contained, too.
        """
        queries = [self._query_combos_of()]
        if "mrp.bom" in self.env:
            queries.append(self._query_kits_of())
        return SQL(" UNION ALL ").join(queries)

    @api.model
    def _query_combos_of(self):
        return SQL(
            """
            SELECT product.id AS whole
              FROM product_combo_item item
              JOIN %s used ON used.product_combo_id = item.combo_id
              JOIN product_product product
                   ON product.product_tmpl_id = used.product_template_id
             WHERE item.product_id = containing.whole
            """,
            SQL.identifier(self._combo_relation()),
        )

    @api.model
    def _query_kits_of(self):
        return SQL(
            """
            SELECT product.id AS whole
              FROM mrp_bom_line line
              JOIN mrp_bom bom ON bom.id = line.bom_id AND bom.type = 'phantom'
              JOIN product_product product
                   ON product.product_tmpl_id = bom.product_tmpl_id
                      AND COALESCE(bom.product_id, product.id) = product.id
             WHERE line.product_id = containing.whole
            """
        )
