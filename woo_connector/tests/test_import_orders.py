from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import WooCase


@tagged("post_install", "-at_install")
class TestImportOrders(WooCase):
    def ask(self, numbers):
        """Ask for orders as an ordinary user; return the inbox rows it made."""
        form = Form(
            self.env["woo.import.orders"]
            .with_user(self.woo_user)
            .with_context(default_backend_id=self.backend.id)
        )
        form.numbers = numbers
        form.save().action_import()
        return self.env["woo.event"].search(
            [("backend_id", "=", self.backend.id)], order="id"
        )

    def test_numbers_become_events(self):
        events = self.ask(" 12, #15;20-22  12")
        self.assertEqual(events.mapped("woo_id"), [12, 15, 20, 21, 22])
        self.assertEqual(set(events.mapped("source")), {"manual"})
        self.assertEqual(set(events.mapped("resource")), {"order"})
        self.assertEqual(set(events.mapped("state")), {"pending"})

    def test_the_same_order_may_be_asked_for_again(self):
        self.ask("12")
        self.assertEqual(len(self.ask("12")), 2)

    def test_nonsense_is_refused(self):
        for numbers in (
            "abc",
            "12a",
            "0",
            "9-3",
            "1-5000",
            "12.5",
            "-4",
            "1-999 2000-2999",
        ):
            with self.assertRaises(UserError):
                self.ask(numbers)
        self.assertFalse(
            self.env["woo.event"].search_count([("backend_id", "=", self.backend.id)])
        )
