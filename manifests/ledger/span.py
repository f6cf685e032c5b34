"""Which part of a site's books is looked at: its hazardous or its general waste, from a day to before another."""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.utils.timezone import get_current_timezone


@dataclass(frozen=True)
class Span:
    """`start` is the first day, `end` the first day after; days begin in the house's time zone."""

    facility: UUID
    start: date
    end: date
    hazardous: bool = True

    @classmethod
    def month(cls, facility: UUID, first: date, *, hazardous: bool = True) -> "Span":
        return cls(facility, first, months_after(first, 1), hazardous)

    @property
    def params(self) -> dict:
        return {
            "facility": self.facility,
            "start": midnight(self.start),
            "end": midnight(self.end),
            "hazardous": self.hazardous,
        }


def midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=get_current_timezone())


def months_after(first: date, months: int) -> date:
    """The first day of the month so many months later."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
