"""When something is due: `rule_for(kind, on, region)` says how a clock runs, `due_after` and `due_in` when it ends.

The rules are some dozens of rows, so a process keeps a picture of them, as it does of the limits (picture.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Case, Expression, Value, When
from django.utils.timezone import get_current_timezone, localdate

from facilities.access import region_prefix
from facilities.calendars import Calendar
from facilities.deadline_kinds import DeadlineKind
from facilities.duties import Period
from facilities.limits import days
from facilities.models import DeadlineRule, ManagementPlan
from facilities.picture import Dated, Picture, in_force, most_specific_first

Unit = DeadlineRule.Unit
DECLARED = {
    Period.MONTH: DeadlineKind.DECLARE_MONTH,
    Period.QUARTER: DeadlineKind.DECLARE_QUARTER,
    Period.YEAR: DeadlineKind.DECLARE_YEAR,
}


class DeadlineRuleMissing(LookupError):
    """A defect of the installation: no row says how long the clock runs. `load_reference` brings the defaults."""


@dataclass(frozen=True)
class Due:
    """When it runs out and when to warn, aware. `assumed`: a year on the way has no holidays loaded."""

    due_at: datetime
    warn_at: datetime
    assumed: bool = False


@dataclass(frozen=True)
class Term(Dated):
    """One row as the picture holds it."""

    rule: DeadlineRule


def rule_for(kind: str, on: date, region: str = "") -> DeadlineRule:
    """The rule in force on a day in a region (six digits; "" for the country). Raises DeadlineRuleMissing.

    Days before the country's first row are judged by it.
    """
    found = in_force(_terms(kind), on, region)
    if found is not None:
        return found.rule
    raise DeadlineRuleMissing(f"No rule {kind} is in force on {on} in region {region or 'CN'}.")


def by_region(kind: str, on: date, path: str, value: Callable[[DeadlineRule, str], object]) -> Case:
    """`value(rule, region)` as an expression over rows whose region's code stands at `path`."""
    regional = [row for row in _terms(kind) if row.prefix and row.holds(on)]
    whens = [
        When(**{f"{path}__startswith": row.prefix}, then=_expression(value(row.rule, row.prefix))) for row in regional
    ]
    return Case(*whens, default=_expression(value(rule_for(kind, on), "")))


def length_of(rule: DeadlineRule, on: date, region: str = "") -> int:
    """How many of its units it runs, from the dated limit where the rule names one."""
    return days(rule.limit, on, region) if rule.limit else rule.length


def due_after(started_at: datetime, region: str, *kinds: str, calendar: Calendar | None = None) -> list[Due]:
    """When clocks that began at a moment run out, each by the rule of that day. `calendar`: one that was read from that
    day or an earlier one on; without it one query at most."""
    found, first = [], localdate(started_at)
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


def plan_due(year: int, region: str = "") -> date:
    """The last day to file the plan of a year. Later is late, and is filed and recorded all the same."""
    return _last_day(DeadlineKind.PLAN, date(year, 1, 1), region)


def is_filed_late(plan: ManagementPlan) -> bool:
    """True if it was first filed after that day. Needs the plan's facility."""
    return plan.filed_on is not None and plan.filed_on > plan_due(plan.year, plan.facility.region_id)


def declaration_due(period: Period, after: date, region: str = "") -> date:
    """The last day to declare the period before `after`, the first day that no longer belongs to it."""
    return _last_day(DECLARED[period], after, region)


def _last_day(kind: str, day: date, region: str) -> date:
    return localdate(due_in(rule_for(kind, day, region), day).due_at - timedelta(microseconds=1))


def start_of(day: date) -> datetime:
    """The first moment of a day where the service is at home."""
    return datetime(day.year, day.month, day.day, tzinfo=get_current_timezone())


def end_of(day: date) -> datetime:
    """The moment after a day: it is met on the day, and late from here on."""
    return start_of(day + timedelta(days=1))


def _expression(value) -> Expression:
    return value if isinstance(value, Expression) else Value(value)


def _terms(kind: str) -> list[Term]:
    return picture.rows().get(kind, [])


def _take() -> dict[str, list[Term]]:
    taken: dict[str, list[Term]] = {}
    for row in DeadlineRule.objects.order_by():
        prefix = region_prefix(row.region_id) if row.region_id else ""
        taken.setdefault(row.code, []).append(Term(prefix, row.valid_from, row.valid_to, row))
    for rows in taken.values():
        most_specific_first(rows)
    return taken


picture: Picture[list[Term]] = Picture(_take, lambda: settings.LIMITS_KEPT_SECONDS)
picture.follow(DeadlineRule)
forget = picture.forget
