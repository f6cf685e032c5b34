"""What a site owes for its management class (HJ 1259-2022): which tables its plan has and which periods it declares.

Pure data, no Django: plans, declarations and clocks all read it here. The classes are `Facility.ManagementClass`. Until
when it is owed an authority may change: that is a dated rule (`facilities/deadlines.py`).
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
class Duties:
    """The plan's tables in the order of the annex, and the periods that are declared."""

    plan_tables: tuple[PlanTable, ...]
    periods: tuple[Period, ...]


_T = PlanTable
DUTIES: dict[str, Duties] = {
    KEY: Duties(tuple(PlanTable), (Period.MONTH, Period.YEAR)),
    SIMPLIFIED: Duties(
        (_T.BASICS, _T.GENERATION, _T.STORAGE, _T.REDUCTION, _T.TRANSFER), (Period.QUARTER, Period.YEAR)
    ),
    REGISTERED: Duties((_T.BASICS, _T.GENERATION, _T.TRANSFER), (Period.YEAR,)),
}


def duties_of(management_class: str) -> Duties:
    """What a site of this class owes. Raises KeyError for a class that is none."""
    return DUTIES[management_class]


def periods_of(period: Period, year: int) -> list[tuple[date, date]]:
    """(first day, last day) of every such period of a calendar year."""
    starts = [date(year, month, 1) for month in range(1, 13, period.months)]
    ends = [start - timedelta(days=1) for start in [*starts[1:], date(year + 1, 1, 1)]]
    return list(zip(starts, ends, strict=True))
