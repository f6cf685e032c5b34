"""Clocks in working days run out on another day once a year's holidays are known, or a day of the calendar changes.

Clocks that actions started (starting.py) were counted by the calendar of that day; while they run they are counted
anew. What has ended stays as it was.
"""

from facilities.calendars import Calendar
from facilities.deadlines import due_after, rule_for, start_of
from facilities.models import DeadlineRule
from manifests.clocks.keeping import LocalDay, keepers
from manifests.models import Deadline

TOLD = ("due_at", "warn_at")  # where these change, everybody is told anew


def recount() -> int:
    """Move the running ones that end on another day now; returns how many. Two statements, and one for each group of
    clocks alike in rule, region and days that is moved."""
    kept = {str(kind) for keeper in keepers().values() for kind in keeper.kinds}
    running = Deadline.objects.running().exclude(kind__in=kept).annotate(began=LocalDay("started_at"))
    alike = ("kind", "facility__region_id", "began", *TOLD, "assumed")
    groups = [group for group in running.order_by().values(*alike).distinct() if _in_working_days(group)]
    if not groups:
        return 0
    calendar, moved = Calendar.since(min(group["began"] for group in groups)), 0
    for group in groups:
        region, first = group["facility__region_id"], start_of(group["began"])
        (due,) = due_after(first, region, group["kind"], calendar=calendar)
        now = {"due_at": due.due_at, "warn_at": due.warn_at, "assumed": due.assumed}
        if any(group[name] != now[name] for name in now):
            is_other_day = any(group[name] != now[name] for name in TOLD)
            again = {"told": 0, "tell_at": due.warn_at} if is_other_day else {}
            moved += running.filter(**group).update(**now, **again)
    return moved


def _in_working_days(group: dict) -> bool:
    return rule_for(group["kind"], group["began"], group["facility__region_id"]).unit == DeadlineRule.Unit.WORKING_DAYS
