import logging
from dataclasses import dataclass, field
from functools import partial

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from .loose_link import LooseMany2one, remove_loose

_logger = logging.getLogger(__name__)

NOTED = "woo_connector.stock_moved"


@dataclass
class Noted:
    """What moved in a transaction, before it is committed.

    :param places: what happened, by product and location (ids); empty where only a
        quantity was seen to change
    :param move_ids: ``stock.move`` that will have been made or changed
    """

    places: dict[tuple[int, int], str] = field(default_factory=dict)
    move_ids: set[int] = field(default_factory=set)


class WooStockChange(models.Model):
    """The outbox: "the stock of this product moved", one row per store to be told.

    Rows are only ever inserted in a user's transaction and only ever deleted by the
    store's push job. Nobody updates one and nobody updates a row that others share, so
    two people who move the same product at the same time (REPEATABLE READ) never meet
    here.

    No change is lost, whenever the push job runs. A row is looked at for a push job
    only *after* it is committed. If a job was waiting then, it starts later than that,
    and its snapshot holds the row. If none was waiting, one is made. A job that is
    running meanwhile deletes exactly the rows it read. Should making the job fail, the
    row stays for the cron.
    """

    _name = "woo.stock.change"
    _description = "WooCommerce Stock Change"
    _order = "id"
    _rec_name = "product_id"
    # Rows come in by one INSERT per transaction, and live for seconds.
    _log_access = False

    backend_id = LooseMany2one(
        "woo.backend",
        string="Store",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    product_id = LooseMany2one(
        "product.product", required=True, readonly=True, ondelete="cascade"
    )
    resend = fields.Boolean(
        readonly=True,
        help="Send the number even when it equals the last one: the store has counted "
        "on its own since, or somebody asks for it.",
    )
    cause = fields.Char(readonly=True, help="What happened, e.g. a transfer.")
    priority = fields.Integer(
        readonly=True,
        default=0,
        aggregator=None,
        help="What happened (0) is sent before what is only sent once more (1).",
    )
    noted_at = fields.Datetime(readonly=True)

    _by_store = models.Index("(backend_id, priority, id)")

    # === What moved in this transaction === #

    @api.model
    def _note_place(self, product_id, location_id, cause=""):
        """Remember, until this transaction is about to commit, where something moved.

        Costs the user an entry in a dictionary and one statement per commit.

        :param int product_id: id of ``product.product``
        :param int location_id: id of ``stock.location``
        :param str cause: what happened; empty where only a quantity was seen to change
        """
        places = self._get_noted().places
        if cause or (product_id, location_id) not in places:
            places[product_id, location_id] = cause

    @api.model
    def _note_moves(self, move_ids):
        """Remember moves, which are read when this transaction is about to commit.

        :param move_ids: ids of ``stock.move``, not of such as are about to be deleted
        """
        if move_ids:
            self._get_noted().move_ids.update(move_ids)

    @api.model
    def _get_noted(self):
        precommit = self.env.cr.precommit
        noted = precommit.data.get(NOTED)
        if noted is None:
            noted = precommit.data[NOTED] = Noted()
            precommit.add(self._insert_moved)
        return noted

    @api.model
    def _insert_moved(self):
        """Write what moved into the outbox of every store that shows it (precommit).

        And what contains it: kits and combos have no stock of their own.
        """
        # Popped, because what moves in a later precommit hook has to be noted anew.
        noted = self.env.cr.precommit.data.pop(NOTED, None) or Noted()
        if not (noted.places or noted.move_ids):
            return
        self._insert_rows(self._query_shown(self._query_moved(noted)))

    @api.model
    def _query_shown(self, moved):
        """Return the query of what has to be told, to each store that shows it.

        :param SQL moved: a query of product id, location id and cause
        """
        stores = self.env["woo.backend"]._fields["warehouse_ids"]
        return SQL(
            """
            WITH RECURSIVE containing AS (
                SELECT moved.product_id AS whole, place.warehouse_id, moved.cause
                  FROM (%(moved)s) AS moved (product_id, location_id, cause)
                  JOIN stock_location place ON place.id = moved.location_id
                 WHERE place.warehouse_id IS NOT NULL
                 UNION
                SELECT found.whole, containing.warehouse_id, containing.cause
                  FROM containing CROSS JOIN LATERAL (%(wholes)s) AS found
            )
            SELECT binding.backend_id, binding.product_id, FALSE, 0,
                   max(containing.cause)
              FROM containing
              JOIN woo_product binding ON binding.product_id = containing.whole
              JOIN woo_backend store ON store.id = binding.backend_id
              JOIN %(relation)s served
                   ON served.%(store)s = store.id
                      AND served.%(warehouse)s = containing.warehouse_id
             WHERE store.active AND store.push_stock AND store.state <> 'draft'
               AND binding.deleted_in_store IS NOT TRUE
             GROUP BY binding.backend_id, binding.product_id
            """,
            moved=moved,
            wholes=self.env["woo.stock.recipe"]._query_wholes(),
            relation=SQL.identifier(stores.relation),
            store=SQL.identifier(stores.column1),
            warehouse=SQL.identifier(stores.column2),
        )

    @api.model
    def _query_moved(self, noted):
        """Return the query of product, location and cause of all that was noted.

        :param Noted noted: not empty
        """
        queries = []
        if noted.places:
            product_ids, location_ids = map(list, zip(*noted.places, strict=True))
            queries.append(
                SQL(
                    "SELECT * FROM unnest(%s::int[], %s::int[], %s::varchar[])",
                    product_ids,
                    location_ids,
                    list(noted.places.values()),
                )
            )
        if noted.move_ids:
            self.env["stock.move"].flush_model()
            queries.append(
                SQL(
                    """
                    SELECT move.product_id, one_end.location_id, move.reference
                      FROM stock_move move
                     CROSS JOIN LATERAL (VALUES
                           (move.location_id),
                           (COALESCE(move.location_final_id, move.location_dest_id))
                           ) AS one_end (location_id)
                     WHERE move.id = ANY(%s)
                    """,
                    list(noted.move_ids),
                )
            )
        return SQL(" UNION ALL ").join(queries)

    # === What has to be sent without having moved === #

    @api.model
    def _note_bindings(self, bindings, *, resend=False, cause="", priority=0):
        """Put the products of some bindings into the outbox of their stores.

        :param bindings: ``woo.product``; those that are not sent are left out
        :param bool resend: send the numbers even when they are the same as last time
        :param str cause: what happened, for people
        :param int priority: 1 for what may wait until everything else is sent
        """
        if bindings:
            chosen = SQL("binding.id IN %s", bindings._ids)
            self._note_chosen(chosen, resend, cause, priority)

    @api.model
    def _note_stores(self, backends, *, resend=False, cause=""):
        """Put all bound products of some stores into the outbox, to be sent last.

        By one statement that names no product: a store may have very many.

        :param backends: ``woo.backend``
        """
        if backends:
            chosen = SQL("store.id IN %s", backends._ids)
            self._note_chosen(chosen, resend, cause, priority=1)

    @api.model
    def _note_chosen(self, chosen, resend, cause, priority):
        self.env["woo.product"].flush_model()
        self.env["woo.backend"].flush_model()
        self._insert_rows(
            SQL(
                """
                SELECT binding.backend_id, binding.product_id, %s, %s, %s
                  FROM woo_product binding
                  JOIN woo_backend store ON store.id = binding.backend_id
                 WHERE %s AND binding.product_id IS NOT NULL
                   AND store.active AND store.push_stock AND store.state <> 'draft'
                   AND binding.deleted_in_store IS NOT TRUE
                 GROUP BY binding.backend_id, binding.product_id
                 -- In this order they leave: variations share requests by parent.
                 ORDER BY min(binding.parent_woo_id), min(binding.woo_id)
                """,
                resend,
                priority,
                cause or None,
                chosen,
            )
        )

    @api.model
    def _insert_rows(self, selection):
        """Insert rows and see to it that they are pushed once they are committed.

        :param SQL selection: a query of store id, product id, resend, priority, cause
        """
        rows = self.env.execute_query(
            SQL(
                """
                WITH inserted AS (
                    INSERT INTO woo_stock_change (backend_id, product_id, resend,
                                                  priority, cause, noted_at)
                    SELECT chosen.*, now() AT TIME ZONE 'UTC' FROM (%s) AS chosen
                    RETURNING backend_id
                )
                SELECT DISTINCT backend_id FROM inserted
                """,
                selection,
            )
        )
        self._push_after_commit({backend_id for [backend_id] in rows})

    # === Afterwards === #

    @api.model
    def _push_after_commit(self, backend_ids):
        postcommit = self.env.cr.postcommit
        waiting = postcommit.data.setdefault("woo_connector.push_stock", set())
        for backend_id in backend_ids - waiting:
            waiting.add(backend_id)
            postcommit.add(partial(self._ensure_push, backend_id))

    @api.model
    def _ensure_push(self, backend_id):
        """Enqueue the store's push job unless one is waiting; never fails.

        In a transaction of its own: the one of the caller is over.
        """
        try:
            with self.env.registry.cursor() as cr:
                # OdooBot: the number sent is the company's, not what one user may see.
                env = api.Environment(cr, SUPERUSER_ID, {})
                backend = env["woo.backend"].browse(backend_id)
                # Without the many settings that are read along else.
                backend.fetch(
                    ["company_id", "state", "stock_interval", "degraded_mode"]
                )
                # A store that needs attention, or wants its stock at fixed times, is
                # served by the cron, not by each change.
                if backend.state == "connected" and not backend.stock_interval:
                    backend._enqueue_push_stock()
        except psycopg2.Error as error:
            # What the user did is committed and must not look failed.
            _logger.warning(
                "Store %s: no stock push now, the cron will make one: %s",
                backend_id,
                error,
            )

    @api.autovacuum
    def _gc_loose(self):
        """Remove what is left of stores and products that were deleted."""
        remove_loose(self)
