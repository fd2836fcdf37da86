from collections import defaultdict
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL


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

        :param product_ids: ids of ``product.product``; others than kits are left out
        :rtype: dict[int, list[Ingredient]]
        """
        recipes = self._get_combos(product_ids)
        if "mrp.bom" in self.env:
            recipes.update(self._get_kits(backend, product_ids))
        return recipes

    @api.model
    def _get_kits(self, backend, product_ids):
        candidates = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT product.id FROM product_product product
                  JOIN mrp_bom bom ON bom.product_tmpl_id = product.product_tmpl_id
                 WHERE product.id = ANY(%s) AND bom.type = 'phantom' AND bom.active
                """,
                list(product_ids),
            )
        )
        products = self.env["product.product"].browse(row[0] for row in candidates)
        boms = (
            self.env["mrp.bom"]
            # What a kit takes does not depend on who may read bills of materials.
            .sudo()
            ._bom_find(products, company_id=backend.company_id.id, bom_type="phantom")
        )
        return {
            product.id: self._explode(boms[product], product)
            for product in products
            if boms.get(product)
        }

    @api.model
    def _explode(self, bom, product):
        """Return what a kit takes, kits within it taken apart (``mrp.bom.explode``)."""
        taken = defaultdict(float)
        for line, details in bom.explode(product, 1)[1]:
            component = line.product_id
            if component.is_storable and details["original_qty"]:
                taken[component.id] += line.product_uom_id._compute_quantity(
                    details["qty"] / details["original_qty"],
                    component.uom_id,
                    round=False,
                    raise_if_failure=False,
                )
        return [Ingredient((one,), quantity) for one, quantity in taken.items()]

    @api.model
    def _get_combos(self, product_ids):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product.id, item.combo_id, array_agg(DISTINCT item.product_id)
                  FROM product_product product
                  JOIN product_template template ON template.id = product_tmpl_id
                  JOIN %s used ON used.product_template_id = template.id
                  JOIN product_combo_item item ON item.combo_id = used.product_combo_id
                 WHERE product.id = ANY(%s) AND template.type = 'combo'
                 GROUP BY product.id, item.combo_id
                """,
                SQL.identifier(self._combo_relation()),
                list(product_ids),
            )
        )
        recipes = defaultdict(list)
        for product_id, _combo_id, choices in rows:
            recipes[product_id].append(Ingredient(tuple(choices), 1.0))
        return dict(recipes)

    @api.model
    def _combo_relation(self):
        return self.env["product.template"]._fields["combo_ids"].relation

    # === The other way round === #

    @api.model
    def _get_containing(self, product_ids):
        """Return the kits and combos that contain products, by the products.

        Asked in the user's transaction, so that a component that moves is noted for its
        kits, too: one statement, and one more for each level of kits within kits.

        :param product_ids: ids of ``product.product``
        :rtype: dict[int, set[int]]
        """
        found = defaultdict(set)
        parts = {one: {one} for one in product_ids}
        while parts:
            wholes = defaultdict(set)
            for part, whole in self._read_edges(list(parts)):
                wholes[whole] |= {one for one in parts[part] if whole not in found[one]}
            parts = {whole: ones for whole, ones in wholes.items() if ones}
            for whole, ones in parts.items():
                for one in ones:
                    found[one].add(whole)
        return {one: wholes for one, wholes in found.items() if wholes}

    @api.model
    def _read_edges(self, product_ids):
        """Return (component, kit or combo) pairs of some components."""
        queries = [self._query_combos_of()]
        if "mrp.bom" in self.env:
            queries.append(self._query_kits_of())
        return self.env.execute_query(
            SQL(
                "SELECT part, whole FROM (%s) AS edges WHERE part = ANY(%s)",
                SQL(" UNION ALL ").join(queries),
                list(product_ids),
            )
        )

    @api.model
    def _query_combos_of(self):
        return SQL(
            """
            SELECT item.product_id AS part, product.id AS whole
              FROM product_combo_item item
              JOIN %s used ON used.product_combo_id = item.combo_id
              JOIN product_product product
                   ON product.product_tmpl_id = used.product_template_id
            """,
            SQL.identifier(self._combo_relation()),
        )

    @api.model
    def _query_kits_of(self):
        return SQL(
            """
            SELECT line.product_id AS part, product.id AS whole
              FROM mrp_bom_line line
              JOIN mrp_bom bom ON bom.id = line.bom_id AND bom.type = 'phantom'
              JOIN product_product product ON product.id = bom.product_id
                   OR (bom.product_id IS NULL
                       AND product.product_tmpl_id = bom.product_tmpl_id)
            """
        )
