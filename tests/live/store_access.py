"""Where a WooCommerce store is and the keys that open it."""

import json
import os
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class StoreAccess:
    """Address and REST keys of a store, and who signed its certificate.

    :param ca_file: PEM file of the signing authority; empty for a public one
    """

    address: str
    consumer_key: str
    consumer_secret: str
    ca_file: str = ""

    @classmethod
    def from_environment(cls) -> "StoreAccess | None":
        """Return the real store named by ``STORE_URL`` and its companions."""
        address = os.environ.get("STORE_URL")
        if not address:
            return None
        return cls(
            address.rstrip("/"),
            os.environ["STORE_KEY"],
            os.environ["STORE_SECRET"],
            os.environ.get("STORE_CA", ""),
        )

    @property
    def verify(self) -> str | bool:
        """What ``requests`` is to verify the certificate with."""
        return self.ca_file or True

    def to_json(self) -> str:
        """Return a form for another process; it holds the secret."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "StoreAccess":
        """Read what :meth:`to_json` wrote."""
        return cls(**json.loads(text))
