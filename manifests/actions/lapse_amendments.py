"""Write down that nobody answered in time. Nothing depends on it: what has lapsed is refused by its time alone."""

from facilities import clock
from manifests.models import Amendment


def lapse_amendments() -> int:
    """Mark every correction whose time is over, in one statement; how many these were."""
    now = clock.now()
    due = Amendment.objects.filter(state=Amendment.State.PROPOSED, lapses_at__lte=now)
    return due.update(state=Amendment.State.LAPSED, ended_at=now)
