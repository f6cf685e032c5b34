"""Rows whose values are ready, written in one statement. Django's `bulk_update` would put a CASE together for every
field of every row: that took longer than all else that is written for a receipt."""

from collections.abc import Collection, Iterable
from itertools import chain

from django.db import connection
from django.db.models import Field, Model
from psycopg import sql


def rewrite(rows: Collection[Model], fields: Iterable[str]) -> None:
    """Write the named fields of rows of one model as they stand. The caller holds whatever lock is needed."""
    if not rows:
        return
    options = next(iter(rows))._meta
    columns = [options.pk, *(options.get_field(name) for name in fields)]
    row = sql.SQL("({})").format(sql.SQL(", ").join(sql.SQL("%s::" + _kind(column)) for column in columns))
    statement = sql.SQL(
        "UPDATE {table} SET {values} FROM (VALUES {rows}) AS new ({names}) WHERE {key} = new.{pk}"
    ).format(
        table=sql.Identifier(options.db_table),
        values=sql.SQL(", ").join(
            sql.SQL("{name} = new.{name}").format(name=sql.Identifier(column.column)) for column in columns[1:]
        ),
        rows=sql.SQL(", ").join([row] * len(rows)),
        names=sql.SQL(", ").join(sql.Identifier(column.column) for column in columns),
        key=sql.Identifier(options.db_table, options.pk.column),
        pk=sql.Identifier(options.pk.column),
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, list(chain.from_iterable(_values(row, columns) for row in rows)))


def _kind(column: Field) -> str:
    """The column's type without its length: a cast to `varchar(20)` would cut silently what the column refuses."""
    return column.db_type(connection).partition("(")[0]


def _values(row: Model, columns: list[Field]) -> Iterable:
    return (column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns)
