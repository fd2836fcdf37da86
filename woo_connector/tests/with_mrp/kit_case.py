from unittest import SkipTest

from odoo.fields import Command

from ..stock_events_case import StockEventsCase


class KitCase(StockEventsCase):
    """A kit of 2 beanies and a cap, beside the addons ``mrp`` and ``product_expiry``.

    There are 10 beanies and 4 caps.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("mrp", "product_expiry"):
            module = cls.env["ir.module.module"].search([("name", "=", name)])
            if module.state != "installed":
                raise SkipTest(f"The addon {name} is not installed.")
        cls.put_in_stock(cls.cap, 4)
        cls.cap_binding = cls.bind(cls.cap, 17)
        cls.kit = cls.create_product("Kit", "woo-kit")
        cls.bill = cls.create_bill(cls.kit, {cls.beanie: 2, cls.cap: 1})
        cls.kit_binding = cls.bind(cls.kit, 18)

    @classmethod
    def create_bill(cls, product, components, **values):
        """Return a bill of materials; of a kit unless ``type`` says otherwise."""
        return cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": one.id, "product_qty": quantity})
                    for one, quantity in components.items()
                ],
                **values,
            }
        )

    def assert_all_told(self, **quantities):
        """The store was told just these numbers, of ``beanie``, ``cap`` and ``kit``."""
        numbers = {"beanie": 16, "cap": 17, "kit": 18}
        self.push()
        self.assertEqual(
            self.client.sent(), {numbers[one]: quantities[one] for one in quantities}
        )
        self.client.requests.clear()
