"""The database as it was when it was made: catalogue, permissions, and nothing else. Real transactions end there again.

Django empties every table after a test with real transactions and has the permissions made anew, and then the next test
has to load the catalogue: seconds for each. Here only what is no longer as it was is emptied, with what points to it,
and gets back the rows that it had, by COPY.
"""

from dataclasses import dataclass

from django.db import connection, transaction
from psycopg import sql


@dataclass(frozen=True)
class Baseline:
    """Of the tables that held anything: `rows`, as COPY writes them, and `digests`, to see whether they changed."""

    tables: tuple[str, ...]
    rows: dict[str, bytes]
    digests: dict[str, tuple]

    def restore(self) -> None:
        """Put everything back. The test case calls it, instead of `flush`."""
        emptied = with_pointing(self._touched())
        if not emptied:
            return
        with transaction.atomic(), connection.cursor() as cursor:
            names = sql.SQL(", ").join(map(sql.Identifier, sorted(emptied)))
            cursor.execute(sql.SQL("TRUNCATE {}").format(names))
            for table in emptied & self.rows.keys():
                with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))) as copy:
                    copy.write(self.rows[table])
                cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))

    def _touched(self) -> set[str]:
        empty = [table for table in self.tables if table not in self.digests]
        parts = [f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in empty]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts))
            filled = {table for (table,) in cursor.fetchall()}
        now = digests(list(self.digests))
        return filled | {table for table, digest in self.digests.items() if now[table] != digest}


def taken() -> Baseline:
    """What is there now."""
    tables = tuple(sorted(connection.introspection.django_table_names(only_existing=True, include_views=False)))
    filled = {table: digest for table, digest in digests(tables).items() if digest[0]}
    return Baseline(tables, {table: copied(table) for table in filled}, filled)


def digests(tables) -> dict[str, tuple]:
    parts = [
        f"SELECT '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0) FROM {table} AS t"
        for table in tables
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return {table: (rows, digest) for table, rows, digest in cursor.fetchall()}


def copied(table: str) -> bytes:
    query = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        return b"".join(bytes(part) for part in copy)


def with_pointing(tables: set[str]) -> set[str]:
    """The tables and all that point to them, however far: PostgreSQL empties them together or not at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT confrelid::regclass::text, conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'"
        )
        pairs = cursor.fetchall()
    found, fresh = set(), set(tables)
    while fresh:
        found |= fresh
        fresh = {pointing for pointed, pointing in pairs if pointed in fresh} - found
    return found
