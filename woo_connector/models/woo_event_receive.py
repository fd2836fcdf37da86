import hashlib
import json
from dataclasses import dataclass

from odoo import api, fields, models
from odoo.tools import SQL

LARGEST_ID = 2**31 - 1
"""Largest number a PostgreSQL integer holds."""


@dataclass(frozen=True)
class Delivery:
    """One signed delivery of a webhook, as far as a header or its first id tell.

    :param topic: e.g. ``order.updated``
    :param delivery_id: the store's id of the delivery; not unique
    :param webhook_id: number of the webhook in the store, 0 when unknown
    :param body: the raw bytes that were signed
    """

    topic: str
    delivery_id: str
    webhook_id: int
    body: bytes

    @property
    def text(self):
        """The body as PostgreSQL can store it: any bytes, but valid and without NUL."""
        return self.body.decode("utf-8", "replace").replace("\x00", "\ufffd")

    def read_object(self):
        """Say which object of the store the delivery is about.

        :return: the object's id, the state of the inbox row and the reason for it
        :rtype: tuple[int | None, str, str | None]
        """
        try:
            content = json.loads(self.body)
        except ValueError:
            return None, "failed", "The delivery is not JSON."
        if not isinstance(content, dict):
            return None, "failed", "The delivery is not a JSON object."
        woo_id = content.get("id")
        if woo_id is None and "code" in content:
            # WooCommerce builds the body when it delivers; what was announced can be
            # gone by then, and the body says so. A deletion is announced by itself.
            return None, "ignored", "The object was gone when the store announced it."
        if type(woo_id) is not int or not 0 < woo_id <= LARGEST_ID:
            return None, "failed", "The delivery names no object."
        return woo_id, "pending", None


class WooEvent(models.Model):
    """How rows come into the inbox."""

    _inherit = "woo.event"

    @api.model
    def _receive(self, backend_id, delivery):
        """Store one webhook delivery and have it dispatched after the commit.

        Nothing but one INSERT, and no ORM, because the store waits for the answer and
        switches a slow or failing webhook off.

        :param int backend_id: the ``woo.backend`` whose secret signed the delivery
        :param Delivery delivery:
        :return: whether it is new; False for an exact duplicate
        :raise SerializationFailure: an exact duplicate was committed meanwhile
        """
        woo_id, state, error = delivery.read_object()
        resource, _dot, action = delivery.topic.partition(".")
        query = SQL(
            """
            INSERT INTO woo_event (backend_id, source, topic, resource, action, woo_id,
                                   delivery_id, webhook_id, received_at, body,
                                   body_hash, state, error)
            VALUES (%s, 'webhook', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
            ON CONFLICT (backend_id, delivery_id, body_hash)
                  WHERE delivery_id IS NOT NULL
                     DO NOTHING
            """,
            backend_id,
            delivery.topic,
            resource,
            action,
            woo_id,
            delivery.delivery_id or None,
            delivery.webhook_id,
            fields.Datetime.now(),
            delivery.text,
            hashlib.sha256(delivery.body).hexdigest(),
            state,
            error,
        )
        self.env.cr.execute(query, log_exceptions=False)
        is_new = bool(self.env.cr.rowcount)
        if is_new and state == "pending":
            self._dispatch_after_commit(backend_id)
        return is_new
