"""What the tests of amounts share: orders put together line by line."""

from decimal import Decimal

from .order_case import OrderCase, recorded_orders


class AmountsCase(OrderCase):
    """A store whose orders are put together line by line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second_tax = cls._create_tax("5 %", 5, "tax_excluded")
        cls._map_tax(2, cls.second_tax)
        cls.product = cls.env["product.product"].create(
            {"name": "Mug", "is_storable": True, "invoice_policy": "order"}
        )
        cls.env["woo.product"].create(
            {
                "backend_id": cls.backend.id,
                "woo_id": 16,
                "sku": "mug",
                "product_id": cls.product.id,
            }
        )

    def _activate(self, code):
        """Activate a currency, with a rate and a pricelist."""
        currency = self.env.ref(f"base.{code}")
        currency.active = True
        self.env["res.currency.rate"].create(
            {
                "currency_id": currency.id,
                "name": "2020-01-01",
                "rate": {"JPY": 150.0, "KWD": 0.3}.get(code, 0.9),
                "company_id": self.company.id,
            }
        )
        self.env["product.pricelist"].create({"name": code, "currency_id": currency.id})
        return currency

    def _line(self, number, quantity, net, *taxes, **changes):
        """Return a product line; ``taxes`` are pairs of rate and amount."""
        return {
            "id": number,
            "name": "Mug",
            "product_id": 16,
            "variation_id": 0,
            "sku": "mug",
            "quantity": quantity,
            **self._charged(net, taxes),
            **changes,
        }

    def _fee(self, number, net, *taxes):
        """Return a fee line."""
        return {"id": number, "name": "Fee", **self._charged(net, taxes)}

    def _charged(self, net, taxes):
        return {
            "total": net,
            "subtotal": net,
            "total_tax": str(sum(Decimal(amount) for _rate, amount in taxes)),
            "taxes": [
                {"id": rate, "total": amount, "subtotal": amount}
                for rate, amount in taxes
            ],
        }

    def _payload(self, *lines, fees=(), currency="USD", **changes):
        """Return a paid order of these lines, whose totals are their sums."""
        charged = [*lines, *fees]
        net = sum(Decimal(line["total"]) for line in charged)
        tax = sum(Decimal(line["total_tax"]) for line in charged)
        return {
            **recorded_orders()["order_full"],
            "currency": currency,
            "line_items": list(lines),
            "fee_lines": list(fees),
            "shipping_lines": [],
            "coupon_lines": [],
            "tax_lines": [],
            "total": str(net + tax),
            "total_tax": str(tax),
            **changes,
        }

    def _assert_equals_store(self, document, payload):
        """Compare totals of a sale order or an invoice with the store's."""
        total, tax = float(payload["total"]), float(payload["total_tax"])
        self.assertAlmostEqual(document.amount_total, total, 6)
        self.assertAlmostEqual(document.amount_tax, tax, 6)
        self.assertAlmostEqual(document.amount_untaxed, total - tax, 6)
        self.assertEqual(document.currency_id.name, payload["currency"])

    def _invoice(self, sale_order, final=False):
        invoice = sale_order._create_invoices(final=final)
        invoice.action_post()
        return invoice

    def _invoice_pieces(self, sale_order, *pieces):
        """Invoice the lines' pieces as if they had just been delivered, and post.

        :param pieces: how many are delivered of each line by now
        """
        lines = sale_order.order_line
        lines.product_id.invoice_policy = "delivery"
        lines.qty_delivered_method = "manual"
        for line, delivered in zip(lines, pieces, strict=True):
            line.qty_delivered = delivered
        return self._invoice(sale_order, final=True)

    def _tax_amounts(self, documents):
        """Return the tax of posted invoices, less credit notes, by tax."""
        amounts = {}
        for line in documents.line_ids.filtered("tax_line_id"):
            tax = line.tax_line_id
            amounts[tax] = round(amounts.get(tax, 0) - line.amount_currency, 6)
        return amounts
