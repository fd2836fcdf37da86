from dataclasses import asdict

from odoo import api, fields, models
from odoo.tools import SQL

from ..woo.circuit import Circuit


class WooBackendCircuit(models.Model):
    """What is known of a store's silence: one row per store, see ``woo/circuit.py``.

    A row of its own, and written in transactions of their own that last milliseconds:
    neither a user's transaction nor a job's ever waits for it or fails because of it.
    Read and written in SQL, because what the cache of a job holds may be old.
    """

    _name = "woo.backend.circuit"
    _description = "Silence of a WooCommerce Store"
    _rec_name = "backend_id"
    _log_access = False

    backend_id = fields.Many2one(
        "woo.backend", string="Store", required=True, readonly=True, ondelete="cascade"
    )
    failures = fields.Integer(required=True, readonly=True, default=0)
    failing_since = fields.Datetime(readonly=True)
    next_try_at = fields.Datetime(readonly=True)
    pause = fields.Integer(required=True, readonly=True, default=0)
    answered_at = fields.Datetime(readonly=True)
    last_error = fields.Char(readonly=True)
    last_error_at = fields.Datetime(readonly=True)

    _backend_unique = models.UniqueIndex("(backend_id)")

    @api.model
    def _get_circuit(self, backend_id, *, lock=False):
        """Return the circuit of a store.

        :param bool lock: for whoever is about to change it
        :return: ``None`` when there is no row, or somebody else has locked it
        :rtype: Circuit | None
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT failures, failing_since, next_try_at, pause, answered_at
                  FROM woo_backend_circuit WHERE backend_id = %s %s
                """,
                backend_id,
                SQL("FOR NO KEY UPDATE SKIP LOCKED" if lock else ""),
            )
        )
        return Circuit(*rows[0]) if rows else None

    @api.model
    def _change_circuit(self, backend_id, change, *, create):
        """Change the circuit of a store, unless somebody else is doing so.

        :param change: takes the ``Circuit`` as it is, returns it as it shall be
        :param bool create: make the row when it is not there
        :return: as it was, and as it is; ``None`` when nothing was changed
        :rtype: tuple[Circuit, Circuit] | None
        """
        if create:
            self._create_circuit(backend_id)
        before = self._get_circuit(backend_id, lock=True)
        after = before and change(before)
        if after is None or after == before:
            return None
        self._update_circuit(backend_id, asdict(after))
        return before, after

    @api.model
    def _note_error(self, backend_id, message):
        """Keep the last thing a store did wrong, for a person who looks.

        :param message: plain sentence, free of secrets and personal data; ``None``
            takes it back
        """
        if message:
            self._create_circuit(backend_id)
        if self._get_circuit(backend_id, lock=True):
            moment = fields.Datetime.now() if message else None
            values = {"last_error": message, "last_error_at": moment}
            self._update_circuit(backend_id, values)

    @api.model
    def _update_circuit(self, backend_id, values):
        assignments = [
            SQL("%s = %s", SQL.identifier(name), value)
            for name, value in values.items()
        ]
        self.env.cr.execute(
            SQL(
                "UPDATE woo_backend_circuit SET %s WHERE backend_id = %s",
                SQL(", ").join(assignments),
                backend_id,
            ),
            log_exceptions=False,
        )
        self.invalidate_model()

    @api.model
    def _create_circuit(self, backend_id):
        """Create the row of a store, if there is such a store and no such row."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO woo_backend_circuit (backend_id, failures, pause)
                SELECT id, 0, 0 FROM woo_backend WHERE id = %s
                    ON CONFLICT DO NOTHING
                """,
                backend_id,
            ),
            log_exceptions=False,
        )
