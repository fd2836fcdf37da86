from odoo.fields import Command
from odoo.tests import Form

from .stock_common import StockCase

#: No text message and no question about a backorder when a transfer is validated.
SILENT = {"skip_sms": True, "skip_backorder": True}


class StockEventsCase(StockCase):
    """A product of which 10 pieces are there, and the store has been told so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.stock = cls.warehouse.lot_stock_id
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.put_in_stock(cls.beanie, 10)
        cls.binding = cls.bind(cls.beanie, 16)

    def setUp(self):
        super().setUp()
        self.tell_everything()

    def tell_everything(self):
        """Have the store told everything, so that only what happens next is sent."""
        self.env["woo.stock.change"]._note_bindings(self.backend.product_ids)
        self.push()
        self.client.requests.clear()

    # === What must follow from an event === #

    def offered(self, product=None):
        product = product or self.beanie
        return self.backend._get_available(product.ids)[product.id]

    def assert_told(self, quantity, binding=None):
        """The event left a row, the number follows from it, and the store has it."""
        binding = binding or self.binding
        self.assertIn(binding.product_id, self.outbox().product_id)
        self.assertEqual(self.offered(binding.product_id), quantity)
        self.push()
        self.assertEqual(self.client.sent().get(binding.woo_id), quantity)
        self.client.requests.clear()

    def assert_kept(self, quantity, binding=None):
        """The number is still this one, and the store is not told again."""
        binding = binding or self.binding
        self.assertEqual(self.offered(binding.product_id), quantity)
        self.push()
        self.assertFalse(self.client.sent())

    # === Events === #

    @classmethod
    def transfer(cls, quantity, source, target, product=None, picking_type=None):
        """Return a confirmed transfer of one product."""
        ends = {"location_id": source.id, "location_dest_id": target.id}
        move = {
            "product_id": (product or cls.beanie).id,
            "product_uom_qty": quantity,
            **ends,
        }
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": (picking_type or cls.warehouse.int_type_id).id,
                **ends,
                "move_ids": [Command.create(move)],
            }
        )
        picking.action_confirm()
        return picking

    @classmethod
    def receive(cls, quantity, product=None):
        """Return a confirmed receipt, brought in as the warehouse wants it."""
        receipts = cls.warehouse.in_type_id
        target = receipts.default_location_dest_id
        return cls.transfer(quantity, cls.suppliers, target, product, receipts)

    @classmethod
    def done(cls, picking, quantity=None, **context):
        """Do a transfer, or a part of it, of which the rest becomes a backorder."""
        picking.action_assign()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        picking.with_context(**SILENT, **context).button_validate()
        assert picking.state == "done"

    def give_back(self, picking, quantity):
        """Return the transfer by which pieces of a delivery come back."""
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = quantity
        action = wizard.action_create_returns()
        return self.env["stock.picking"].browse(action["res_id"])

    def count(self, quantity, product=None):
        """Write down what is there, as somebody who takes stock does."""
        quant = (
            self.env["stock.quant"]
            .with_context(inventory_mode=True)
            .create(
                {
                    "product_id": (product or self.beanie).id,
                    "location_id": self.stock.id,
                    "inventory_quantity": quantity,
                }
            )
        )
        quant.action_apply_inventory()

    def quote(self, quantity, product=None):
        """Return an order that nobody has confirmed."""
        order = Form(self.env["sale.order"])
        order.partner_id = self.customer
        with order.order_line.new() as line:
            line.product_id = product or self.beanie
            line.product_uom_qty = quantity
        return order.save()

    def create_rule(self, **values):
        """Have a rule hold, which the store is told at once."""
        rule = self.env["woo.stock.rule"].create(
            {"backend_id": self.backend.id, **values}
        )
        self.tell_everything()
        return rule
