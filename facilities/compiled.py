"""Questions whose SQL is put together once.

Django puts the SQL of a queryset together anew each time it is asked: for a row with a few joins that takes longer than
the database needs to answer, and an action behind the custody door asks the same dozen questions every time. `compiled`
keeps the SQL, and a later call only fills in its arguments:

    @compiled
    def under_lock(pk):
        return WasteBatch.objects.select_related("holder").select_for_update(of=("self",)).filter(pk=pk)

    found = under_lock(batch.pk)  # a list, as `list(queryset)` would give

The function is called once for each shape of its arguments, with stand-ins of the same types: UUIDs, texts, dates,
whole numbers, and lists of these (a list's length is part of the shape). So it must do nothing but pass them on: no
test of their values, no clock, nobody's rights. `None`, `True` and `False` belong to the shape and may be tested.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from functools import wraps
from itertools import count
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet, prefetch_related_objects
from django.db.models.sql.compiler import SQLCompiler
from django.db.transaction import TransactionManagementError

LONGEST = 20  # of a list; longer ones are rare, and each length would be kept


class NotCompilable(TypeError):
    """A question that cannot be kept: an argument of an unknown type, or one that does not reach the SQL as it is."""


def compiled(question: Callable[..., QuerySet]) -> Callable[..., list]:
    """`question` with its SQL kept: called like it, answers with the rows as a list."""
    kept: dict[tuple, _Compiled | None] = {}

    @wraps(question)
    def ask(*given: Any) -> list:
        given = tuple(list(value) if isinstance(value, list | tuple | set | frozenset) else value for value in given)
        if any(isinstance(value, list) and len(value) > LONGEST for value in given):
            return list(question(*given))
        shape = tuple(_shape(value) for value in given)
        if shape not in kept:
            kept[shape] = _compile(question, given)
        return kept[shape].ask(list(_flat(given))) if kept[shape] else []

    ask.question = question
    return ask


@dataclass(frozen=True)
class _Compiled:
    """One shape of a question: its SQL, and for each parameter the argument it comes from (or None) and its value."""

    queryset: QuerySet
    compiler: SQLCompiler
    sql: str
    parameters: list[tuple[int | None, Any]]  # the argument's place and how it is written, or None and a value
    converters: dict  # how each column's values are read

    def ask(self, given: list) -> list:
        parameters = [value if place is None else value(given[place]) for place, value in self.parameters]
        queryset = self.queryset
        connection = connections[queryset.db]
        # Django looks when it puts the SQL together; a lock outside a transaction would be none.
        if queryset.query.select_for_update and connection.get_autocommit():
            raise TransactionManagementError("select_for_update cannot be used outside of a transaction.")
        compiler = copy(self.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda: (self.sql, tuple(parameters))
        compiler.get_converters = lambda _columns: self.converters
        ready = _Instead(queryset.query, get_compiler=lambda using: compiler)
        rows = list(queryset._iterable_class(_Instead(queryset, query=ready)))
        if queryset._prefetch_related_lookups:
            prefetch_related_objects(rows, *queryset._prefetch_related_lookups)
        return rows


class _Instead:
    """Another object, but for some attributes: a queryset and its query as who makes rows of an answer sees them."""

    def __init__(self, other: Any, **attributes: Any):
        self.__dict__.update(attributes, _other=other)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._other, name)


def _compile(question: Callable[..., QuerySet], given: tuple) -> _Compiled | None:
    """Ask with stand-ins and see where they come out. None where nothing can be found (an empty list)."""
    numbers = count(1)
    marked = [_stand_in(value, numbers) for value in given]
    queryset = question(*marked)
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return None
    stand_ins = list(_flat(marked))
    found = [_parameter(value, stand_ins) for value in parameters]
    lost = set(range(len(stand_ins))) - {place for place, _value in found}
    if any(stand_ins[place] not in (None, True, False) for place in lost):
        raise NotCompilable(f"An argument of {question.__qualname__} does not reach the SQL as it is.")
    converters = compiler.get_converters([column for column, _sql, _name in compiler.select[: compiler.col_count]])
    return _Compiled(queryset, compiler, sql, found, converters)


def _shape(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    return tuple(map(_shape, value)) if isinstance(value, list) else type(value)


def _flat(given) -> Iterator:
    for value in given:
        yield from value if isinstance(value, list) else (value,)


def _parameter(value: Any, stand_ins: list) -> tuple[int | None, Any]:
    for place, stand_in in enumerate(stand_ins):
        if isinstance(value, type(stand_in)) and value == stand_in and not isinstance(value, bool | None):
            # Django writes some numbers in a type of the database driver's own, which says how wide the column is.
            return place, type(value) if type(value) is not type(stand_in) else _as_given
    return None, value


def _as_given(value: Any) -> Any:
    return value


def _stand_in(value: Any, numbers: Iterator[int]) -> Any:
    """Something of the same type that no queryset holds of itself."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, list):
        return [_stand_in(item, numbers) for item in value]
    number = next(numbers)
    if isinstance(value, UUID):
        return UUID(int=0xC0FFEE << 96 | number)
    if isinstance(value, str):
        return f"\u2460{number}"
    if type(value) is date:
        return date(1583, 1, 1) + timedelta(number)
    if isinstance(value, int):
        return 31_000 + number
    raise NotCompilable(f"{type(value).__name__} cannot stand in a compiled question.")
