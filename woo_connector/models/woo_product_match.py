from collections import defaultdict

from odoo import SUPERUSER_ID, api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .first_seen import create_once
from .woo_product import NOT_SOLD

#: A SKU as it is compared, in SQL: without regard to case, as stores do, and without
#: outer blanks, some of which come along when it is pasted from a table.
FOLDED_SKU = r"lower(btrim(%s, E' \t\r\n\u00a0'))"


def folded(sku):
    """Return a SKU as stores compare it: without regard to case and outer blanks."""
    return (sku or "").strip().lower()


def stripped(skus):
    """Return SKUs without outer blanks, each once and without empty ones."""
    return sorted({(sku or "").strip() for sku in skus} - {""})


class WooProduct(models.Model):
    """Finding the Odoo product of a store product by its SKU; never by its name."""

    _inherit = "woo.product"

    @api.model
    def _find_product(self, backend, product_id, variation_id, sku):
        """Return the Odoo product that a line of a store's order means.

        By binding, else by SKU; then the binding is made, so that the next order and
        the stock push know it too.

        :param backend: the ``woo.backend`` of the order
        :param int product_id: the line's product, 0 when the store deleted it
        :param int variation_id: the line's variation, 0 when it has none
        :param str sku: the line's SKU, may be empty
        :return: the ``product.product``, or ``None``: never a guess
        :raise RetryableJobError: somebody else is making the same binding
        """
        woo_id = variation_id or product_id
        if not woo_id:
            return None
        domain = [("backend_id", "=", backend.id), ("woo_id", "=", woo_id)]
        binding = self.search(domain, limit=1)
        if not binding:
            binding = create_once(
                self,
                backend,
                woo_id,
                domain,
                {
                    "backend_id": backend.id,
                    "woo_id": woo_id,
                    "parent_woo_id": product_id if variation_id else 0,
                    "woo_type": "variation" if variation_id else "simple",
                    "sku": (sku or "").strip(),
                },
            )
            # The line does not tell its name, nor how the store counts it.
            self._enqueue_import(backend, [woo_id])
        if not binding.product_id:
            binding._match_by_sku()
        return binding.product_id or None

    def action_match(self):
        """Try again to bind the chosen products by their SKU."""
        self._match_by_sku()

    def _match_by_sku(self):
        """Bind what is not bound yet and whose SKU names exactly one Odoo product."""
        for backend, bindings in self.grouped("backend_id").items():
            open_ones = bindings.filtered(lambda b: b._can_be_matched())
            products = self._products_by_sku(backend, open_ones.mapped("sku"))
            rivals = self._bindings_by_sku(backend, open_ones.mapped("sku"))
            for binding in open_ones:
                key = folded(binding.sku)
                binding._bind_one_of(products[key], rivals[key] - binding)

    @api.model
    def _enqueue_match(self, skus):
        """Look for the products of some SKUs once this transaction is committed.

        Whoever creates one half of a pair calls this: an Odoo product got a SKU, or a
        store product was recorded and matched nothing. Neither may see the other half
        yet, being made at the same moment. A job starts after the commit that enqueued
        it, so the job of whichever half is committed last sees both.

        :param skus: SKUs, in any case; empty ones are left out
        """
        skus = stripped(skus)
        # OdooBot: whoever may create products need not have rights on stores.
        matcher = self.browse().with_user(SUPERUSER_ID)
        if skus and matcher.env["woo.backend"].search_count([], limit=1):
            matcher.with_delay(
                description=f"Match {len(skus)} SKUs with the products of the stores"
            )._match_skus(skus)

    @api.model
    def _match_skus(self, skus):
        """Bind the store products with one of these SKUs that are not bound yet (job).

        :param list[str] skus: as they are written
        :return: what was done, for the job's record
        :rtype: str
        """
        candidates = self.search(
            Domain("product_id", "=", False)
            & Domain("deleted_in_store", "=", False)
            & self._has_sku(skus)
        )
        candidates._match_by_sku()
        return f"{len(candidates.filtered('product_id'))} of {len(candidates)} bound"

    def _can_be_matched(self):
        """Tell whether there is anything to look for; the unreadable has no kind."""
        self.ensure_one()
        return not self.product_id and self.woo_type and self.woo_type not in NOT_SOLD

    def _bind_one_of(self, products, rivals):
        """Bind to the only product that fits, or say why none does.

        :param products: ``product.product`` that have the SKU, in any case
        :param rivals: other ``woo.product`` of the same store with the same SKU
        """
        self.ensure_one()
        exact = products.filtered(lambda p: (p.default_code or "").strip() == self.sku)
        fitting = exact or products
        values = {"product_id": False, "problem": False}
        if rivals:
            values["problem"] = self.env._(
                "The store has this SKU more than once: also on %s.",
                ", ".join(f"#{rival.woo_id}" for rival in rivals),
            )
        elif len(fitting) > 1:
            values["problem"] = self.env._(
                "Several Odoo products have this SKU: %s.",
                ", ".join(f"{p.display_name} (#{p.id})" for p in fitting),
            )
        elif fitting:
            values["product_id"] = fitting.id
        if values["product_id"] or values["problem"] != self.problem:
            self._hold_in_job()
            self.write(values)

    @api.model
    def _products_by_sku(self, backend, skus):
        """Return the Odoo products with one of these SKUs.

        :return: ``product.product`` by folded SKU, empty for a SKU nobody has
        :rtype: defaultdict
        """
        # One user's rights on products must not decide what a SKU means.
        Product = self.env["product.product"].sudo()
        found = defaultdict(lambda: Product)
        skus = stripped(skus)
        if not skus:
            return found
        has_sku = Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s = ANY(%s)",
                SQL(FOLDED_SKU, model._field_to_sql(alias, "default_code", query)),
                _sql_lower(skus),
            )
        )
        company = Domain("company_id", "in", [False, backend.company_id.id])
        for product in Product.search(has_sku & company, order="id"):
            found[folded(product.default_code)] |= product
        return found

    @api.model
    def _bindings_by_sku(self, backend, skus):
        """Return the store's products with one of these SKUs that can be sold.

        :return: ``woo.product`` by folded SKU, empty for a SKU the store does not have
        :rtype: defaultdict
        """
        found = defaultdict(lambda: self.browse())
        skus = stripped(skus)
        if not skus:
            return found
        living = Domain(
            [
                ("backend_id", "=", backend.id),
                ("deleted_in_store", "=", False),
                ("woo_type", "not in", NOT_SOLD),
            ]
        )
        for binding in self.search(self._has_sku(skus) & living):
            found[folded(binding.sku)] |= binding
        return found

    @staticmethod
    def _has_sku(skus):
        """Return the domain of store products that have one of these SKUs."""
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "lower(%s) = ANY(%s)",
                model._field_to_sql(alias, "sku", query),
                _sql_lower(skus),
            )
        )


def _sql_lower(skus):
    """Return SKUs in lower case, as the database has it.

    It has another one than Python of a Greek sigma at the end, and of a Turkish İ.
    """
    return SQL("ARRAY(SELECT lower(sku) FROM unnest(%s::text[]) AS sku)", skus)
