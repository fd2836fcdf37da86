from odoo import api, fields, models
from odoo.tools import SQL

#: What can be mapped: kind, model, the fields that name it in the store, and the field
#: that tells whether it is filled in. The place in this list is part of a row's number.
SOURCES = (
    ("status", "woo.order.status", ("name", "slug"), "action"),
    ("tax", "woo.tax", ("name", "country_code", "rate"), "tax_id"),
    ("currency", "woo.currency", ("code",), "pricelist_id"),
    ("shipping", "woo.shipping.method", ("title", "method_id"), "carrier_id"),
    ("fee", "woo.fee", ("name",), "product_id"),
    ("coupon", "woo.coupon.product", ("code",), "product_id"),
    ("product", "woo.product", ("name", "sku"), "state"),
    ("payment", "woo.payment.method", ("name", "code"), "journal_id"),
    ("state", "woo.country.state", ("text",), "state_id"),
    ("country", "woo.country", ("code",), "country_id"),
)
#: The last kind is what no mapping stands for, e.g. a setting of the store.
OTHER = len(SOURCES)
#: Numbers of one kind are this far apart.
STEP = 16


class WooToMap(models.Model):
    """The one list of what stores name and Odoo does not know yet, of every kind.

    It has no table: each row is a mapping (a tax rate, a product, a status...), or
    something else that orders wait for. What is filled in here is written to the
    mapping, which lets the orders go on that waited for it.
    """

    _name = "woo.to.map"
    _description = "Something of a WooCommerce Store to Map"
    _auto = False
    _order = "waiting_count desc, kind, name, id"
    _depends = {
        **{
            model: ["backend_id", "company_id", *names, decider]
            for _kind, model, names, decider in SOURCES
        },
        "woo.order.missing": ["order_id", "name", "mapping_model", "mapping_id"],
    }

    kind = fields.Selection(
        [
            ("status", "Status"),
            ("tax", "Tax"),
            ("currency", "Currency"),
            ("shipping", "Shipping"),
            ("fee", "Fee"),
            ("coupon", "Coupon"),
            ("product", "Product"),
            ("payment", "Payment"),
            ("state", "State"),
            ("country", "Country"),
            ("other", "Other"),
        ],
        readonly=True,
    )
    mapping_model = fields.Char(readonly=True)
    mapping_id = fields.Many2oneReference(model_field="mapping_model", readonly=True)
    backend_id = fields.Many2one("woo.backend", string="Store", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    name = fields.Char(string="In the Store", readonly=True)
    is_open = fields.Boolean(
        string="Not Filled In", readonly=True, help="Nobody has said yet what it is."
    )
    is_needed = fields.Boolean(
        readonly=True, help="Orders that name it wait until it is filled in."
    )
    waiting_count = fields.Integer(
        string="Orders Waiting",
        readonly=True,
        help="Orders that are not imported because this is not filled in.",
    )

    @property
    def _table_query(self):
        sources = [self._select_mappings(place) for place in range(len(SOURCES))]
        return SQL(
            """
            SELECT source.*, COALESCE(waiting.count, 0) AS waiting_count
            FROM (%s) AS source
            LEFT JOIN (
                SELECT mapping_model, mapping_id, COUNT(DISTINCT order_id)
                FROM woo_order_missing
                WHERE mapping_id IS NOT NULL
                GROUP BY mapping_model, mapping_id
            ) AS waiting USING (mapping_model, mapping_id)
            UNION ALL %s
            """,
            SQL(" UNION ALL ").join(sources),
            self._select_others(),
        )

    @api.model
    def _select_mappings(self, place):
        kind, model, names, _decider = SOURCES[place]
        source = self.env[model]
        return SQL(
            """
            SELECT id::bigint * %(step)s + %(place)s AS id, %(kind)s AS kind,
                %(model)s AS mapping_model, id AS mapping_id, backend_id, company_id,
                concat_ws(' ', %(names)s) AS name,
                %(is_open)s AS is_open, %(is_needed)s AS is_needed
            FROM %(table)s
            """,
            step=STEP,
            place=place,
            kind=kind,
            model=model,
            names=SQL(", ").join(SQL.identifier(name) for name in names),
            is_open=source._sql_is_open(),
            is_needed=source._mapping_is_needed,
            table=SQL.identifier(source._table),
        )

    @api.model
    def _select_others(self):
        """Return what orders wait for that is not filled in on a mapping."""
        return SQL(
            """
            SELECT MIN(id)::bigint * %(step)s + %(place)s, 'other',
                mapping_model, mapping_id, backend_id, MIN(company_id), name,
                TRUE, TRUE, COUNT(DISTINCT order_id)
            FROM woo_order_missing
            WHERE COALESCE(mapping_model, '') != ALL(%(models)s)
            GROUP BY backend_id, name, mapping_model, mapping_id
            """,
            step=STEP,
            place=OTHER,
            models=[source[1] for source in SOURCES],
        )
