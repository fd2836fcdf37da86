"""Looking into the database of a running Odoo, past its caches and its rounding."""

from contextlib import closing

import psycopg2


class Database:
    """Read access; every query sees what was committed by then."""

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

    def close(self) -> None:
        """Give the connection back; a database in use cannot be dropped."""
        self._connection.close()
