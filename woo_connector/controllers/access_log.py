"""Keeps the tokens of the webhook addresses out of Odoo's access log.

A token alone opens nothing, because deliveries are signed. But whoever reads a log need
not know where a store delivers. A proxy before Odoo has a log of its own.
"""

import logging
import re

WEBHOOK_PATH = "/woo_connector/webhook/"

_ADDRESS = re.compile(re.escape(WEBHOOK_PATH) + r"[^\s?\"]+")


class WebhookAddressFilter(logging.Filter):
    """Masks the token in log lines of requests to a webhook; leaves others alone."""

    def filter(self, record):
        """Let every line pass, with its token masked."""
        if WEBHOOK_PATH in (line := record.getMessage()):
            record.msg = _ADDRESS.sub(f"{WEBHOOK_PATH}***", line)
            record.args = ()
        return True


logging.getLogger("werkzeug").addFilter(WebhookAddressFilter())
