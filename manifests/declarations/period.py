"""A period that is declared, and how it is written: 2026-11, 2026-Q4, 2026. Pure: no Django here."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from facilities.duties import Period

_LABEL = re.compile(r"^(20\d\d)(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?$", re.ASCII)


class NotAPeriod(ValueError):
    """The text names no month, quarter or year of this century."""


@dataclass(frozen=True, order=True)
class Stretch:
    """One month, quarter or year, by its first day."""

    start: date
    period: Period

    @classmethod
    def of(cls, start: date, period: str) -> "Stretch":
        """As rows keep it."""
        return cls(start, Period(period))

    @property
    def end(self) -> date:
        """The first day after it."""
        count = self.start.year * 12 + self.start.month - 1 + self.period.months
        return date(count // 12, count % 12 + 1, 1)

    @property
    def last_day(self) -> date:
        return self.end - timedelta(days=1)

    @property
    def label(self) -> str:
        match self.period:
            case Period.MONTH:
                return f"{self.start:%Y-%m}"
            case Period.QUARTER:
                return f"{self.start.year}-Q{(self.start.month + 2) // 3}"
            case _:
                return f"{self.start.year}"


def read_stretch(label: str) -> Stretch:
    """The period of a label. Raises NotAPeriod."""
    found = _LABEL.match(label)
    if not found:
        raise NotAPeriod(label)
    year, quarter, month = found.groups()
    if quarter:
        return Stretch(date(int(year), int(quarter) * 3 - 2, 1), Period.QUARTER)
    if month:
        return Stretch(date(int(year), int(month), 1), Period.MONTH)
    return Stretch(date(int(year), 1, 1), Period.YEAR)


def stretches_ended(period: Period, since: date, today: date) -> list[Stretch]:
    """Every such period that has ended by `today` and in which or after which `since` lies, the oldest first."""
    first = since.replace(day=1)
    first = date(first.year, (first.month - 1) // period.months * period.months + 1, 1)
    found = []
    stretch = Stretch(first, period)
    while stretch.end <= today:
        found.append(stretch)
        stretch = Stretch(stretch.end, period)
    return found
