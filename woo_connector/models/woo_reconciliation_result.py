from odoo import fields, models
from odoo.tools import plaintext2html

from ..woo.discrepancy import Kind
from .woo_discrepancy import ACTIVE

ACTIVITY = "woo_connector.activity_stock_differs"


class WooReconciliation(models.Model):
    """What a reconciliation comes to: its counts, and who is told of them."""

    _inherit = "woo.reconciliation"

    def _count_found(self):
        """Add up what was found so far."""
        counts = self._read_counts()
        self.write(
            {
                "differing": sum(skus for skus, _units, _value in counts.values()),
                "units": sum(units for _skus, units, _value in counts.values()),
                "value": sum(value for _skus, _units, value in counts.values()),
            }
        )

    def _read_counts(self):
        """Return SKUs, units and value of each kind; what was accepted is left out.

        :rtype: dict[str, tuple[int, int, float]]
        """
        groups = self.env["woo.discrepancy"]._read_group(
            [("reconciliation_id", "=", self.id), ("state", "!=", "accepted")],
            ["kind"],
            ["__count", "units:sum", "value:sum"],
        )
        return {kind: tuple(sums) for kind, *sums in groups}

    def _finish(self):
        """Close what is no longer there, keep the counts, tell who is responsible."""
        self._close_unseen()
        counts = self._read_counts()
        self.env["woo.reconciliation.count"].create(
            [
                {
                    "reconciliation_id": self.id,
                    "kind": kind,
                    "skus": skus,
                    "units": units,
                    "value": value,
                }
                for kind, (skus, units, value) in counts.items()
            ]
        )
        self.write({"state": "done", "ended_at": fields.Datetime.now()})
        self._raise_alert(counts)

    def _close_unseen(self):
        """Close what is not compared any more, e.g. because the store deleted it."""
        unseen = self.env["woo.discrepancy"].search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("state", "in", ACTIVE),
                ("seen_at", "<", self.started_at),
            ]
        )
        unseen._close()

    # === The alert === #

    def _raise_alert(self, counts):
        """Tell the store's responsible when more differs than the store's limits."""
        backend = self.backend_id
        # What is under way will have gone by itself.
        lasting = {
            kind: sums for kind, sums in counts.items() if kind != Kind.UNDER_WAY.value
        }
        skus, units, value = (
            sum(sums[place] for sums in lasting.values()) for place in range(3)
        )
        limits = (
            (skus, backend.alert_skus),
            (units, backend.alert_units),
            (value, backend.alert_value),
        )
        activity = backend.activity_ids.filtered(
            lambda one: one.activity_type_id == self.env.ref(ACTIVITY)
        )
        if not any(limit and found > limit for found, limit in limits):
            activity.unlink()
            return
        text = self._describe_counts(lasting)
        backend.message_post(body=plaintext2html(text))
        if activity:
            activity.note = plaintext2html(text)
            return
        # Its own mail would be one more; the activity itself is enough.
        backend.with_context(mail_activity_quick_update=True).activity_schedule(
            ACTIVITY,
            note=plaintext2html(text),
            user_id=self._get_alerted_user().id,
        )

    def _describe_counts(self, counts):
        """Return the counts by kind, a line each."""
        kinds = self.env["woo.discrepancy"]._fields["kind"]
        labels = dict(kinds._description_selection(self.env))
        lines = [
            self.env._(
                "%(kind)s: %(skus)s products, %(units)s pieces, %(value)s",
                kind=labels[kind],
                skus=skus,
                units=units,
                value=self.currency_id.format(value),
            )
            for kind, (skus, units, value) in counts.items()
        ]
        heading = self.env._("The stock in the store differs from Odoo's:")
        return "\n".join([heading, *lines])

    def _get_alerted_user(self):
        """Return who is asked: the store's responsible, else who set the store up."""
        backend = self.backend_id
        return backend._get_responsible_user()
