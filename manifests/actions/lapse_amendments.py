"""Write down that nobody answered in time. Nothing depends on it: what has lapsed is refused by its time alone."""

from datetime import datetime

from django.db import transaction

from facilities import clock
from manifests.actions.tell_of_amendments import tell_of_the_end
from manifests.models import Amendment


def lapse_amendments() -> int:
    """Mark every correction whose time is over, and tell its parties; how many these were."""
    with transaction.atomic():
        return lapse(Amendment.objects.filter(state=Amendment.State.PROPOSED), clock.now())


def lapse(running, now: datetime) -> int:
    """The same of these; who ends them at the same moment takes turns, and each is told once."""
    due = running.filter(lapses_at__lte=now).select_related("manifest", "enterprise").order_by("pk")
    found = list(due.select_for_update(of=("self",)))
    for amendment in found:
        amendment.state, amendment.ended_at = Amendment.State.LAPSED, now
        amendment.save(update_fields=["state", "ended_at"])
        tell_of_the_end(amendment, Amendment.State.LAPSED)
    return len(found)
