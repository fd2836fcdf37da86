from contextlib import suppress
from decimal import Decimal

from odoo import models

from ..woo.apportion import unit_of
from ..woo.cancelled_lines import given_back, lines_left
from ..woo.errors import RejectedError
from ..woo.refund_request import marked, same
from ..woo.schema import Order, Refund
from ..woo.status_precedence import Stage, stage_of
from .sale_order_line_invoice import exact
from .woo_refund import OPEN_STATES
from .woo_refund_attention import NeedsPerson
from .woo_refund_send_job import MARK

ZERO = Decimal(0)
PAUSE = 30


class WooLineCancellationSend(models.Model):
    """The job that makes pieces taken off a sale order a refund, once and only once.

    How many are to be told is not only what somebody has typed: it is what the store
    has more of than Odoo. What it has refunded already, whoever did it, is not told.
    """

    _inherit = "woo.line.cancellation.send"

    def _enqueue(self):
        """Let a draft invoice be posted or deleted first: it may tell more."""
        waiting = self.filtered(lambda row: row._find_drafts())
        for row in waiting:
            draft = row._find_drafts()[:1].display_name
            reason = self.env._("Waits for %s to be posted or deleted.", draft)
            if row.reason != reason:
                row.reason = reason
        return super(WooLineCancellationSend, self - waiting)._enqueue()

    def _find_drafts(self):
        return self.sale_order_id.invoice_ids.filtered(
            lambda move: move.state == "draft"
        )

    def _hold(self):
        """Hold the sale order, too: its lines are compared with the store's."""
        result = super()._hold()
        self.order_id._hold_documents()
        return result

    def _describe_needless(self):
        if self.backend_id.line_cancel_policy != "refund":
            return self.env._("The store is told of no cancelled lines any more.")
        if self.sale_order_id.state == "cancel":
            return self.env._("The whole sale order is cancelled.")
        return ""

    def _tell(self, client):
        """Refund in the store what it has more of than the sale order."""
        path = self.order_id._get_store_path()
        payload = client.get(path, dp=8)
        if stage_of(payload["status"]) is Stage.GIVEN_UP:
            reason = self.env._(
                "The order is “%s” in the store. What the store has given up stays so.",
                payload["status"],
            )
            return self._settle("nothing", reason)
        order = Order.parse(payload)
        refunds = list(client.iterate(f"{path}/refunds", dp=8))
        refund = marked(refunds, self._get_mark())
        if not refund:
            refund, why = self._refund(client, order, refunds)
            if not refund:
                return why
        ours = self._keep_as_ours(refund)
        others = [one for one in refunds if one["id"] != refund["id"]]
        self._keep_amounts(order, [*others, refund], ours)
        return self._settle("sent", refund_woo_id=refund["id"])

    def _get_mark(self):
        """Return the words by which a refund of the store is known as this one."""
        return f"{self.name}-{self.id} {MARK}"

    # === What is to be told === #

    def _refund(self, client, order, refunds):
        """Ask the store for the refund, unless there is one or none is wanted.

        :return: the refund; or ``None``, and the state that the row has come to
        :rtype: tuple
        """
        new = self._find_unsettled(refunds)
        known = [one for one in refunds if one not in new]
        left = lines_left(order, map(Refund.parse, known), self._get_decimals())
        pieces, why = self._find_pieces(left)
        if not pieces:
            return None, self._settle("nothing", why)
        self._check_can_be_told(left, pieces)
        given = sum((Refund.parse(one).amount for one in known), ZERO)
        lines = [left[line_id] for line_id in pieces]
        wanted = given_back(
            order, lines, pieces, order.total - given, self._get_decimals()
        )
        if refund := same(new, wanted, self._get_decimals()):
            return refund, ""
        if new:
            return None, self._wait_for_refunds()
        return self._post(client, wanted), ""

    def _get_decimals(self):
        return self.order_id.currency_id.decimal_places

    def _find_unsettled(self, refunds):
        """Return the refunds of the store that Odoo has not settled yet."""
        domain = [
            ("order_id", "=", self.order_id.id),
            ("state", "not in", OPEN_STATES),
        ]
        settled = set(self.env["woo.refund"].search(domain).mapped("woo_id"))
        return [one for one in refunds if one["id"] not in settled]

    def _wait_for_refunds(self):
        """Let the refunds of the store come in first: they may be the same pieces."""
        reason = self.env._("Waits for refunds of the store to be settled in Odoo.")
        domain = [("order_id", "=", self.order_id.id), ("state", "in", OPEN_STATES)]
        if self.env["woo.refund"].search_count([*domain, ("state", "!=", "waiting")]):
            return self._settle("failed", reason)
        self.order_id._enqueue_refunds()
        self.with_env(self.backend_id._for_job().env).with_delay(
            max_retries=0,
            eta=PAUSE,
            identity_key=f"{self._name}-{self.id}",
            description=f"Tell store {self.backend_id.id} of {self.name}",
        )._send()
        return self._settle("waiting", reason)

    def _find_pieces(self, left):
        """Return how many pieces are to be refunded, and why if there are none.

        :param dict left: what the store has left, by its line
        :return: Decimal pieces by the store's line, and words
        :rtype: tuple
        """
        found, why = {}, self.env._("The store has refunded as much already.")
        for line in self._find_sale_lines():
            store_line = left.get(line.woo_line_id)
            if not store_line:
                why = self.env._("The line is not in the store's order any more.")
                continue
            more = store_line.quantity - self._get_wanted(line)
            # What is invoiced is told by its credit note.
            invoiced = max(exact(line.qty_invoiced) - exact(line.product_uom_qty), ZERO)
            if ZERO < more <= invoiced:
                why = self.env._("The pieces are invoiced: their credit note is sent.")
            told = min(exact(self.pieces[str(line.id)]), more - invoiced)
            if told > 0:
                found[line.woo_line_id] = told
        return found, "" if found else why

    def _find_sale_lines(self):
        """Return the lines of the sale order that pieces were taken off."""
        ids = [int(line_id) for line_id in self.pieces]
        return self.env["sale.order.line"].browse(ids).exists()

    def _get_wanted(self, line):
        """Return how many pieces of a line the store is to have left."""
        pieces = exact(line.product_uom_qty) - exact(line.woo_credited_qty)
        # Posted, and not told yet: their own message does.
        untold = self.order_id.refund_send_ids.filtered(
            lambda row: row.state in ("waiting", "failed")
        )
        for credited in untold.move_id.invoice_line_ids:
            if line in credited.sale_line_ids:
                pieces += exact(credited.quantity)
        return pieces

    def _check_can_be_told(self, left, pieces):
        """Check that the store can say it.

        :raise RejectedError: it cannot; in plain words
        """
        for line_id, quantity in pieces.items():
            name = left[line_id].name
            if left[line_id].gross < 0:
                raise RejectedError(
                    self.env._(
                        "“%s” takes something off the order, which a refund cannot "
                        "give back. Change the order in the store.",
                        name,
                    )
                )
            if quantity != quantity.to_integral_value():
                raise RejectedError(
                    self.env._("“%s”: the store refunds whole pieces only.", name)
                )

    def _post(self, client, wanted):
        """Ask the store for the refund; return it.

        :raise RejectedError: the store refuses it
        """
        body = wanted.body(
            self._get_mark(),
            pays_back=self.pays_back,
            restocks=not self.backend_id.push_stock,
        )
        return client.post(f"{self.order_id._get_store_path()}/refunds", body)

    # === What is left === #

    def _keep_amounts(self, order, refunds, ours):
        """Let the sale order's lines come to just what the store has left of them.

        Odoo computes a line anew whose quantity somebody changes; by price, which can
        be a unit off. What is invoiced, or was priced anew, stays as it is.

        :param list refunds: all of the order, with the one that was just made
        :param ours: its ``woo.refund``
        """
        left = lines_left(order, map(Refund.parse, refunds), self._get_decimals())
        for line in self._find_sale_lines():
            store_line = left.get(line.woo_line_id)
            if store_line and self._is_priced_by_store(line, store_line):
                # Taxes that are not the line's stay with what Odoo has computed.
                with suppress(NeedsPerson):
                    taxes = ours._get_taxes(store_line, line)
                    line.extra_tax_data = self._prepare_left(line, store_line, taxes)
                    # The order may be locked; only what follows from it changes.
                    line.modified(["price_unit"])

    def _is_priced_by_store(self, line, store_line):
        """Tell whether nothing but the quantity of a line is another."""
        whole = line.extra_tax_data or {}
        return (
            bool(whole.get("manual_tax_amounts"))
            and not line.qty_invoiced
            and exact(line.product_uom_qty) == store_line.quantity > 0
            and (line.price_unit, line.discount)
            == (whole.get("price_unit"), whole.get("discount"))
            # Where discounts are lines of their own, a line costs more than this.
            and abs(exact(line.price_total) - store_line.gross)
            <= unit_of(self._get_decimals()) * (1 + len(store_line.taxes))
        )

    def _prepare_left(self, line, store_line, taxes):
        """Return what a line is charged for the pieces that are left.

        :param dict taxes: Decimal amounts by tax of Odoo
        """
        amounts = self.order_id._prepare_extra_tax_data(
            store_line.net, taxes, line.currency_id, line.extra_tax_data["rate"]
        )
        return {
            **amounts,
            "quantity": line.product_uom_qty,
            "price_unit": line.price_unit,
            "discount": line.discount,
        }
