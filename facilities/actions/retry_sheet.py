"""Try an import again that was given up: where it stood when it failed, with all tries anew."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.resume_sheets import TASKS
from facilities.actions.working_off import is_repeated, locked, require
from facilities.errors import Refusal
from facilities.models import SheetImport
from facilities.sheets import working
from facilities.sheets.kinds import kind_named


def retry_sheet(sheet: SheetImport, *, by, idempotency_key: str | None = None) -> SheetImport:
    """A repeated key does nothing again. Raises NotPermitted, and `import_not_failed` where nothing was given up."""
    require(kind_named(sheet.kind), sheet, by)
    with transaction.atomic():
        sheet = locked(sheet)
        if is_repeated(sheet, by, idempotency_key, "retry"):
            return sheet
        if sheet.state != SheetImport.State.FAILED:
            raise Refusal(_("This import has not failed."), code="import_not_failed")
        if sheet.failed_in != SheetImport.State.CHECKING:
            sheet.acted_by = by
        sheet.state, sheet.failed_in, sheet.tries = sheet.failed_in, "", 0
        sheet.stop_asked, sheet.beat_at, sheet.finished_at = False, clock.now(), None
        sheet.save()
        working.call(TASKS[sheet.state], sheet.pk)
    return sheet
