import logging
from contextlib import suppress

from psycopg2.errors import SerializationFailure

from odoo import SUPERUSER_ID, api, fields, models
from odoo.tools import SQL

from odoo.addons.queue_job.exception import RetryableJobError
from odoo.addons.queue_job.job import PENDING

from ..woo.circuit import Circuit
from ..woo.errors import MisconfiguredError, TemporaryError

_logger = logging.getLogger(__name__)

#: How often a change of a circuit is begun anew when another one came between.
TRIES = 3


class WooBackend(models.Model):
    """The circuit breaker: a store that does not answer is left alone for a while.

    Every conversation with a store leads through :meth:`_client`, which tells how it
    ended (``_note_unanswered``, ``_note_answered``, ``_note_broken``). Every job leads
    through ``job_errors``, which asks first (:meth:`_check_silence`). So jobs wait
    without touching the network, while what a person presses still goes out. One small
    job asks the store whether it is back; its answer lets all others go on.
    """

    _inherit = "woo.backend"

    is_silent = fields.Boolean(
        compute="_compute_silence",
        help="The store does not answer: jobs wait until it does.",
    )
    silent_since = fields.Datetime(compute="_compute_silence")
    next_try_at = fields.Datetime(string="Next Try", compute="_compute_silence")
    failure_count = fields.Integer(string="Failures", compute="_compute_silence")

    def _compute_silence(self):
        circuits = self.env["woo.backend.circuit"].search(
            [("backend_id", "in", self.ids)]
        )
        by_backend = {circuit.backend_id: circuit for circuit in circuits}
        for backend in self:
            circuit = by_backend.get(backend, circuits.browse())
            is_silent = bool(circuit.next_try_at)
            backend.is_silent = is_silent
            backend.silent_since = is_silent and circuit.failing_since
            backend.next_try_at = circuit.next_try_at
            backend.failure_count = circuit.failures if is_silent else 0

    def write(self, vals):
        """Forget the silence of a store that is spoken to in another way from now on.

        Connected, disconnected, archived: what was known says nothing any more.
        """
        result = super().write(vals)
        if {"state", "active", "address"} & vals.keys():
            for backend in self:
                self.env.cr.postcommit.add(backend._note_answered)
        return result

    # === What jobs ask === #

    def _check_silence(self):
        """Let a job go on unless the store is being left alone.

        :raise RetryableJobError: when it is; the try is not counted
        """
        seconds = self._get_circuit().seconds_to_wait(fields.Datetime.now())
        if seconds:
            raise RetryableJobError(
                self._waiting_words(), seconds=seconds, ignore_retry=True
            )

    def _postponed(self, error):
        """Return what to raise in a job whose store has just failed.

        :param TemporaryError error: the failure
        :rtype: RetryableJobError
        """
        if error.retry_after:
            seconds = int(error.retry_after) + 1
        else:
            # Nothing while the circuit is closed: the job has pauses of its own.
            now = fields.Datetime.now()
            seconds = self._get_circuit().seconds_to_wait(now) or None
        return RetryableJobError(self._waiting_words(error), seconds=seconds)

    def _waiting_words(self, why="waits until it does"):
        """Return what a job's record says while it waits for this store."""
        return f"Store {self.id} does not answer: {why}"

    def _get_circuit(self):
        """Return the circuit as it is now; a job's own snapshot may be older."""
        self.ensure_one()
        with self.env.registry.cursor() as cr:
            circuits = self.env(cr=cr)["woo.backend.circuit"]
            return circuits._get_circuit(self.id) or Circuit()

    # === What the store did === #

    def _note_unanswered(self, retry_after=None):
        """Count a failure; when there were enough, leave the store alone for a while.

        :param float retry_after: seconds the store asked for
        """

        def note(backend):
            now = fields.Datetime.now()
            changed = backend._change_circuit(
                lambda circuit: circuit.failed(now, retry_after), create=True
            )
            if changed and changed[1].is_open:
                backend._enqueue_trial(changed[1].next_try_at)
                _logger.info(
                    "Store %s does not answer: %s failures, tried again at %s",
                    backend.id,
                    changed[1].failures,
                    changed[1].next_try_at,
                )

        self._in_moment(note)

    def _note_answered(self):
        """End the silence of the store, and let go on what waited for its end."""

        def note(backend):
            now = fields.Datetime.now()
            changed = backend._change_circuit(lambda circuit: circuit.answered(now))
            if changed and changed[0].down_since:
                _logger.info("Store %s answers again", backend.id)
                backend._wake_jobs()
                if backend._is_usable() and backend.import_orders:
                    # Its webhooks may have been as silent as the store.
                    backend._enqueue_poll()

        self._in_moment(note)

    def _note_broken(self):
        """Remember since when the store waits for a person; jobs do not wait for it."""

        def note(backend):
            now = fields.Datetime.now()
            changed = backend._change_circuit(
                lambda circuit: circuit.broken(now), create=True
            )
            if changed and changed[0].is_open:
                backend._wake_jobs()

        self._in_moment(note)

    def _in_moment(self, note):
        """Do something in a transaction that is committed at once, as OdooBot.

        The transaction of a failing job is rolled back, what was noted shall stay.

        :param note: takes the store; begun anew when another transaction was quicker
        """
        self.ensure_one()
        for _attempt in range(TRIES):
            with suppress(SerializationFailure), self.env.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                note(env[self._name].browse(self.id))
                return

    def _change_circuit(self, change, *, create=False):
        circuits = self.env["woo.backend.circuit"]
        return circuits._change_circuit(self.id, change, create=create)

    # === The trial === #

    def _enqueue_trial(self, moment):
        """Enqueue the job that asks whether the store is back, unless it is waiting."""
        self.ensure_one()
        self._for_job().with_delay(
            identity_key=f"woo-trial-{self.id}",
            description=f"Ask whether store {self.id} is back",
            eta=moment,
            # Everything else of the store waits for it.
            priority=0,
            max_retries=0,
        )._try_silent()

    def _try_silent(self):
        """Ask the store whether it is back (job).

        It never tries again by itself: its failure has the next one enqueued.

        :return: what came of it, for the job's record
        :rtype: str
        :raise RetryableJobError: the store has asked for a longer pause meanwhile
        """
        self.ensure_one()
        circuit = self._get_circuit()
        if not circuit.is_open:
            return "It answers."
        if seconds := circuit.seconds_to_trial(fields.Datetime.now()):
            raise RetryableJobError(
                self._waiting_words(), seconds=seconds, ignore_retry=True
            )
        try:
            with self._client() as client:
                client.get("products", per_page=1, _fields="id")
        except (TemporaryError, MisconfiguredError) as error:
            is_misconfigured = isinstance(error, MisconfiguredError)
            self._note_error(str(error), is_misconfigured=is_misconfigured)
            return str(error)
        self._note_success()
        return "It answers again."

    def action_try_now(self):
        """Ask the store now whether it is back, in the background."""
        self.check_access("read")
        for backend in self:
            backend._in_moment(lambda store: store._hurry_trial())
        return self._notify_started(
            self.env._("The store is being asked whether it is back.")
        )

    def _note_heard(self):
        """Ask a silent store whether it is back, because it has told something."""

        def note(backend):
            now = fields.Datetime.now()
            if backend._change_circuit(lambda circuit: circuit.heard(now)):
                backend._begin_trial(now)

        if self._get_circuit().is_open:
            self._in_moment(note)

    def _hurry_trial(self):
        now = fields.Datetime.now()
        self._change_circuit(lambda circuit: circuit.hurried(now))
        self._begin_trial(now)

    def _begin_trial(self, now):
        """Enqueue the trial, or let the one that waits begin."""
        self._enqueue_trial(now)
        self._set_eta(SQL("identity_key = %s", f"woo-trial-{self.id}"))

    # === Jobs that wait === #

    def _wake_jobs(self):
        """Let go on at once what waits for these stores."""
        for backend in self:
            prefix = backend._waiting_words("")
            self._set_eta(SQL("starts_with(result, %s)", prefix))

    @api.model
    def _set_eta(self, condition):
        """Let jobs that wait for a moment begin now.

        :param SQL condition: which of the connector's
        """
        query = SQL(
            """
            UPDATE queue_job SET eta = NULL
             WHERE id IN (SELECT id FROM queue_job
                           WHERE state = %s AND eta > now() AT TIME ZONE 'UTC'
                             AND channel LIKE 'root.woo%%' AND %s
                             FOR NO KEY UPDATE SKIP LOCKED)
            """,
            PENDING,
            condition,
        )
        self.env["queue.job"].flush_model()
        self.env.cr.execute(query, log_exceptions=False)
        self.env["queue.job"].invalidate_model(["eta"])

    @api.model
    def _cron_look_after_silent(self):
        """Repair what a crash may have left: no trial, or jobs that nobody woke."""
        stores = self.search([("state", "!=", "draft")])
        for backend in stores:
            circuit = self.env["woo.backend.circuit"]._get_circuit(backend.id)
            if circuit and circuit.is_open:
                backend._enqueue_trial(circuit.next_try_at)
            else:
                backend._in_moment(lambda store: store._wake_jobs())
