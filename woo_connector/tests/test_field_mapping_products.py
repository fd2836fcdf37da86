from odoo.tests import tagged

from .test_field_mapping import FieldMappingCase

BEANIE = {
    "id": 16,
    "parent_id": 0,
    "type": "simple",
    "status": "publish",
    "name": "Beanie",
    "sku": "woo-beanie",
    "price": "20",
    "regular_price": "20",
    "manage_stock": True,
    "virtual": False,
    "weight": "",
    "attributes": [],
}


@tagged("post_install", "-at_install")
class TestFieldMappingProducts(FieldMappingCase):
    """Mapped fields of products come with the catalogue."""

    def setUp(self):
        super().setUp()
        self.binding = self.env["woo.product"].search([("woo_id", "=", 16)])
        self.product = self.binding.product_id
        self._map("_origin", "description_sale", "product.product", object="product")

    def _read(self, **meta):
        entries = [{"key": key, "value": value} for key, value in meta.items()]
        payload = {**BEANIE, "meta_data": entries}
        self.client.answers["GET products/16"] = payload
        self.env["woo.product"]._import(self.backend, [16])

    def test_value_reaches_the_bound_product(self):
        self._read(_origin="Made in Iceland")
        self.assertEqual(self.product.description_sale, "Made in Iceland")
        [(_path, asked)] = self.client.asked("GET")
        self.assertIn("meta_data", asked["_fields"].split(","))

    def test_without_mappings_no_more_is_asked(self):
        self.env["woo.field.mapping"].search([]).unlink()
        self._read(_origin="x")
        [(_path, asked)] = self.client.asked("GET")
        self.assertNotIn("meta_data", asked["_fields"])
        self.assertFalse(self.product.description_sale)

    def test_value_follows_until_somebody_changes_it(self):
        self._read(_origin="A")
        self._read(_origin="B")
        self.assertEqual(self.product.description_sale, "B")
        self.product.description_sale = "Mine"
        for value in ("C", "D"):
            self._read(_origin=value)
            self.assertEqual(self.product.description_sale, "Mine")

    def test_product_that_is_bound_later(self):
        self.binding.product_id = False
        self._read(_origin="A")
        other = self.env["product.product"].create({"name": "Other"})
        self.binding.product_id = other
        self.assertEqual(other.description_sale, "A")
        self.assertFalse(self.product.description_sale)

    def test_product_that_is_created(self):
        self.binding.product_id = False
        self._read(_origin="A")
        self.binding.action_create_missing()
        self.assertEqual(self.binding.product_id.description_sale, "A")

    def test_value_that_odoo_refuses_keeps_no_product_out(self):
        """E.g. a barcode that another product has already."""
        self._map("_ean", "barcode", "product.product", object="product")
        other = self.env["product.product"].create({"name": "Other", "barcode": "401"})
        for _time in range(2):
            self._read(_origin="A", _ean="401")
        self.assertEqual(self.product.description_sale, "A")
        self.assertFalse(self.product.barcode)
        [note] = self.product.message_ids.filtered(lambda one: "401" in one.body)
        self.assertIn("Barcode", note.body)
        self._read(_origin="A", _ean="402")
        self.assertEqual(self.product.barcode, "402")
        self.assertEqual(other.barcode, "401")

    def test_product_is_created_without_what_odoo_refuses(self):
        self._map("_ean", "barcode", "product.product", object="product")
        self.env["product.product"].create({"name": "Other", "barcode": "401"})
        self.binding.product_id = False
        self._read(_origin="A", _ean="401")
        self.binding.action_create_missing()
        created = self.binding.product_id
        self.assertEqual((created.description_sale, created.barcode), ("A", False))

    def test_unreadable_value_keeps_no_product_out(self):
        self._map("_volume", "volume", "product.product", object="product")
        self._read(_origin="A", _volume="much")
        self.assertEqual(self.product.description_sale, "A")
        self.assertEqual(self.product.volume, 0)

    def test_announcement_brings_news_where_a_mapped_value_changed(self):
        self._read(_origin="A")
        said = {**BEANIE, "meta_data": [{"key": "_origin", "value": "A"}]}
        model = self.env["woo.product"]
        self.assertEqual(model._find_known(self.backend, [said]), {16})
        said["meta_data"] = [{"key": "_origin", "value": "B"}]
        self.assertEqual(model._find_known(self.backend, [said]), set())
        said["meta_data"] = []
        self.assertEqual(model._find_known(self.backend, [said]), set())
