"""Declarations by class (HJ 1259-2022): key sites each month, simplified ones each quarter, all of them each year.

Clocks run only where somebody can say what was declared: whoever keeps declarations registers with `declared_by`, and
stops the clock with `meet` in the transaction of the confirmation. Until then nobody is called late.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import CharField, DateField, DateTimeField, Exists, F, Func, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, NullIf
from django.utils.timezone import localdate

from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import by_region, due_in, rule_for, start_of
from facilities.limits import days
from facilities.models import ClassRecord, Facility
from manifests.clocks.keeping import SQL, Keeper, going_on, keep, select
from manifests.models import Deadline, Movement

Class = Facility.ManagementClass
CLASSES = {
    DeadlineKind.DECLARE_MONTH: (Class.KEY,),
    DeadlineKind.DECLARE_QUARTER: (Class.SIMPLIFIED,),
    DeadlineKind.DECLARE_YEAR: tuple(Class),
}


# How PostgreSQL writes a period's first day as the period.
FORMS = {
    DeadlineKind.DECLARE_MONTH: "YYYY-MM",
    DeadlineKind.DECLARE_QUARTER: 'YYYY-"Q"Q',
    DeadlineKind.DECLARE_YEAR: "YYYY",
}


def declared_by(kind: DeadlineKind, declared: Callable[[], QuerySet]) -> None:
    """Register the confirmed declarations of a kind: `declared()` gives rows with `facility` and `start`, the period's
    first day."""
    keep(f"declarations:{kind}", Keeper((kind,), _wanted(kind, declared)))


def period_name(kind: DeadlineKind, start: date) -> str:
    """The period that begins on a day, as `Deadline.period` holds it: 2026-09, 2026-Q3 or 2026."""
    if kind == DeadlineKind.DECLARE_YEAR:
        return str(start.year)
    if kind == DeadlineKind.DECLARE_QUARTER:
        return f"{start.year}-Q{(start.month + 2) // 3}"
    return f"{start.year}-{start.month:02d}"


def period_before(kind: DeadlineKind, day: date) -> tuple[date, date]:
    """The last period that has ended on a day: its first day, and the first day after it."""
    months = {DeadlineKind.DECLARE_MONTH: 1, DeadlineKind.DECLARE_QUARTER: 3, DeadlineKind.DECLARE_YEAR: 12}[kind]
    after = date(day.year, (day.month - 1) // months * months + 1, 1)
    before = after.year * 12 + after.month - 1 - months
    return date(before // 12, before % 12 + 1, 1), after


def periods_ended(kind: DeadlineKind, today: date) -> Iterator[tuple[date, date]]:
    """The latest period that has ended, and every earlier one whose last day is not long past
    (`declaration.shown_days`): the first day of each, and the first day after it."""
    oldest = start_of(today - timedelta(days=days("declaration.shown_days", today)))
    first, after = period_before(kind, today)
    yield first, after
    first, after = period_before(kind, first)
    while due_in(rule_for(kind, after), after).due_at >= oldest:
        yield first, after
        first, after = period_before(kind, first)


def _wanted(kind: DeadlineKind, declared: Callable[[], QuerySet]) -> Callable[[datetime], list[SQL]]:
    def wanted(now: datetime) -> list[SQL]:
        """Earlier periods too: what is entered late, or while no worker ran, is owed all the same."""
        today = localdate(now)
        latest, *earlier = periods_ended(kind, today)
        running = Deadline.objects.running().filter(kind=kind, facility=OuterRef("pk"))
        return [
            select(_owed(kind, declared, *latest, today), **_clock(kind, *latest)),
            *(
                select(
                    _owed(kind, declared, *period, today).exclude(
                        Exists(running.filter(period=period_name(kind, period[0])))
                    ),
                    **_clock(kind, *period),
                )
                for period in earlier
            ),
            _still_owed(kind, declared, period_name(kind, latest[0])),
        ]

    return wanted


def _owed(kind: DeadlineKind, declared: Callable[[], QuerySet], first: date, after: date, today: date) -> QuerySet:
    """Sites that must declare a period and have not."""
    # Before a site's first hazardous kilogram there is nothing to declare; what was taken back never was.
    taken_back = Movement.objects.filter(from_batch=OuterRef("to_batch"), to_account="source")
    moved = Movement.objects.filter(
        ~Exists(taken_back),
        to_facility=OuterRef("pk"),
        to_batch__waste_code__hazardous=True,
        happened_at__lt=start_of(after),
    )
    done = declared().filter(facility=OuterRef("pk"), start=first)
    return _classed(after, today).filter(Exists(moved), ~Exists(done), class_then__in=CLASSES[kind])


def _clock(kind: DeadlineKind, first: date, after: date) -> dict:
    return {
        "kind": Value(kind.value),
        "subject_id": "pk",
        "period": Value(period_name(kind, first)),
        "facility_id": "pk",
        "called": "name",
        "started_at": Value(start_of(after), output_field=DateTimeField()),
        "due_at": by_region(kind, after, "region__code", lambda rule, _region: due_in(rule, after).due_at),
        "warn_at": by_region(kind, after, "region__code", lambda rule, _region: due_in(rule, after).warn_at),
    }


def _classed(after: date, today: date) -> QuerySet:
    """Open sites with `class_then`, the class on the day before `after`: the one that had begun last, before all of
    them what the first one ended, and without history today's."""
    rows = ClassRecord.objects.filter(facility=OuterRef("pk"))
    begun = rows.filter(valid_from__lt=after).order_by("-valid_from", "-pk").values("management_class")
    before = Coalesce(NullIf(F("previous"), Value("")), F("management_class"))
    first = rows.filter(valid_from__lte=today).order_by("valid_from", "pk").values(before=before)
    then = Coalesce(Subquery(begun[:1]), Subquery(first[:1]), F("management_class"))
    return Facility.objects.open().annotate(class_then=then)


def _still_owed(kind: DeadlineKind, declared: Callable[[], QuerySet], latest: str) -> SQL:
    """Earlier periods go on until they are declared; a class that has changed since does not forgive them."""
    called = Func(Cast("start", DateField()), Value(FORMS[kind]), function="to_char", output_field=CharField())
    done = declared().annotate(called=called).filter(facility=OuterRef("facility"), called=OuterRef("period"))
    rows = Deadline.objects.running().filter(~Exists(done), kind=kind, facility__in=Facility.objects.open())
    return going_on(rows.exclude(period=latest))
