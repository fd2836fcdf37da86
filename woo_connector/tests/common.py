from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import TransactionCase, new_test_user


class FakeClient:
    """Stands in for ``woo.client.Client``: answers from a script, notes what was asked.

    :param answers: per ``"METHOD path"`` what to answer; an exception is raised, a
        callable is called with the parameters or the body
    """

    def __init__(self, answers=None):
        self.answers = dict(answers or {})
        self.requests = []

    def _answer(self, method, path, content):
        self.requests.append((method, path, content))
        answer = self.answers[f"{method} {path}"]
        if isinstance(answer, Exception):
            raise answer
        return answer(content) if callable(answer) else answer

    def get(self, path, **params):
        return self._answer("GET", path, params)

    def post(self, path, body):
        return self._answer("POST", path, body)

    def put(self, path, body):
        return self._answer("PUT", path, body)

    def delete(self, path, **params):
        return self._answer("DELETE", path, params)

    def count(self, path, **params):
        return self._answer("COUNT", path, params)

    def iterate(self, path, **params):
        yield from self.get(path, **params)

    def asked(self, method):
        """Return the (path, content) of the requests made with a method."""
        return [
            (path, content) for verb, path, content in self.requests if verb == method
        ]


def store_values(**values):
    """Return the values of a connected store, as the wizard would leave it."""
    return {
        "name": "Web shop",
        "address": "https://shop.example.com",
        "consumer_key": "ck_test",
        "consumer_secret": "cs_test",
        "auth_mode": "header",
        "state": "connected",
        "import_from": "2026-01-01 00:00:00",
        **values,
    }


class WooCase(TransactionCase):
    """A connected store, a user and a manager of the connector."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.backend = cls.env["woo.backend"].create(store_values())
        cls.woo_user = new_test_user(
            cls.env, "woo_user", "woo_connector.group_woo_user"
        )
        cls.woo_manager = new_test_user(
            cls.env, "woo_manager", "woo_connector.group_woo_manager"
        )

    @contextmanager
    def store_answers(self, answers):
        """Let the stores answer from a script.

        :return: the :class:`FakeClient`, to see what was asked
        """
        client = FakeClient(answers)

        @contextmanager
        def lend_client(backend):
            yield client

        with patch.object(type(self.env["woo.backend"]), "_client", lend_client):
            yield client
