from odoo import api, fields, models, tools

#: Model of Odoo that an object of the store becomes.
MODELS = {
    "order": "sale.order",
    "line": "sale.order.line",
    "customer": "res.partner",
    "product": "product.product",
}


class WooFieldMapping(models.Model):
    """One field of the store's objects that is kept in a field of Odoo.

    Whatever a plugin adds to orders, lines, customers or products has a place in Odoo
    without a line of code. A mapping is typed: what it can hold is checked when it is
    saved, what the store sends is checked when it comes.
    """

    _name = "woo.field.mapping"
    _description = "WooCommerce Field Mapping"
    _order = "backend_id, object, sequence, id"
    _check_company_auto = True

    backend_id = fields.Many2one(
        "woo.backend", string="Store", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        related="backend_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    object = fields.Selection(
        [
            ("order", "Order"),
            ("line", "Order line"),
            ("customer", "Customer"),
            ("product", "Product"),
        ],
        required=True,
        default="order",
        help="What carries the field in the store. A customer's fields are read from "
        "the order that makes the contact.",
    )
    direction = fields.Selection(
        [("in", "Store to Odoo"), ("out", "Odoo to store")],
        required=True,
        default="in",
        help="Store to Odoo: read whenever the object is imported. Odoo to store: sent "
        "whenever somebody changes the field.",
    )
    source = fields.Selection(
        [("meta", "Meta data"), ("path", "Field of its own")],
        required=True,
        default="meta",
        help="Most plugins keep what they add in the meta data.",
    )
    path = fields.Char(
        string="Name in the Store",
        required=True,
        help="The key of the meta data, e.g. _delivery_date; or the field's path in "
        "the store's answer, e.g. billing.phone or shipping_lines.0.method_title.",
    )
    field_id = fields.Many2one(
        "ir.model.fields",
        string="Field in Odoo",
        required=True,
        ondelete="cascade",
        domain="[('model', '=', model_name), ('readonly', '=', False), '|', "
        "('store', '=', True), ('related', '=like', 'product_tmpl_id.%'), "
        "('ttype', 'not in', "
        "('one2many', 'many2many', 'binary', 'reference', 'json', 'properties', "
        "'properties_definition', 'many2one_reference'))]",
    )
    model_name = fields.Char(compute="_compute_model_name")
    field_name = fields.Char(related="field_id.name")
    field_type = fields.Selection(related="field_id.ttype")
    converter = fields.Selection(
        [
            ("text", "Text"),
            ("number", "Number"),
            ("boolean", "Yes or no"),
            ("date", "Date"),
            ("map", "One word for another"),
            ("record", "Record found by a key"),
        ],
        string="Read As",
        compute="_compute_converter",
        precompute=True,
        store=True,
        readonly=False,
        required=True,
        help="What the store's value is. A value that is something else is left out, "
        "and the order says so.",
    )
    date_pattern = fields.Char(
        string="Date Written As",
        help="E.g. %d/%m/%Y for 31/12/2026. Empty for 2026-12-31 and for the number of "
        "seconds that some plugins write.",
    )
    key_field_id = fields.Many2one(
        "ir.model.fields",
        string="Key",
        ondelete="cascade",
        domain="[('model', '=', relation), ('store', '=', True), "
        "('ttype', 'in', ('char', 'integer'))]",
        help="Field of the record that has the store's value, e.g. its reference.",
    )
    relation = fields.Char(related="field_id.relation")
    value_ids = fields.One2many("woo.field.mapping.value", "mapping_id", copy=True)
    required = fields.Boolean(
        string="Orders Wait Without It",
        help="An order without a usable value waits until the store or this mapping "
        "was put right. Otherwise it comes in with the field as Odoo fills it.",
    )

    _field_unique = models.UniqueIndex(
        "(backend_id, object, field_id) WHERE direction = 'in' AND active",
        "Another mapping of this store fills the same field already.",
    )

    @api.depends("object")
    def _compute_model_name(self):
        for mapping in self:
            mapping.model_name = MODELS.get(mapping.object)

    @api.depends("field_id")
    def _compute_converter(self):
        usual = {
            "integer": "number",
            "float": "number",
            "monetary": "number",
            "boolean": "boolean",
            "date": "date",
            "datetime": "date",
            "selection": "map",
            "many2one": "record",
        }
        for mapping in self:
            mapping.converter = usual.get(mapping.field_id.ttype, "text")

    @api.depends("path", "field_id")
    def _compute_display_name(self):
        for mapping in self:
            field = mapping.field_id.field_description or ""
            mapping.display_name = f"{mapping.path or ''} → {field}"

    @api.onchange("object")
    def _onchange_object(self):
        self.field_id = False

    # === Found without a query when there is none === #

    @api.model
    @tools.ormcache("backend_id")
    def _get_ids(self, backend_id):
        """Return the mappings of a store as ids by (object, direction)."""
        # What is mapped is the same for whoever imports.
        mappings = self.sudo().search([("backend_id", "=", backend_id)])
        groups = mappings.grouped(lambda mapping: (mapping.object, mapping.direction))
        return {key: tuple(group.ids) for key, group in groups.items()}

    @api.model
    def _get_mappings(self, backend, of_object, direction="in"):
        """Return the mappings of a store for one kind of object.

        :param str of_object: ``order``, ``line``, ``customer`` or ``product``
        """
        ids = self._get_ids(backend.id).get((of_object, direction), ())
        return self.sudo().browse(ids)

    @api.model_create_multi
    def create(self, vals_list):
        """Let imports know of the new mappings."""
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        """Let imports know, and let the orders go on that waited for this."""
        self.env.registry.clear_cache()
        result = super().write(vals)
        self._release_orders()
        return result

    def unlink(self):
        """Let the orders go on that waited for what is not wanted any more."""
        self._release_orders()
        self.env.registry.clear_cache()
        return super().unlink()

    def _release_orders(self):
        if self:
            # Whoever may change a mapping need not have rights on every order.
            self.env["woo.order.missing"].sudo()._release(self)
