"""Stop an import that is being checked or written: what is done stays done, the rest waits."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.actions.working_off import is_repeated, locked, require
from facilities.errors import Refusal
from facilities.models import SheetImport
from facilities.sheets.kinds import kind_named

MAY_STOP = (SheetImport.State.CHECKING, SheetImport.State.TAKING)


def stop_sheet(sheet: SheetImport, *, by, idempotency_key: str | None = None) -> SheetImport:
    """A repeated key does nothing again. Raises NotPermitted, and `import_not_running` where nothing runs that could
    be stopped."""
    require(kind_named(sheet.kind), sheet, by)
    with transaction.atomic():
        sheet = locked(sheet)
        if is_repeated(sheet, by, idempotency_key, "stop"):
            return sheet
        if sheet.state not in MAY_STOP:
            raise Refusal(_("This import is not running."), code="import_not_running")
        sheet.stop_asked = True
        sheet.save(update_fields=["stop_asked", "asked"])
    return sheet
