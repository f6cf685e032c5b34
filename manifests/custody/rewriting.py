"""Rows whose values are ready, written in one statement whose SQL is kept.

Django's `bulk_update` would put a CASE together for every field of every row, which took longer than all else that is
written for a receipt; its `bulk_create` describes the model's columns to itself anew each time.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import chain

from django.db import connection
from django.db.models import Field, Model
from psycopg import sql

AT_ONCE = 1000  # rows of an INSERT: a statement has room for 65,535 values


def rewrite(rows: Collection[Model], fields: Iterable[str]) -> None:
    """Write the named fields of rows of one model as they stand. The caller holds whatever lock is needed."""
    if not rows:
        return
    model = type(next(iter(rows)))
    columns = [model._meta.pk, *(model._meta.get_field(name) for name in fields)]
    with connection.cursor() as cursor:
        cursor.execute(
            _update(model, tuple(columns), len(rows)),
            list(chain.from_iterable(_values(row, columns) for row in rows)),
        )


def add(rows: Sequence[Model]) -> None:
    """Insert new rows of one model that have their keys already, in the order given."""
    for first in range(0, len(rows), AT_ONCE):
        some = rows[first : first + AT_ONCE]
        model = type(some[0])
        columns = model._meta.local_concrete_fields
        with connection.cursor() as cursor:
            cursor.execute(
                _insert(model, len(some)),
                list(chain.from_iterable(_values(row, columns) for row in some)),
            )
        for row in some:
            row._state.adding, row._state.db = False, connection.alias


@lru_cache(maxsize=500)
def _update(model: type[Model], columns: tuple[Field, ...], count: int) -> str:
    row = sql.SQL("({})").format(sql.SQL(", ").join(sql.SQL("%s::" + _kind(column)) for column in columns))
    return (
        sql.SQL("UPDATE {table} SET {values} FROM (VALUES {rows}) AS new ({names}) WHERE {key} = new.{pk}")
        .format(
            table=sql.Identifier(model._meta.db_table),
            values=sql.SQL(", ").join(
                sql.SQL("{name} = new.{name}").format(name=sql.Identifier(column.column)) for column in columns[1:]
            ),
            rows=sql.SQL(", ").join([row] * count),
            names=sql.SQL(", ").join(sql.Identifier(column.column) for column in columns),
            key=sql.Identifier(model._meta.db_table, model._meta.pk.column),
            pk=sql.Identifier(model._meta.pk.column),
        )
        .as_string()
    )


@lru_cache(maxsize=500)
def _insert(model: type[Model], count: int) -> str:
    columns = model._meta.local_concrete_fields
    row = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(columns)))
    return (
        sql.SQL("INSERT INTO {table} ({names}) VALUES {rows}")
        .format(
            table=sql.Identifier(model._meta.db_table),
            names=sql.SQL(", ").join(sql.Identifier(column.column) for column in columns),
            rows=sql.SQL(", ").join([row] * count),
        )
        .as_string()
    )


def _kind(column: Field) -> str:
    """The column's type without its length: a cast to `varchar(20)` would cut silently what the column refuses."""
    return column.db_type(connection).partition("(")[0]


def _values(row: Model, columns: Iterable[Field]) -> Iterable:
    return (column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns)
