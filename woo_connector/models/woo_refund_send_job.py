from psycopg2 import OperationalError

from odoo import models
from odoo.tools import SQL

from ..woo.errors import RejectedError
from ..woo.refund_request import Wanted, marked, same
from ..woo.schema.refund import Refund
from .start_over import start_over_on
from .woo_order_status import TRASH
from .woo_refund import OPEN_STATES

#: Stands behind the number of the credit note in the reason that the store keeps.
MARK = "(Odoo)"


class WooRefundSend(models.Model):
    """The job that makes a credit note a refund of the store, once and only once.

    Before it asks for one it looks at those that the store has. One that an earlier try
    has made, although its answer was lost, bears our mark; one that somebody made by
    hand is known by what it gives back.
    """

    _inherit = "woo.refund.send"

    def _hold(self):
        """Hold the credit note, too: the row of the refund will point to it.

        Not after the request, when another transaction's write would be a reason to
        start over.
        """
        result = super()._hold()
        query = SQL(
            "SELECT id FROM account_move WHERE id = %s FOR KEY SHARE NOWAIT",
            self.move_id.id,
        )
        why = f"Credit note {self.name} was written just now"
        with start_over_on(OperationalError, why=why):
            self.env.cr.execute(query, log_exceptions=False)
        return result

    def _describe_needless(self):
        if not self.backend_id.send_refunds:
            return self.env._("The store is told of no credit notes any more.")
        if self.move_id.state != "posted":
            return self.env._("The credit note is not posted any more.")
        if not self.move_id.amount_total:
            return self.env._("Nothing is given back.")
        return ""

    def _tell(self, client):
        """Refund in the store what the credit note gives back, unless it is."""
        path = self.order_id._get_store_path()
        payload = client.get(path, dp=8)
        if payload["status"] == TRASH:
            reason = self.env._("The order is in the store's trash.")
            return self._settle("nothing", reason)
        self._check_can_be_sent()
        refunds = list(client.iterate(f"{path}/refunds", dp=8))
        lines, why = self._prepare_lines(payload)
        wanted = Wanted(self._exact(self.move_id.amount_total), lines)
        refund = self._find_in_store(refunds, wanted)
        if not refund:
            refund = self._post(client, path, wanted, self._get_left(payload, refunds))
        self._keep_as_ours(refund)
        self._check_amount(refund, wanted)
        return self._settle("sent", why, refund_woo_id=refund["id"])

    def _check_can_be_sent(self):
        """Check that the credit note is one of this order alone, in its currency.

        :raise RejectedError: it is not
        """
        if len(self.move_id._get_woo_orders()) > 1:
            raise RejectedError(
                self.env._(
                    "The credit note is of several orders. Refund them in the store by "
                    "hand."
                )
            )
        currency = self.order_id.currency_id
        if currency and currency != self.currency_id:
            raise RejectedError(
                self.env._(
                    "The credit note is in %(currency)s, but the order in %(other)s.",
                    currency=self.currency_id.name,
                    other=currency.name,
                )
            )

    # === Once === #

    def _get_mark(self):
        """Return the words by which a refund of the store is known as this one."""
        return f"{self.name} {MARK}"

    def _find_in_store(self, refunds, wanted):
        """Return the refund of the store that this is already; ``None`` if none is.

        One without our mark counts when Odoo has made nothing of it yet. Where that was
        left to a person, the credit note is what the person has made of it.

        :param list refunds: all that the order has in the store
        :param woo.refund_request.Wanted wanted: what this one would give back
        """
        if ours := marked(refunds, self._get_mark()):
            return ours
        known = self.env["woo.refund"].search([("order_id", "=", self.order_id.id)])
        open_ids = known.filtered(
            lambda refund: refund.state in OPEN_STATES and not refund.credit_note_ids
        ).mapped("woo_id")
        taken = set(known.mapped("woo_id")) - set(open_ids)
        taken |= set((self.order_id.refund_send_ids - self).mapped("refund_woo_id"))
        taken.discard(self.refund_woo_id)
        free = [
            one
            for one in refunds
            if one["id"] not in taken and MARK not in (one.get("reason") or "")
        ]
        return same(free, wanted, self.currency_id.decimal_places, open_ids)

    def _post(self, client, path, wanted, left):
        """Ask the store for the refund; return it.

        :param Decimal left: what the store has left to refund of the order
        :raise RejectedError: the store refuses it, in plain words
        """
        body = wanted.body(
            self._get_mark(),
            pays_back=self.pays_back,
            restocks=not self.backend_id.push_stock,
        )
        try:
            return client.post(f"{path}/refunds", body)
        except RejectedError as error:
            raise RejectedError(
                self._describe_refusal(str(error), wanted.amount, left),
                code=error.code,
                status=error.status,
            ) from error

    def _get_left(self, payload, refunds):
        """Return what the store has left to refund of the order."""
        given_back = sum(float(one.get("amount") or 0) for one in refunds)
        return self._exact(float(payload["total"]) - given_back)

    def _describe_refusal(self, said, amount, left):
        """Return in plain words why the store does not refund.

        :param str said: the store's own words
        """
        if amount > left:
            return self.env._(
                "The store has %(left)s left to refund of the order, less than "
                "%(amount)s. It says: %(said)s",
                left=left,
                amount=amount,
                said=said,
            )
        if self.pays_back:
            return self.env._(
                "The gateway did not pay back. Untick it on the credit note to record "
                "the refund alone. The store says: %s",
                said,
            )
        return self.env._("The store did not refund. It says: %s", said)

    def _check_amount(self, refund, wanted):
        """Check that the store's refund is what the credit note gives back.

        :raise RejectedError: it was changed after it was sent
        """
        given_back = Refund.parse(refund).amount
        if given_back != wanted.amount:
            self.refund_woo_id = refund["id"]
            raise RejectedError(
                self.env._(
                    "Refund %(number)s of the store is %(sent)s, but the credit note "
                    "is %(amount)s now. Correct the refund in the store by hand.",
                    number=refund["id"],
                    sent=given_back,
                    amount=wanted.amount,
                )
            )
