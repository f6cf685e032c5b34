"""Moments of the demo's year: working days and hours of Changzhou, as aware times."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from config.demo.dice import Dice
from facilities import clock
from facilities.models import WorkingDay

SATURDAY = 5


class Days:
    """A calendar read once, so that looking for the next working day costs nothing."""

    def __init__(self, first: date, last: date):
        self.first, self.last = first, last
        self._breaks = dict(WorkingDay.objects.filter(jurisdiction="CN").values_list("date", "is_working"))

    def works(self, day: date) -> bool:
        return self._breaks.get(day, day.weekday() < SATURDAY)

    def working(self, day: date, n: int = 0) -> date:
        """The n-th working day after `day`; with 0 the day itself, or the next one that is worked."""
        while not self.works(day):
            day += timedelta(days=1)
        while n:
            day += timedelta(days=1)
            n -= self.works(day)
        return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), tzinfo=timezone.get_current_timezone())


def in_hours(day: date, dice: Dice, first: int = 8, last: int = 16) -> datetime:
    """Some minute of the working day's hours."""
    return at(day, dice.randint(first, last), dice.randint(0, 59))


def later(dice: Dice, least: int, most: int) -> datetime:
    """So many minutes from the moment the story stands at."""
    return clock.now() + timedelta(minutes=dice.randint(least, most), seconds=dice.randint(0, 59))
