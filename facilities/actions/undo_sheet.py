"""Undo an import by counter-entries: what a row became is taken back by an action, or stays and is listed."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.actions.working_off import (
    Work,
    begin,
    few_at_once,
    is_repeated,
    locked,
    release_chosen,
    require,
    work_off,
)
from facilities.errors import Refusal
from facilities.models import Person, SheetImport, SheetRow
from facilities.sheets import working
from facilities.sheets.kinds import Kind, kind_named

MAY_UNDO = (SheetImport.State.TAKEN, SheetImport.State.CANCELLED, SheetImport.State.FAILED)
State = SheetRow.State


def undo_sheet(sheet: SheetImport, *, by, idempotency_key: str | None = None) -> SheetImport:
    """Take back every imported row that can be; a repeated key does nothing again.

    Raises NotPermitted, and `nothing_to_undo` where no row is left.
    """
    require(kind_named(sheet.kind), sheet, by)
    with transaction.atomic():
        sheet = locked(sheet)
        if is_repeated(sheet, by, idempotency_key, "undo"):
            return sheet
        if sheet.state not in MAY_UNDO or not sheet.taken_count:
            raise Refusal(_("Nothing is left to undo."), code="nothing_to_undo")
        release_chosen(sheet)
        begin(UNDOING, sheet, sheet.taken_count, by)
    return few_at_once(UNDOING, sheet)


def undo_rows(pk) -> None:
    """The last row first, so that what was built on an earlier one goes before it."""
    work_off(UNDOING, pk)


def _undo(kind: Kind, _sheet: SheetImport, row: SheetRow, by: Person) -> None:
    kind.undo(row.made, by=by, key=f"sheet.{row.pk}.undo")


UNDOING = Work(
    going=SheetImport.State.UNDOING,
    ends=SheetImport.State.UNDONE,
    task=working.UNDO,
    rows=State.TAKEN,
    order="-line",
    done=State.UNDONE,
    refused=State.KEPT,
    leaves="taken_count",
    does=_undo,
)
