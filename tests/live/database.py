"""The database of an Odoo, looked into past its caches and its rounding."""

from contextlib import closing

import psycopg2


class Database:
    """One connection; every statement is a transaction of its own."""

    def __init__(self, settings: dict, name: str):
        self._connection = psycopg2.connect(
            dbname=name,
            host=settings["pg_host"],
            port=settings["pg_port"],
            user=settings["pg_user"],
        )
        self._connection.autocommit = True

    def rows(self, query: str, *parameters) -> list[tuple]:
        """Return the rows of ``query``."""
        with closing(self._connection.cursor()) as cursor:
            cursor.execute(query, parameters or None)
            return cursor.fetchall()

    def value(self, query: str, *parameters):
        """Return the first column of the only row."""
        return self.rows(query, *parameters)[0][0]

    def execute(self, statement: str, *parameters) -> None:
        """Change something, before Odoo has started."""
        with closing(self._connection.cursor()) as cursor:
            cursor.execute(statement, parameters or None)

    def close(self) -> None:
        """Give the connection back; a database in use cannot be dropped."""
        self._connection.close()
