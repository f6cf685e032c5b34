"""Undo an import by counter-entries: what a row became is taken back by an action, or stays and is listed."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import NotPermitted, Refusal
from facilities.models import Person, SheetImport, SheetRow
from facilities.sheets import working
from facilities.sheets.kinds import Kind, kind_named
from facilities.sheets.problems import told

AT_ONCE = 20
MAY_UNDO = (SheetImport.State.TAKEN, SheetImport.State.CANCELLED)
State = SheetRow.State


def undo_sheet(sheet: SheetImport, *, by) -> SheetImport:
    """Take back every imported row that can be. Raises NotPermitted, and `nothing_to_undo` where no row is left."""
    kind = kind_named(sheet.kind)
    if sheet.facility.enterprise_id not in kind.enterprises(by.standing):
        raise NotPermitted(_("Your role does not allow this."))
    with transaction.atomic():
        sheet = SheetImport.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        if sheet.state not in MAY_UNDO or not sheet.taken_count:
            raise Refusal(_("Nothing is left to undo."), code="nothing_to_undo")
        count = sheet.taken_count
        sheet.state, sheet.chosen_count, sheet.acted_by = SheetImport.State.UNDOING, count, by
        sheet.stop_asked, sheet.beat_at, sheet.finished_at = False, clock.now(), None
        sheet.save()
        if count > AT_ONCE:
            working.call(working.UNDO, sheet.pk)
    if count <= AT_ONCE:
        undo_rows(sheet.pk)
        sheet.refresh_from_db()
    return sheet


def undo_rows(pk) -> None:
    """The last row first, so that what was built on an earlier one goes before it. Repeated, it goes on."""
    sheet = SheetImport.objects.get(pk=pk)
    kind, by = kind_named(sheet.kind), Person.objects.get(pk=sheet.acted_by_id)
    going = SheetImport.objects.filter(pk=pk, state=SheetImport.State.UNDOING)
    while keys := list(_left(sheet)[: working.BLOCK]):
        for count, key in enumerate(keys):
            if count % 20 == 0 and not going.update(beat_at=clock.now()):
                return
            _undo_row(kind, sheet, key, by)
    going.update(state=SheetImport.State.UNDONE, finished_at=clock.now())


def _left(sheet: SheetImport):
    return sheet.rows.filter(state=State.TAKEN).order_by("-line").values_list("pk", flat=True)


def _undo_row(kind: Kind, sheet: SheetImport, key: int, by) -> None:
    try:
        with transaction.atomic():
            row = SheetRow.objects.select_for_update(skip_locked=True).filter(pk=key, state=State.TAKEN).first()
            if row is None:
                return
            kind.undo(row.made, by=by, key=f"sheet.{row.pk}.undo")
            _end_row(row, State.UNDONE, "undone_count")
    except Refusal as refusal:
        with transaction.atomic():
            row = SheetRow.objects.select_for_update().filter(pk=key, state=State.TAKEN).first()
            if row is not None:
                row.errors = [told(reason) for reason in refusal.all]
                _end_row(row, State.KEPT, "kept_count")


def _end_row(row: SheetRow, state: str, counted: str) -> None:
    row.state = state
    row.save(update_fields=["state", "errors"])
    SheetImport.objects.filter(pk=row.sheet_id).update(**{"taken_count": F("taken_count") - 1, counted: F(counted) + 1})
