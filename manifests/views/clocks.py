"""The law's clock in words: how many days are left, or since when it has run out."""

from datetime import datetime, timedelta

from django.utils.text import capfirst
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from facilities import clock
from facilities.templatetags.quantities import state_badge
from manifests.models import Deadline
from manifests.models.deadline import last_day

SOON = 1  # days


def shown_clock(row: Deadline) -> dict:
    """One clock as the pages show it."""
    return {
        "title": capfirst(row.get_kind_display()),
        "badge": clock_badge(row.due_at, row.met_at),
        "last_day": last_day(row.due_at),
        "assumed": row.assumed,
    }


def clock_badge(due_at: datetime | None, met_at: datetime | None) -> str:
    """A badge for a clock that runs, nothing for one that was met or never started.

    `due_at` is the end of the last day (midnight), so the last day itself is the moment before.
    """
    if due_at is None or met_at is not None:
        return ""
    now = clock.now()
    days = (localdate(due_at - timedelta(seconds=1)) - localdate(now)).days
    if now >= due_at:
        late = max(-days, 1)
        return state_badge("overdue", ngettext("%(days)s day late", "%(days)s days late", late) % {"days": late})
    if days == 0:
        return state_badge("due_soon", _("Last day"))
    word = ngettext("%(days)s day left", "%(days)s days left", days) % {"days": days}
    return state_badge("due_soon" if days <= SOON else "issued", word)
