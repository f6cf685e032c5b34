"""Declarations by class (HJ 1259-2022): key sites each month, simplified ones each quarter, all of them each year.

Clocks run only where somebody can say what was declared: whoever keeps declarations registers with `declared_by`, and
stops the clock with `meet` in the transaction of the confirmation. Until then nobody is called late.
"""

from collections.abc import Callable
from datetime import date, datetime

from django.db.models import DateTimeField, Exists, F, OuterRef, QuerySet, Value
from django.utils.timezone import localdate

from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import by_region, due_in, start_of
from facilities.models import Facility
from manifests.clocks.keeping import SQL, Keeper, keep, select
from manifests.models import Deadline

Class = Facility.ManagementClass
CLASSES = {
    DeadlineKind.DECLARE_MONTH: (Class.KEY,),
    DeadlineKind.DECLARE_QUARTER: (Class.SIMPLIFIED,),
    DeadlineKind.DECLARE_YEAR: tuple(Class),
}


def declared_by(kind: DeadlineKind, declared: Callable[[], QuerySet]) -> None:
    """Register the confirmed declarations of a kind: `declared()` gives rows with `facility` and `clock_period`, the
    period as `period_before` writes it."""
    keep(f"declarations:{kind}", Keeper((kind,), _wanted(kind, declared)))


def period_before(kind: DeadlineKind, day: date) -> tuple[str, date]:
    """The last period that has ended on a day, and the first day after it: 2026-09, 2026-Q3 or 2025."""
    if kind == DeadlineKind.DECLARE_YEAR:
        return str(day.year - 1), date(day.year, 1, 1)
    months = 1 if kind == DeadlineKind.DECLARE_MONTH else 3
    after = date(day.year, (day.month - 1) // months * months + 1, 1)
    year, month = (after.year, after.month - 1) if after.month > 1 else (after.year - 1, 12)
    return (f"{year}-{month:02d}" if months == 1 else f"{year}-Q{month // 3}"), after


def _wanted(kind: DeadlineKind, declared: Callable[[], QuerySet]) -> Callable[[datetime], list[SQL]]:
    def wanted(now: datetime) -> list[SQL]:
        period, after = period_before(kind, localdate(now))
        owing = Facility.objects.open().filter(is_generator=True, management_class__in=CLASSES[kind])
        done = declared().filter(facility=OuterRef("pk"), clock_period=period)
        due = by_region(kind, after, "region__code", lambda rule, _region: due_in(rule, after).due_at)
        warn = by_region(kind, after, "region__code", lambda rule, _region: due_in(rule, after).warn_at)
        return [
            select(
                owing.filter(~Exists(done)),
                kind=Value(kind.value),
                subject_id="pk",
                period=Value(period),
                facility_id="pk",
                called="name",
                started_at=Value(start_of(after), output_field=DateTimeField()),
                due_at=due,
                warn_at=warn,
            ),
            _still_owed(kind, declared, period),
        ]

    return wanted


def _still_owed(kind: DeadlineKind, declared: Callable[[], QuerySet], latest: str) -> SQL:
    """Earlier periods go on until they are declared; a class that has changed since does not forgive them."""
    done = declared().filter(facility=OuterRef("facility"), clock_period=OuterRef("period"))
    rows = Deadline.objects.running().filter(~Exists(done), kind=kind, facility__closed_on=None).exclude(period=latest)
    names = ("kind", "subject_id", "period", "facility_id", "started_at", "due_at", "warn_at", "assumed")
    return select(rows, called=F("label"), **{name: name for name in names})
