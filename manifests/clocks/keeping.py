"""Keepers: what must be running now, as SQL over many rows, and when what is wanted no more was met.

A keeper never writes. `actions/keep_clocks.py` starts what is wanted and does not run, moves what ends at another time
now, and stops what is wanted no more, in one statement a keeper.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import (
    DateField,
    DateTimeField,
    DurationField,
    Expression,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    QuerySet,
    UUIDField,
    Value,
)
from django.db.models.functions import Cast

SQL = tuple[str, Sequence]  # a text with %s, and what stands for each
COLUMNS = (
    "kind",
    "subject_id",
    "period",
    "facility_id",
    "manifest_id",
    "batch_id",
    "label",
    "started_at",
    "due_at",
    "warn_at",
    "assumed",
)
# Where nothing at all is wanted: the columns' types, and no row.
NOTHING = (
    "SELECT ''::text, NULL::uuid, ''::text, NULL::uuid, NULL::uuid, NULL::uuid, ''::text,"
    " now(), now(), now(), false WHERE false",
    (),
)


@dataclass(frozen=True)
class Keeper:
    """`wanted(now)` gives SELECTs of COLUMNS, in that order: every clock of `kinds` that must run now.

    `met`, SQL over the ended clock `x` and the named parameter `now`, is when it was met; NULL where it was not and
    what it was about has gone. A function of the moment where a dated limit stands in it.
    """

    kinds: tuple[str, ...]
    wanted: Callable[[datetime], list[SQL]]
    met: str | Callable[[datetime], str] = "%(now)s"


_keepers: dict[str, Keeper] = {}


def keep(name: str, keeper: Keeper) -> None:
    """Register a keeper. The same name again replaces it."""
    _keepers[name] = keeper


def keepers() -> dict[str, Keeper]:
    return dict(_keepers)


def select(rows: QuerySet, *, called, **columns) -> SQL:
    """SQL of the rows with COLUMNS; those not given are empty. `called` is what the subject is called."""
    empty = {
        "period": Value(""),
        "manifest_id": Value(None, UUIDField()),
        "batch_id": Value(None, UUIDField()),
        "assumed": Value(False),
    }
    given = {**empty, **columns, "label": called}
    # Under names of their own: a row's field may be called as a column is.
    named = {f"clock_{name}": _as_expression(given[name]) for name in COLUMNS}
    rows = rows.order_by().annotate(**named).values_list(*named)
    text, params = rows.query.get_compiler(connection=connection).as_sql()
    casts = {"manifest_id": "uuid", "batch_id": "uuid", "subject_id": "uuid", "facility_id": "uuid"}
    picked = ", ".join(f"clock_{name}::{casts[name]}" if name in casts else f"clock_{name}" for name in COLUMNS)
    return f"SELECT {picked} FROM ({text}) AS picked", params  # noqa: S608 - our own names, and SQL that Django wrote


def going_on(clocks: QuerySet) -> SQL:
    """Running clocks as they are: wanted still, whatever else they hung on."""
    names = ("kind", "subject_id", "period", "facility_id", "started_at", "due_at", "warn_at", "assumed")
    return select(clocks, called=F("label"), **{name: name for name in names})


def _as_expression(value):
    return F(value) if isinstance(value, str) else value


class LocalDay(Func):
    """The calendar day of a moment where the service is at home."""

    template = f"(timezone('{settings.TIME_ZONE}', %(expressions)s))::date"
    output_field = DateField()


class StartOfDay(Func):
    """The first moment of a date there."""

    template = f"timezone('{settings.TIME_ZONE}', (%(expressions)s)::timestamp)"
    output_field = DateTimeField()


class EndOfDay(Func):
    """The moment after a date, or after the date so many days (whole, a second argument) later."""

    arg_joiner = " + "
    template = f"timezone('{settings.TIME_ZONE}', (%(expressions)s + 1)::timestamp)"
    output_field = DateTimeField()


def whole_days(number: Expression) -> Expression:
    return Cast(number, IntegerField())


def span(number: Expression) -> Expression:
    """So many days of 24 hours."""
    return ExpressionWrapper(whole_days(number) * Value(timedelta(days=1)), output_field=DurationField())
