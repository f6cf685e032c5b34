"""Tell of clocks that run out: each level of each clock once, however many workers do it at the same time."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from facilities import clock
from facilities.deadlines import rule_for
from facilities.notices import deliver
from manifests.clocks.telling import Reach, letters, times_of
from manifests.custody.rewriting import rewrite
from manifests.models import Deadline

TOGETHER = 500  # clocks a transaction


def send_reminders() -> int:
    """Deliver what is to be told by now; returns how many messages.

    A clock's row is locked while its people are told, and what it has told is written in the same transaction: two
    workers take different clocks, and what a crash takes back is told by the next run.
    """
    total, now = 0, clock.now()
    while (told := _tell_some(now)) is not None:
        total += told
    return total


def _tell_some(now: datetime) -> int | None:
    with transaction.atomic():
        due = list(
            Deadline.objects.running()
            .filter(tell_at__lte=now)
            .select_related("facility", "manifest__consignee")
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("tell_at", "pk")[:TOGETHER]
        )
        if not due:
            return None
        reach, post = Reach.over(due), []
        for row in due:
            rule = rule_for(row.kind, localdate(now), row.facility.region_id)
            times = times_of(row, rule)
            reached = max((level for level, moment in times.items() if moment <= now), default=row.told)
            post.extend(letters(row, rule, reached, reach))
            row.told = max(row.told, reached)
            row.tell_at = min((moment for level, moment in times.items() if level > row.told), default=None)
        rewrite(due, ["told", "tell_at"])
        return deliver(post)
