"""When something is due: `rule_for(kind, on, region)` says how a clock runs, `due_after` and `due_in` when it ends.

The rules are some dozens of rows, so a process keeps a picture of them, as it does of the limits (limits.py): a new
rule starts tomorrow at the earliest, and by then every worker has asked again.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Case, Expression, Value, When
from django.db.models.signals import post_delete, post_save
from django.utils.timezone import get_current_timezone, localdate

from facilities.access import region_prefix
from facilities.calendars import Calendar
from facilities.limits import days
from facilities.models import DeadlineRule

Unit = DeadlineRule.Unit


class DeadlineRuleMissing(LookupError):
    """A defect of the installation: no row says how long the clock runs. `load_reference` brings the defaults."""


@dataclass(frozen=True)
class Due:
    """When it runs out and when to warn, aware. `assumed`: a year on the way has no holidays loaded."""

    due_at: datetime
    warn_at: datetime
    assumed: bool = False


# Replaced whole and never changed, so that another thread sees the old picture or the new one and nothing between.
_picture: tuple[float, dict[str, list[tuple[str, DeadlineRule]]]] | None = None
changes = 0  # rows entered by this process so far


def rule_for(kind: str, on: date, region: str = "") -> DeadlineRule:
    """The rule in force on a day in a region (six digits; "" for the country). Raises DeadlineRuleMissing.

    Days before the country's first row are judged by it.
    """
    rows = _rows(kind)
    for prefix, row in rows:
        if region.startswith(prefix) and _holds(row, on):
            return row
    if rows and not rows[-1][0] and on < rows[-1][1].valid_from:
        return rows[-1][1]
    raise DeadlineRuleMissing(f"No rule {kind} is in force on {on} in region {region or 'CN'}.")


def by_region(kind: str, on: date, path: str, value: Callable[[DeadlineRule, str], object]) -> Case:
    """`value(rule, region)` as an expression over rows whose region's code stands at `path`."""
    regional = [(prefix, row) for prefix, row in _rows(kind) if prefix and _holds(row, on)]
    whens = [When(**{f"{path}__startswith": prefix}, then=_expression(value(row, prefix))) for prefix, row in regional]
    return Case(*whens, default=_expression(value(rule_for(kind, on), "")))


def length_of(rule: DeadlineRule, on: date, region: str = "") -> int:
    """How many of its units it runs, from the dated limit where the rule names one."""
    return days(rule.limit, on, region) if rule.limit else rule.length


def due_after(started_at: datetime, region: str, *kinds: str) -> list[Due]:
    """When clocks that began at a moment run out, each by the rule of that day; one query of the calendar at most."""
    found, calendar, first = [], None, localdate(started_at)
    for kind in kinds:
        rule = rule_for(kind, first, region)
        length = length_of(rule, first, region)
        if rule.unit == Unit.WORKING_DAYS:
            calendar = calendar or Calendar.since(first)
            last = calendar.add(first, length)
            warned = calendar.add(first, max(length - rule.warn, 0))
            found.append(Due(end_of(last.date), end_of(warned.date), last.assumed))
        else:
            due_at = started_at + timedelta(days=length)
            if rule.unit == Unit.DAYS:
                due_at = end_of(first + timedelta(days=length))
            found.append(Due(due_at, due_at - timedelta(days=rule.warn)))
    return found


def due_in(rule: DeadlineRule, day: date) -> Due:
    """When a rule with a fixed date is due in the year, or in the month, of `day`."""
    month = rule.month if rule.unit == Unit.DATE else day.month
    due_at = end_of(date(day.year, month, rule.day))
    return Due(due_at, due_at - timedelta(days=rule.warn))


def start_of(day: date) -> datetime:
    """The first moment of a day where the service is at home."""
    return datetime(day.year, day.month, day.day, tzinfo=get_current_timezone())


def end_of(day: date) -> datetime:
    """The moment after a day: it is met on the day, and late from here on."""
    return start_of(day + timedelta(days=1))


def forget() -> None:
    """Let the next question be asked of the database."""
    global _picture
    _picture = None


def _row_changed(**_signal) -> None:
    global changes
    changes += 1
    forget()


def _holds(row: DeadlineRule, on: date) -> bool:
    return row.valid_from <= on and (row.valid_to is None or on <= row.valid_to)


def _expression(value) -> Expression:
    return value if isinstance(value, Expression) else Value(value)


def _rows(kind: str) -> list[tuple[str, DeadlineRule]]:
    """(prefix, rule) of a kind, the most specific region first and the latest start first."""
    global _picture
    picture = _picture
    if picture is None or time.monotonic() - picture[0] > settings.LIMITS_KEPT_SECONDS:
        picture = time.monotonic(), _take()
        _picture = picture if picture[1] else None
    return picture[1].get(kind, [])


def _take() -> dict[str, list[tuple[str, DeadlineRule]]]:
    taken: dict[str, list[tuple[str, DeadlineRule]]] = {}
    for row in DeadlineRule.objects.order_by():
        taken.setdefault(row.code, []).append((region_prefix(row.region_id) if row.region_id else "", row))
    for rows in taken.values():
        rows.sort(key=lambda pair: (len(pair[0]), pair[1].valid_from), reverse=True)
    return taken


post_save.connect(_row_changed, sender=DeadlineRule, dispatch_uid="deadline_rules")
post_delete.connect(_row_changed, sender=DeadlineRule, dispatch_uid="deadline_rules")
