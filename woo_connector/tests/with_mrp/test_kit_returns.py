from odoo.tests import tagged

from .kit_case import KitCase


@tagged("post_install", "-at_install")
class TestKitReturns(KitCase):
    """A kit has come back when all of its components have."""

    def setUp(self):
        super().setUp()
        self.sale_order = self.sell(self.kit, 2)
        self.picking = self.sale_order.picking_ids
        self.done(self.picking)
        self.order = self.env["woo.order"].create(
            {
                "backend_id": self.backend.id,
                "woo_id": 4711,
                "sale_order_id": self.sale_order.id,
            }
        )
        self.sale_order.order_line.woo_line_id = 1

    def _take_back(self, beanies, caps):
        wizard = self.env["stock.return.picking"].create(
            {"picking_id": self.picking.id}
        )
        for line in wizard.product_return_moves:
            line.quantity = beanies if line.product_id == self.beanie else caps
        self.done(wizard._create_return())

    def _refund(self, pieces):
        self.env["woo.refund"].create(
            {
                "backend_id": self.backend.id,
                "order_id": self.order.id,
                "woo_id": 4712,
                "payload": {
                    "id": 4712,
                    "amount": "5.00",
                    "line_items": [
                        {
                            "id": 9,
                            "name": "Kit",
                            "quantity": -pieces,
                            "total": "-5.00",
                            "total_tax": "0.00",
                            "taxes": [],
                            "meta_data": [{"key": "_refunded_item_id", "value": "1"}],
                        }
                    ],
                },
            }
        )

    def _assert_state(self, state):
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self.order.return_state, state)

    def test_component_alone_is_no_kit(self):
        self._take_back(2, 0)
        self._assert_state(False)
        self._take_back(0, 1)
        self._assert_state("goods")

    def test_as_many_kits_as_were_refunded(self):
        self._refund(1)
        self._assert_state("money")
        self._take_back(2, 1)
        self._assert_state("both")
        self._take_back(2, 1)
        self._assert_state("partly")
