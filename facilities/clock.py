"""The one place that asks what time it is, so that history can be replayed at its own pace."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

# Years that somebody can mean; the midnight of year 1 or 9999 in another zone is no moment at all.
FIRST_YEAR, LAST_YEAR = 1900, 2199

_fixed: ContextVar[datetime | None] = ContextVar("liandan_clock", default=None)


def now() -> datetime:
    """Aware UTC now, or the time that `standing_at` set for this thread of work."""
    return _fixed.get() or timezone.now()


def today() -> date:
    """The calendar day where the service is at home; the law counts days there."""
    return timezone.localdate(now())


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let everything inside happen and be recorded at `moment` (the demo city's year, tests of deadlines)."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)
