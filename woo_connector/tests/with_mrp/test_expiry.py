from datetime import timedelta

from odoo import fields
from odoo.tests import Form, tagged

from .kit_case import KitCase


@tagged("post_install", "-at_install")
class TestExpiry(KitCase):
    """Lots that may not be taken any more are not offered."""

    def setUp(self):
        super().setUp()
        self.milk = self.create_product(
            "Milk", "woo-milk", tracking="lot", use_expiration_date=True
        )
        self.lots = [self.create_lot("A", 3), self.create_lot("B", 4)]
        self.milk_binding = self.bind(self.milk, 19)
        self.tell_everything()

    def create_lot(self, name, quantity, days=10):
        moment = fields.Datetime.now() + timedelta(days=days)
        lot = self.env["stock.lot"].create(
            {
                "name": name,
                "product_id": self.milk.id,
                "expiration_date": moment,
                "removal_date": moment,
            }
        )
        self.env["stock.quant"]._update_available_quantity(
            self.milk, self.stock, quantity, lot_id=lot
        )
        return lot

    def test_expired_lot_is_not_offered(self):
        self.assertEqual(self.client.stock(19), 7)
        self.create_lot("C", 5, days=-1)
        self.assert_kept(7, self.milk_binding)

    def test_date_edited(self):
        yesterday = fields.Datetime.now() - timedelta(days=1)
        self.lots[0].removal_date = yesterday
        self.assert_told(4, self.milk_binding)
        self.lots[0].removal_date = fields.Datetime.now() + timedelta(days=1)
        self.assert_told(7, self.milk_binding)

    def test_expiration_edited(self):
        with Form(self.lots[0]) as form:
            form.expiration_date = self.lots[0].expiration_date - timedelta(days=20)
        self.assertLess(self.lots[0].removal_date, fields.Datetime.now())
        self.assert_told(4, self.milk_binding)

    def test_reserved_before_it_expired(self):
        order = self.sell(self.milk, 3)
        self.assertEqual(order.picking_ids.move_line_ids.lot_id, self.lots[0])
        self.assert_told(4, self.milk_binding)
        self.lots[0].removal_date = fields.Datetime.now() - timedelta(days=1)
        self.assert_kept(4, self.milk_binding)

    def test_time_passes(self):
        self.env.cr.execute(
            "UPDATE stock_quant SET removal_date = removal_date - interval '20 days'"
            " WHERE lot_id = %s",
            [self.lots[0].id],
        )
        self.env.invalidate_all()
        self.assertFalse(self.outbox())
        self.env["woo.backend"]._cron_note_time()
        self.assert_told(4, self.milk_binding)
        self.env["woo.backend"]._cron_note_time()
        self.assert_kept(4, self.milk_binding)

    def test_expired_component(self):
        bottle = self.create_product("Six")
        self.create_bill(bottle, {self.milk: 2})
        binding = self.bind(bottle, 20)
        self.tell_everything()
        self.assertEqual(self.client.stock(20), 3)
        self.lots[0].removal_date = fields.Datetime.now() - timedelta(days=1)
        self.assert_told(2, binding)
