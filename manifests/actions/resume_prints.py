"""Take up print runs whose worker gave no sign of life, and delete files whose week is over."""

from datetime import timedelta

from django.db import transaction

from facilities import clock
from manifests.models import PrintRun
from manifests.printing.calling import call_for
from manifests.printing.places import file_of

SILENT = timedelta(minutes=2)
KEPT = timedelta(days=7)


def resume_prints() -> int:
    """How many were called for again. A run keeps the parts that were drawn."""
    now, called = clock.now(), 0
    with transaction.atomic():
        for run in PrintRun.objects.working().filter(beat_at__lt=now - SILENT).select_for_update(skip_locked=True):
            call_for(run.pk)
            PrintRun.objects.filter(pk=run.pk).update(beat_at=now)
            called += 1
    return called


def delete_prints() -> None:
    """Delete printed files after a week; the row stays and says so."""
    for run in PrintRun.objects.filter(state=PrintRun.State.PRINTED, finished_at__lt=clock.now() - KEPT):
        file_of(run).unlink(missing_ok=True)
        PrintRun.objects.filter(pk=run.pk).update(state=PrintRun.State.DELETED)
