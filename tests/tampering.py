"""What somebody could do who owns the database: change evidence behind its guards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper


@contextmanager
def unguarded(*tables: str) -> Iterator[CursorWrapper]:
    """A cursor, and the tables' own triggers are off meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what the walk left to prove is proved first
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield cursor
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def tamper(table: str, statement: str, parameters: list | None = None) -> int:
    """Run one statement on a table whose guards are off; returns how many rows it changed."""
    with unguarded(table) as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount
