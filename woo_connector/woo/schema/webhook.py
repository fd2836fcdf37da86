"""A webhook as `GET /webhooks` lists it; its secret is never returned."""

from __future__ import annotations

from pydantic import Field

from .base import DecodedText, Identifier, Moment, Payload, Text


class Webhook(Payload):
    """A registered webhook.

    `status` is active, paused or disabled. The store disables a hook after repeated
    failed deliveries and sends nothing until it is activated again.
    """

    id: Identifier
    name: DecodedText = ""
    status: Text = ""
    topic: Text = ""
    resource: Text = ""
    event: Text = ""
    delivery_url: Text = ""
    date_created: Moment = Field(default=None, alias="date_created_gmt")
    date_modified: Moment = Field(default=None, alias="date_modified_gmt")
