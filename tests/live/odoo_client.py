"""Speaking to Odoo as its web client does: a session, models, methods."""

import itertools
import threading

import requests


class OdooError(Exception):
    """Odoo refused a call; the message is the one its user would read."""

    def __init__(self, error: dict):
        details = error.get("data") or {}
        super().__init__(details.get("message") or error.get("message"))
        self.exception_name = details.get("name", "")
        self.traceback = details.get("debug", "")


class OdooClient:
    """A logged-in user of a running Odoo; may be shared between threads.

    Every thread gets a session of its own, because Odoo's workers close connections
    and ``requests`` sessions are not made for being shared.
    """

    def __init__(self, address: str, database: str, login="admin", password="admin"):
        self.address = address
        self.database = database
        self._credentials = {"db": database, "login": login, "password": password}
        self._numbers = itertools.count(1)
        self._of_thread = threading.local()

    def call(self, model: str, method: str, *args, **kwargs):
        """Call ``method`` of ``model`` and return its answer.

        :raise OdooError: with Odoo's own message
        """
        return self._send(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
            self._session(),
        )

    def create(self, model: str, values: dict) -> int:
        """Create one record and return its id."""
        return self.call(model, "create", [values])[0]

    def write(self, model: str, ids, values: dict) -> None:
        """Write ``values`` on one id or several."""
        self.call(model, "write", [ids] if isinstance(ids, int) else ids, values)

    def search(self, model: str, domain=(), **kwargs) -> list[int]:
        """Return the ids that match ``domain``."""
        return self.call(model, "search", list(domain), **kwargs)

    def count(self, model: str, domain=()) -> int:
        """Return how many records match ``domain``."""
        return self.call(model, "search_count", list(domain))

    def find(self, model: str, domain=(), fields=(), **kwargs) -> list[dict]:
        """Return the wanted ``fields`` of the records that match ``domain``."""
        return self.call(
            model, "search_read", list(domain), fields=list(fields), **kwargs
        )

    def read(self, model: str, record_id: int, *fields: str) -> dict:
        """Return ``fields`` of one record."""
        return self.call(model, "read", [record_id], list(fields))[0]

    def reference(self, xml_id: str) -> int:
        """Return the database id of an XML id."""
        module, name = xml_id.split(".", 1)
        domain = [("module", "=", module), ("name", "=", name)]
        return self.find("ir.model.data", domain, ["res_id"])[0]["res_id"]

    def _session(self) -> requests.Session:
        session = getattr(self._of_thread, "session", None)
        if session is None:
            session = requests.Session()
            session.trust_env = False
            self._send("/web/session/authenticate", self._credentials, session)
            self._of_thread.session = session
        return session

    def _send(self, path: str, params: dict, session: requests.Session):
        body = {"jsonrpc": "2.0", "id": next(self._numbers), "params": params}
        answer = session.post(self.address + path, json=body, timeout=300)
        answer.raise_for_status()
        content = answer.json()
        if "error" in content:
            raise OdooError(content["error"])
        return content.get("result")
