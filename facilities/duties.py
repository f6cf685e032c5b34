"""What a site owes for its management class (HJ 1259-2022): which tables its plan has, what it declares and until when.

Pure data, no Django: plans, declarations and clocks all read it here. The classes are `Facility.ManagementClass`.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

LAW = "HJ 1259-2022"
KEY, SIMPLIFIED, REGISTERED = "key", "simplified", "registered"
CLASSES = (KEY, SIMPLIFIED, REGISTERED)  # the strictest first


class PlanTable(StrEnum):
    """The tables of the annual plan, by their numbers in HJ 1259, annex A."""

    BASICS = "A.1"
    PRODUCTION = "A.2"
    GENERATION = "A.3"
    STORAGE = "A.4"
    OWN_TREATMENT = "A.5"
    REDUCTION = "A.6"
    TRANSFER = "A.7"


class Period(StrEnum):
    """What a declaration is about: C.1 a month, C.2 a quarter, C.3 a year."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        return {"month": 1, "quarter": 3, "year": 12}[self.value]


@dataclass(frozen=True)
class Declaration:
    """One kind of declaration, due on day `due_day` of the `due_month`-th month after its period has ended."""

    period: Period
    due_month: int
    due_day: int

    def due_on(self, start: date) -> date:
        """The last day to declare the period that begins on `start` (always the first of a month)."""
        months = start.year * 12 + start.month - 1 + self.period.months + self.due_month - 1
        return date(months // 12, months % 12 + 1, self.due_day)


@dataclass(frozen=True)
class Duties:
    """The plan's tables in the order of the annex, and the declarations owed."""

    plan_tables: tuple[PlanTable, ...]
    declarations: tuple[Declaration, ...]


MONTHLY = Declaration(Period.MONTH, due_month=1, due_day=15)
QUARTERLY = Declaration(Period.QUARTER, due_month=1, due_day=15)
YEARLY = Declaration(Period.YEAR, due_month=3, due_day=31)

_T = PlanTable
DUTIES: dict[str, Duties] = {
    KEY: Duties(tuple(PlanTable), (MONTHLY, YEARLY)),
    SIMPLIFIED: Duties((_T.BASICS, _T.GENERATION, _T.STORAGE, _T.REDUCTION, _T.TRANSFER), (QUARTERLY, YEARLY)),
    REGISTERED: Duties((_T.BASICS, _T.GENERATION, _T.TRANSFER), (YEARLY,)),
}


def duties_of(management_class: str) -> Duties:
    """What a site of this class owes. Raises KeyError for a class that is none."""
    return DUTIES[management_class]


def plan_due(year: int) -> date:
    """The last day to file the plan of a year. Later is late, and is filed and recorded all the same."""
    return date(year, 3, 31)


def periods_of(period: Period, year: int) -> list[tuple[date, date]]:
    """(first day, last day) of every such period of a calendar year."""
    starts = [date(year, month, 1) for month in range(1, 13, period.months)]
    ends = [start - timedelta(days=1) for start in [*starts[1:], date(year + 1, 1, 1)]]
    return list(zip(starts, ends, strict=True))
