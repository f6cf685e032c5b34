"""Working days: Monday to Friday, less public holidays, plus the weekend days worked in their place."""

import datetime
from dataclasses import dataclass

from facilities.compiled import compiled
from facilities.models import WorkingDay

SATURDAY = 5
PUBLISHED = WorkingDay.Source.STATE_COUNCIL.value


@dataclass(frozen=True)
class DueDay:
    """The day something is due. `assumed`: the holidays of a year on the way are not all known."""

    date: datetime.date
    assumed: bool


def is_working_day(date: datetime.date, jurisdiction: str = "CN") -> bool:
    exception = (
        WorkingDay.objects.filter(jurisdiction=jurisdiction, date=date).values_list("is_working", flat=True).first()
    )
    return date.weekday() < SATURDAY if exception is None else exception


@compiled
def _exceptions(jurisdiction, first):
    rows = WorkingDay.objects.filter(jurisdiction=jurisdiction, date__gte=first)
    return rows.order_by().values_list("date", "is_working", "source", "completes_year")


@dataclass(frozen=True)
class Calendar:
    """The days that break the Monday-to-Friday rule, from a year on, and the years of which all are known."""

    exceptions: dict[datetime.date, bool]
    known_years: frozenset[int] = frozenset()

    @classmethod
    def since(cls, start_date: datetime.date, jurisdiction: str = "CN") -> "Calendar":
        """One query: a few dozen rows a year, a few years ahead, are cheaper read whole than guessed at."""
        rows = _exceptions(jurisdiction, start_date.replace(month=1, day=1))
        known = {date.year for date, _works, source, is_last in rows if is_last or source == PUBLISHED}
        return cls({date: works for date, works, _source, _is_last in rows}, frozenset(known))

    def add(self, start_date: datetime.date, n: int) -> DueDay:
        """See `add_working_days`."""
        if n < 0:
            raise ValueError("Working days are counted forward only.")
        date, left, assumed = start_date, n, False
        while left:
            date += datetime.timedelta(days=1)
            assumed = assumed or date.year not in self.known_years
            left -= self.exceptions.get(date, date.weekday() < SATURDAY)
        return DueDay(date, assumed)


def add_working_days(start_date: datetime.date, n: int, jurisdiction: str = "CN") -> DueDay:
    """The n-th working day after a day; the day itself does not count. With n = 0 the day itself.

    `start_date` is a date in the jurisdiction's own zone. One query. Raises ValueError for a negative n.
    """
    if n <= 0:
        return Calendar({}).add(start_date, n)
    return Calendar.since(start_date, jurisdiction).add(start_date, n)
