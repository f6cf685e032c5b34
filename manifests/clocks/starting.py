"""Start, meet and drop clocks from within the action they hang on: one statement each, in the action's transaction."""

from datetime import datetime

from facilities.deadlines import Due, due_after
from facilities.models import Facility
from manifests.models import Deadline, Manifest


def start(manifest: Manifest, facility: Facility, started_at: datetime, *kinds: str) -> None:
    """Start clocks of a manifest that the site owes, all at one moment and each by its rule.

    Two statements at most: one question to the calendar, one insert.
    """
    dues = due_after(started_at, facility.region_id, *kinds)
    Deadline.objects.bulk_create(
        [
            new_deadline(kind, facility, due, started_at, subject=manifest.pk, label=manifest.number, manifest=manifest)
            for kind, due in zip(kinds, dues, strict=True)
        ]
    )


def start_of_period(kind: str, facility: Facility, period: str, due: Due, started_at: datetime) -> Deadline:
    """Start what a site owes for a period before the job would, as an authority's order may; returns the clock."""
    row = new_deadline(kind, facility, due, started_at, subject=facility.pk, label=facility.name, period=period)
    row.save()
    return row


def meet(met_at: datetime, *kinds: str, **subject) -> int:
    """What was owed is done: stop the running clocks of these kinds about `manifest=`, `batch=`, or `facility=` and
    `period=`. Returns how many ran."""
    return _stop(kinds, subject, met_at=met_at)


def drop(dropped_at: datetime, *kinds: str, **subject) -> int:
    """It is owed no more: the same, and the clock counts neither as kept nor as late. No kinds: all of them."""
    return _stop(kinds, subject, met_at=dropped_at, fell_away=True)


def _stop(kinds: tuple[str, ...], subject: dict, **how) -> int:
    rows = Deadline.objects.running().filter(**subject)
    return (rows.filter(kind__in=kinds) if kinds else rows).update(**how)


def new_deadline(kind: str, facility: Facility, due: Due, started_at: datetime, *, subject, label, **more) -> Deadline:
    return Deadline(
        kind=kind,
        facility=facility,
        subject_id=subject,
        label=label or "",
        started_at=started_at,
        due_at=due.due_at,
        warn_at=due.warn_at,
        assumed=due.assumed,
        tell_at=due.warn_at,
        **more,
    )
