"""The job that keeps clocks, run at a moment, and the clocks there are."""

from datetime import datetime

from django.utils.timezone import get_current_timezone

from facilities import clock
from manifests.actions.keep_clocks import keep_clocks
from manifests.models import Deadline


def at(*when) -> datetime:
    return datetime(*when, tzinfo=get_current_timezone())


def kept(*when) -> tuple[int, int, int]:
    """(started, moved, stopped) of a run of the job at a moment, now unless told."""
    with clock.standing_at(at(*when) if when else clock.now()):
        done = keep_clocks()
    return done.started, done.moved, done.stopped


def clocks(*kinds, **about) -> list[Deadline]:
    return list(Deadline.objects.filter(kind__in=kinds, **about).order_by("due_at"))


def running(*kinds) -> list[Deadline]:
    return [row for row in clocks(*kinds) if row.met_at is None]
