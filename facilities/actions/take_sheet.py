"""Import the good rows of a checked sheet, all or those chosen, each through the action of its kind.

A row is a transaction: what is done is done. Who is killed in the middle leaves the row as it was, and the next worker
goes on with it; two workers share the rows and never both get one.
"""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import BadInput, NotPermitted, Refusal
from facilities.models import Person, SheetImport, SheetRow
from facilities.sheets import working
from facilities.sheets.kinds import Kind, kind_named
from facilities.sheets.problems import told

AT_ONCE = 20  # rows that are imported while the person waits
MAY_TAKE = (SheetImport.State.CHECKED, SheetImport.State.TAKEN, SheetImport.State.CANCELLED)
State = SheetRow.State


def take_sheet(sheet: SheetImport, *, by, lines: Iterable[int] | None = None) -> SheetImport:
    """Import every good row, or those of `lines`. Raises NotPermitted, and `nothing_to_import` where none is good."""
    kind = kind_named(sheet.kind)
    _require(kind, sheet, by)
    with transaction.atomic():
        sheet = SheetImport.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        if sheet.state not in MAY_TAKE:
            raise Refusal(_("This import cannot go on from where it is."), code="import_not_ready")
        rows = sheet.rows.filter(state=State.GOOD)
        if lines is not None:
            rows = rows.filter(line__in=list(lines))
        chosen = rows.update(state=State.CHOSEN)
        chosen += sheet.rows.filter(state=State.CHOSEN).count() - chosen  # left over from one that was stopped
        if not chosen:
            raise Refusal(_("No good row is left to import."), code="nothing_to_import")
        sheet.state, sheet.chosen_count, sheet.acted_by = SheetImport.State.TAKING, chosen, by
        sheet.stop_asked, sheet.beat_at, sheet.finished_at = False, clock.now(), None
        sheet.save()
        if chosen > AT_ONCE:
            working.call(working.TAKE, sheet.pk)
    if chosen <= AT_ONCE:
        take_rows(sheet.pk)
        sheet.refresh_from_db()
    return sheet


def _require(kind: Kind, sheet: SheetImport, by) -> None:
    if sheet.facility.enterprise_id not in kind.enterprises(by.standing):
        raise NotPermitted(_("Your role does not allow this."))


def take_rows(pk) -> None:
    """Work off the chosen rows in their order. Repeated, it goes on where it was."""
    sheet = SheetImport.objects.select_related("facility__enterprise").get(pk=pk)
    kind, by = kind_named(sheet.kind), Person.objects.get(pk=sheet.acted_by_id)
    while True:
        waiting = sheet.rows.filter(state=State.CHOSEN).order_by("line").values_list("pk", flat=True)
        keys = list(waiting[: working.BLOCK])
        if not keys:
            _end(pk, SheetImport.State.TAKEN)
            return
        for count, key in enumerate(keys):
            if count % 20 == 0 and not _goes_on(pk):
                return
            _take_row(kind, sheet, key, by)


def _goes_on(pk) -> bool:
    """Give a sign of life; False when it was stopped meanwhile."""
    going = SheetImport.objects.filter(pk=pk, state=SheetImport.State.TAKING)
    if going.filter(stop_asked=True).exists():
        with transaction.atomic():
            left = SheetRow.objects.filter(sheet=pk, state=State.CHOSEN).update(state=State.GOOD)
            going.update(chosen_count=F("chosen_count") - left)
        _end(pk, SheetImport.State.CANCELLED)
        return False
    return bool(going.update(beat_at=clock.now()))


def _take_row(kind: Kind, sheet: SheetImport, key: int, by) -> None:
    try:
        with transaction.atomic():
            row = SheetRow.objects.select_for_update(skip_locked=True).filter(pk=key, state=State.CHOSEN).first()
            if row is None:
                return  # another worker has it
            values = {name: value for name, value in row.values.items() if name != "key"}
            made = kind.write(values, by=by, site=sheet.facility, key=f"sheet.{row.pk}")
            row.state, row.made, row.made_name = State.TAKEN, str(made.pk), str(made)[:60]
            row.save(update_fields=["state", "made", "made_name"])
            SheetImport.objects.filter(pk=sheet.pk).update(
                taken_count=F("taken_count") + 1, good_count=F("good_count") - 1
            )
    except Refusal as refusal:
        _refused(sheet, key, [told(reason) for reason in refusal.all])
    except IntegrityError:
        # The key was taken by another import since this one was checked.
        other = BadInput(_("A row with this key has been imported meanwhile."), code="key_taken_meanwhile")
        _refused(sheet, key, [told(other, "key")])


def _refused(sheet: SheetImport, key: int, errors: list[dict]) -> None:
    with transaction.atomic():
        if SheetRow.objects.filter(pk=key, state=State.CHOSEN).update(state=State.FAILED, errors=errors):
            SheetImport.objects.filter(pk=sheet.pk).update(
                failed_count=F("failed_count") + 1, good_count=F("good_count") - 1
            )


def _end(pk, state: str) -> None:
    SheetImport.objects.filter(pk=pk, state=SheetImport.State.TAKING).update(state=state, finished_at=clock.now())
