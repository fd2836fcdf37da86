from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import SQL

from .start_over import start_over_on


class WooOrder(models.Model):
    """Confirming the sale orders of orders of the store."""

    _inherit = "woo.order"

    def _confirm(self):
        """Confirm the sale orders; what Odoo refuses is put up for review.

        All at once. When Odoo refuses one, it is found by halves.
        """
        if not self:
            return
        self._hold_stock()
        try:
            with self.env.cr.savepoint():
                self.sale_order_id.action_confirm()
        except (UserError, RedirectWarning) as error:
            middle = len(self) // 2
            if middle:
                self[:middle]._confirm()
                self[middle:]._confirm()
                return
            self._settle(
                "review",
                self.env._("The sale order could not be confirmed: %s", error.args[0]),
            )
        else:
            for order in self:
                order._settle("imported")

    def _hold_stock(self, further_products=()):
        """Lock the stock that confirming or changing these sale orders will move.

        :param further_products: ids of products that are not in the sale orders yet
        :raise RetryableJobError: somebody else moves the same stock; the try is not
            counted
        """
        sale_orders = self.sale_order_id
        products = {*sale_orders.order_line.product_id.ids, *further_products}
        self._hold_stock_of(products, sale_orders.warehouse_id)

    @api.model
    def _hold_stock_of(self, product_ids, warehouses):
        """Lock the stock of products in some warehouses.

        Two orders of the same product that are confirmed at the same moment write the
        same stock. Odoo finds that out in the middle of it and logs an error; asked
        before, PostgreSQL tells it to us, and the job quietly starts over.

        :raise RetryableJobError: somebody else moves the same stock; the try is not
            counted
        """
        if not (product_ids and warehouses):
            return
        self.env["stock.quant"].flush_model()
        query = SQL(
            """
            SELECT quant.id
              FROM stock_quant quant
              JOIN stock_location location ON location.id = quant.location_id
             WHERE quant.product_id = ANY(%s)
               AND location.parent_path LIKE ANY(%s)
             ORDER BY quant.id
               FOR NO KEY UPDATE OF quant NOWAIT
            """,
            list(product_ids),
            [f"{view.parent_path}%" for view in warehouses.view_location_id],
        )
        why = "The stock of an order's products is being moved by somebody else"
        with start_over_on(OperationalError, why=why):
            self.env.cr.execute(query, log_exceptions=False)
