"""Stop an import that is being checked or written: what is done stays done, the rest waits."""

from django.utils.translation import gettext_lazy as _

from facilities.errors import NotPermitted, Refusal
from facilities.models import SheetImport
from facilities.sheets.kinds import kind_named

MAY_STOP = (SheetImport.State.CHECKING, SheetImport.State.TAKING)


def stop_sheet(sheet: SheetImport, *, by) -> None:
    """Raises NotPermitted, and `import_not_running` where nothing runs that could be stopped."""
    if sheet.facility.enterprise_id not in kind_named(sheet.kind).enterprises(by.standing):
        raise NotPermitted(_("Your role does not allow this."))
    if not SheetImport.objects.filter(pk=sheet.pk, state__in=MAY_STOP).update(stop_asked=True):
        raise Refusal(_("This import is not running."), code="import_not_running")
