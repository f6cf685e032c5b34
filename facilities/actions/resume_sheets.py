"""Call again for work whose worker gave no sign of life, and throw away files that nobody needs any more."""

from datetime import timedelta

from django.db import transaction

from facilities import clock
from facilities.models import Export, SheetImport
from facilities.sheets import working
from facilities.sheets.places import export_path, import_path

SILENT = timedelta(minutes=2)
EXPORTS_KEPT = timedelta(days=7)
IMPORTS_KEPT = timedelta(days=90)  # the rows stay; the file as it came goes
TASKS = {
    SheetImport.State.CHECKING: working.CHECK,
    SheetImport.State.TAKING: working.TAKE,
    SheetImport.State.UNDOING: working.UNDO,
}


def resume_sheets() -> int:
    """How many jobs were called for again. What it finds working on is left alone for another two minutes."""
    now, called = clock.now(), 0
    with transaction.atomic():
        silent = SheetImport.objects.filter(state__in=TASKS, beat_at__lt=now - SILENT)
        for sheet in silent.select_for_update(skip_locked=True):
            working.call(TASKS[sheet.state], sheet.pk)
            SheetImport.objects.filter(pk=sheet.pk).update(beat_at=now)
            called += 1
        lost = Export.objects.filter(state__in=Export.WORKING, beat_at__lt=now - SILENT)
        for export in lost.select_for_update(skip_locked=True):
            working.call(working.WRITE, export.pk)
            Export.objects.filter(pk=export.pk).update(beat_at=now, state=Export.State.WAITING)
            called += 1
    return called


def clear_sheets() -> None:
    """Delete exports after a week and uploaded files after 90 days."""
    now = clock.now()
    for export in Export.objects.filter(state=Export.State.READY, finished_at__lt=now - EXPORTS_KEPT):
        export_path(export).unlink(missing_ok=True)
        Export.objects.filter(pk=export.pk).update(state=Export.State.GONE)
    for sheet in SheetImport.objects.filter(uploaded_at__range=(now - 2 * IMPORTS_KEPT, now - IMPORTS_KEPT)):
        import_path(sheet).unlink(missing_ok=True)
