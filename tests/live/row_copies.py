"""Many rows in seconds: copies of one that Odoo itself has made."""

from tests.live.database import Database

COLUMNS = """
    SELECT attname FROM pg_attribute
     WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped
       AND attgenerated = ''
"""
SEQUENCE = """
    SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}
"""


def copy_rows(
    database: Database,
    table: str,
    chosen: str,
    copies: str,
    changed: dict[str, str],
) -> None:
    """Insert copies of rows.

    :param chosen: condition of the rows to copy; their table is called ``original``
    :param copies: what yields one row per copy, e.g. ``generate_series(1, 9) AS copy``
    :param changed: by column, what a copy has instead: SQL, which may name columns of
        ``original`` and of ``copies``
    """
    columns = [name for (name,) in database.rows(COLUMNS, table)]
    unknown = changed.keys() - set(columns)
    if unknown:
        raise ValueError(f"{table} has no columns {sorted(unknown)}")
    expressions = {name: changed.get(name, f'original."{name}"') for name in columns}
    if "id" not in changed and "id" in expressions:
        # Numbered anew by the table itself.
        del expressions["id"]
    database.execute(
        f"INSERT INTO {table} ({', '.join(map(quoted, expressions))})"
        f" SELECT {', '.join(expressions.values())}"
        f" FROM {table} AS original, {copies} WHERE {chosen}"
    )


def continue_numbering(database: Database, table: str) -> None:
    """Let the table's next id follow those that were inserted with one."""
    database.rows(SEQUENCE.format(table=table))


def quoted(column: str) -> str:
    """Return the name of a column as statements take it, whatever word it is."""
    return f'"{column}"'
