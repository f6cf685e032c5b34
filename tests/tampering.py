"""What somebody could do who owns the database: change evidence behind its guards."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def unguarded(*tables: str) -> Iterator[None]:
    """The tables' own triggers are off meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def tamper(table: str, statement: str, parameters: list | None = None) -> int:
    """Run one statement on a table whose guards are off; returns how many rows it changed."""
    with unguarded(table), connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount
