import base64
import os
import tempfile
from contextlib import contextmanager

from odoo import fields, models
from odoo.exceptions import AccessError

from ..woo.client import Client
from ..woo.errors import MisconfiguredError, Reason, TemporaryError

MANAGER = "woo_connector.group_woo_manager"


@contextmanager
def lend_ca_file(certificate):
    """Lend a certificate as a file, because OpenSSL reads only files.

    :param bytes certificate: PEM in base64, as a Binary field holds it; may be empty
    :return: path of the file, or ``None`` when there is no certificate
    """
    if not certificate:
        yield None
        return
    with tempfile.NamedTemporaryFile(suffix=".pem", delete=False) as pem:
        pem.write(base64.b64decode(certificate))
    try:
        yield pem.name
    finally:
        os.unlink(pem.name)


class WooBackend(models.Model):
    """How a store is reached: address, keys, certificate, and how it answered."""

    _inherit = "woo.backend"

    address = fields.Char(
        required=True,
        tracking=True,
        help="Address of the shop as its visitors see it, e.g. https://shop.example.com",
    )
    consumer_key = fields.Char(
        groups=MANAGER,
        copy=False,
        exportable=False,
        help="WooCommerce → Settings → Advanced → REST API, permission Read/Write.",
    )
    consumer_secret = fields.Char(groups=MANAGER, copy=False, exportable=False)
    auth_mode = fields.Selection(
        [
            ("header", "Authorization header (https)"),
            ("query", "Query string (https, for hosts that strip the header)"),
            ("oauth1", "OAuth 1.0a (plain http)"),
        ],
        string="Authentication",
        readonly=True,
        help="Found by trying when the connection is tested.",
    )
    ca_certificate = fields.Binary(
        string="Certificate Authority",
        attachment=True,
        groups=MANAGER,
        help="PEM file of the authority that signed the store's certificate. Only "
        "for stores whose certificate is not signed by a public authority.",
    )
    ca_certificate_name = fields.Char(groups=MANAGER)
    request_rate = fields.Float(
        string="Requests per Second",
        default=10.0,
        help="Most requests sent to the store in a second by one Odoo process. "
        "0 means no limit.",
    )

    # What the store said about itself when it was connected.
    woo_version = fields.Char(string="WooCommerce Version", readonly=True, copy=False)
    store_timezone = fields.Char(readonly=True, copy=False)
    store_currency_id = fields.Many2one(
        "res.currency", readonly=True, copy=False, help="Main currency of the store."
    )
    prices_include_tax = fields.Boolean(readonly=True, copy=False)
    round_at_subtotal = fields.Boolean(
        readonly=True,
        copy=False,
        help="The store rounds taxes at the subtotal instead of line by line.",
    )

    price_decimals = fields.Integer(
        readonly=True,
        copy=False,
        default=-1,
        help="Decimals that the store rounds its totals to; below 0: it did not tell.",
    )

    _check_request_rate = models.Constraint(
        "CHECK (request_rate >= 0)",
        "A store can be sent some requests in a second; 0 means no limit.",
    )

    @contextmanager
    def _client(self):
        """Open a session with the store and close it afterwards.

        How the conversation went is noted: see ``woo_backend_silence.py``.

        :raise MisconfiguredError: the store is not connected; also what keeps a
            neutralised copy of a database from talking to the real store
        """
        self.ensure_one()
        # Keys are readable by managers only, but a job runs as whoever caused it.
        store = self.sudo()
        if not store.active:
            raise MisconfiguredError(
                Reason.WRONG_KEY,
                self.env._(
                    "The store %s is archived: nothing is exchanged with it.",
                    store.name,
                ),
            )
        if store.state == "draft" or not (store.consumer_key and store.consumer_secret):
            raise MisconfiguredError(
                Reason.WRONG_KEY,
                self.env._(
                    "The store %s is not connected: open it and press Connect.",
                    store.name,
                ),
            )
        with (
            store._ca_file() as ca_file,
            Client(
                store.address,
                store.consumer_key,
                store.consumer_secret,
                auth_mode=store.auth_mode,
                ca_file=ca_file,
                requests_per_second=store.request_rate or None,
                label=f"store {store.id}",
                on_answer=store._note_answered,
            ) as client,
        ):
            try:
                yield client
            except TemporaryError as error:
                store._note_unanswered(error.retry_after)
                raise
            except MisconfiguredError:
                store._note_broken()
                raise

    def _get_admin_url(self, post_id):
        """Return the page of an order or a product in the store's administration.

        :param int post_id: number of the object in the store
        """
        address = (self.address or "").rstrip("/")
        return f"{address}/wp-admin/post.php?post={post_id}&action=edit"

    def _export_rows(self, fields, *, _is_toplevel_call=True):
        """Export no keys, also not by way of a record that names a store.

        ``exportable`` alone only keeps them out of the client's list.
        """
        for path in fields:
            field = self._fields.get(path[0]) if path else None
            if field and not field.exportable:
                raise AccessError(
                    self.env._("Keys and secrets of a store cannot be exported.")
                )
        return super()._export_rows(fields, _is_toplevel_call=_is_toplevel_call)

    def _ca_file(self):
        """Lend the store's certificate authority, see :func:`lend_ca_file`."""
        self.ensure_one()
        return lend_ca_file(self.ca_certificate)
