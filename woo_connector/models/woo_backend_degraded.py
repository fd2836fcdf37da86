from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

#: What a policy does when its time has come.
MODE_OF_POLICY = {"buffer": "buffer", "freeze": "frozen"}


class WooBackend(models.Model):
    """Degraded mode: what a store is told while its sales cannot be relied upon.

    While the connection is down the store may sell what Odoo sells, too. So a part of
    every product's stock can be held back, or nothing be sent at all, until the orders
    placed meanwhile were looked for. What began by itself ends by itself; what a person
    began, a person ends.
    """

    _inherit = "woo.backend"

    degraded_policy = fields.Selection(
        [
            ("none", "Go on as usual"),
            ("buffer", "Hold a buffer"),
            ("freeze", "Freeze the stock"),
        ],
        string="When the Store Is Down",
        default="none",
        required=True,
        help="Begins when the store has not answered for the time below. It ends when "
        "the store answers again and the orders placed meanwhile were looked for.",
    )
    degraded_after = fields.Integer(
        string="Begins After (minutes)",
        default=15,
        help="How long the store may be down before that begins.",
    )
    degraded_buffer = fields.Integer(
        string="Buffer (pieces)",
        default=1,
        help="Held back of every product, in addition to its safety stock, while the "
        "store is in the mode Buffer.",
    )
    degraded_buffer_percent = fields.Float(
        string="Buffer (percent)",
        help="Held back of every product, in addition to the pieces.",
    )
    degraded_mode = fields.Selection(
        [("normal", "Normal"), ("buffer", "Buffer"), ("frozen", "Frozen")],
        string="Stock Mode",
        default="normal",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        help="Buffer: a part of the stock is held back. Frozen: the store is told "
        "nothing, changes wait.",
    )
    degraded_since = fields.Datetime(readonly=True, copy=False)
    degraded_cause = fields.Char(readonly=True, copy=False)
    is_degraded_by_itself = fields.Boolean(readonly=True, copy=False)

    _check_degraded_after = models.Constraint(
        "CHECK (degraded_after > 0)", "A store must be down for at least a minute."
    )
    _check_degraded_buffer = models.Constraint(
        "CHECK (degraded_buffer >= 0 AND degraded_buffer_percent BETWEEN 0 AND 100)",
        "A buffer is some pieces, and up to 100 percent.",
    )
    _check_degraded_policy = models.Constraint(
        "CHECK (degraded_policy != 'buffer' OR degraded_buffer > 0 "
        "OR COALESCE(degraded_buffer_percent, 0) > 0)",
        "Say how many pieces, or how many percent, the buffer holds back.",
    )

    def write(self, vals):
        """Tell a store at once when the buffer that it is held back changes."""
        result = super().write(vals)
        if {"degraded_buffer", "degraded_buffer_percent"} & vals.keys():
            held = self.filtered(lambda backend: backend.degraded_mode == "buffer")
            held._note_all_stock(resend=False, cause=self.env._("another buffer"))
        return result

    # === What it means for the stock === #

    def _is_frozen(self):
        """Tell whether this store is told nothing for now; its outbox keeps it."""
        self.ensure_one()
        return self.degraded_mode == "frozen"

    def _get_degraded_buffer(self):
        """Return what is held back of every product for now.

        :return: pieces and percent
        :rtype: tuple[int, float]
        """
        self.ensure_one()
        if self.degraded_mode != "buffer":
            return 0, 0.0
        return self.degraded_buffer, self.degraded_buffer_percent

    def _enqueue_push_stock(self):
        """Leave out the stores that are told nothing: the job would do just that."""
        told = self.filtered(lambda backend: not backend._is_frozen())
        return super(WooBackend, told)._enqueue_push_stock()

    # === By a person === #

    def action_hold_buffer(self):
        """Hold a part of every product back until somebody presses Back to Normal."""
        self.check_access("write")
        for backend in self:
            if not (backend.degraded_buffer or backend.degraded_buffer_percent):
                raise UserError(
                    self.env._("Say first how many pieces or percent to hold back.")
                )
        return self._set_degraded_by_person("buffer")

    def action_freeze_stock(self):
        """Tell the store nothing until somebody presses Back to Normal."""
        self.check_access("write")
        return self._set_degraded_by_person("frozen")

    def action_end_degraded(self):
        """Let the store have its stock again as its rules say."""
        self.check_access("write")
        return self._set_degraded_by_person("normal")

    def _set_degraded_by_person(self, mode):
        person = self.env.user.name
        says = {
            "buffer": self.env._("%s holds a buffer back.", person),
            "frozen": self.env._("%s froze the stock.", person),
            "normal": self.env._("%s ended the degraded mode.", person),
        }
        for backend in self:
            # A mode that began by itself becomes the person's who asks for the same.
            if mode != "normal" or backend.degraded_mode != "normal":
                backend._set_degraded(mode, says[mode])
        return True

    # === By itself === #

    @api.model
    def _cron_degrade(self):
        """Let the degraded mode begin where a store has been down for long enough.

        It ends here, too, where no poll will find that it may.
        """
        domain = [("state", "!=", "draft"), ("push_stock", "=", True)]
        normal = [("degraded_mode", "=", "normal"), ("degraded_policy", "!=", "none")]
        for backend in self.search(domain + normal)._take_unwritten():
            backend._degrade_when_down()
        ends = [("is_degraded_by_itself", "=", True), ("import_orders", "=", False)]
        for backend in self.search(ends)._take_unwritten():
            backend._end_degraded_when_seen(fields.Datetime.now())

    def _take_unwritten(self):
        """Lock these stores; leave out those that somebody is writing.

        They are looked at a minute later: nobody shall wait or fail because of that.
        """
        query = SQL(
            "SELECT id FROM woo_backend WHERE id IN %s FOR NO KEY UPDATE SKIP LOCKED",
            self._ids or (0,),
        )
        self.flush_model()
        try:
            with self.env.cr.savepoint():
                self.env.cr.execute(query, log_exceptions=False)
                return self.browse(row[0] for row in self.env.cr.fetchall())
        except SerializationFailure:
            return self.browse()

    def _degrade_when_down(self):
        down_since = self._get_circuit().down_since
        if not down_since:
            return
        after = timedelta(minutes=self.degraded_after)
        if down_since + after <= fields.Datetime.now():
            self._set_degraded(
                MODE_OF_POLICY[self.degraded_policy],
                self.env._(
                    "The store has not answered for %s minutes.", self.degraded_after
                ),
                by_itself=True,
            )

    def _end_degraded_when_seen(self, asked_at):
        """End what began by itself, once the store's orders were looked for.

        :param datetime asked_at: when the store was asked for what it has; what it
            says now was not asked while it was down
        """
        self.ensure_one()
        if not self.is_degraded_by_itself:
            return
        circuit = self._get_circuit()
        if circuit.down_since or (circuit.answered_at or asked_at) > asked_at:
            return
        self._set_degraded(
            "normal",
            self.env._("The store answers again, and its orders were looked for."),
        )

    # === Both === #

    def _set_degraded(self, mode, cause, *, by_itself=False):
        """Begin or end a mode; say so in the chatter and, if it may be told, the store.

        :param str cause: who or what did it, for people
        :param bool by_itself: it shall end by itself, too
        """
        self.ensure_one()
        is_degraded = mode != "normal"
        self.write(
            {
                "degraded_mode": mode,
                "degraded_since": is_degraded and fields.Datetime.now(),
                "degraded_cause": is_degraded and cause,
                "is_degraded_by_itself": by_itself,
            }
        )
        self._message_log(body=cause)
        if mode != "frozen":
            self._note_all_stock(resend=False, cause=cause)
