"""Import the good rows of a checked sheet, all or those chosen, each through the action of its kind."""

from collections.abc import Iterable
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from facilities.actions.working_off import Work, begin, few_at_once, is_repeated, locked, require, work_off
from facilities.errors import BadInput, Refusal
from facilities.models import Person, SheetImport, SheetRow
from facilities.sheets import working
from facilities.sheets.kinds import Kind, kind_named

MAY_TAKE = (SheetImport.State.CHECKED, SheetImport.State.TAKEN, SheetImport.State.CANCELLED)
State = SheetRow.State


def take_sheet(
    sheet: SheetImport, *, by, lines: Iterable[int] | None = None, idempotency_key: str | None = None
) -> SheetImport:
    """Import every good row, or those of `lines`; a repeated key does nothing again.

    Raises NotPermitted, and `nothing_to_import` where none is good.
    """
    require(kind_named(sheet.kind), sheet, by)
    lines = None if lines is None else sorted(set(lines))
    with transaction.atomic():
        sheet = locked(sheet)
        if is_repeated(sheet, by, idempotency_key, f"take {digest(lines)}"):
            return sheet
        if sheet.state not in MAY_TAKE:
            raise Refusal(_("This import cannot go on from where it is."), code="import_not_ready")
        rows = sheet.rows.filter(state=State.GOOD)
        if lines is not None:
            # One array: a statement takes 65,535 parameters, and a file has more lines.
            rows = rows.filter(RawSQL("line = ANY(%s::int[])", [lines], output_field=BooleanField()))
        rows.update(state=State.CHOSEN)
        chosen = sheet.rows.filter(state=State.CHOSEN).count()  # with what is left over from one that was stopped
        if not chosen:
            raise Refusal(_("No good row is left to import."), code="nothing_to_import")
        begin(TAKING, sheet, chosen, by)
    return few_at_once(TAKING, sheet)


def digest(lines: list[int] | None) -> str:
    return "all" if lines is None else sha256(str(lines).encode()).hexdigest()


def take_rows(pk) -> None:
    """Work off the chosen rows in their order."""
    work_off(TAKING, pk)


def _take(kind: Kind, sheet: SheetImport, row: SheetRow, by: Person) -> None:
    made = kind.write(kind.values_of(row.values), by=by, site=sheet.facility, key=f"sheet.{row.pk}")
    row.state, row.made, row.made_name = State.TAKEN, str(made.pk), str(made)[:60]
    try:
        row.save(update_fields=["state"])
    except IntegrityError as error:
        # The key was taken by another import since this one was checked.
        told = _("A row with this key has been imported meanwhile.")
        raise BadInput(told, code="key_taken_meanwhile", field="/key") from error


TAKING = Work(
    going=SheetImport.State.TAKING,
    ends=SheetImport.State.TAKEN,
    task=working.TAKE,
    rows=State.CHOSEN,
    order="line",
    done=State.TAKEN,
    refused=State.FAILED,
    leaves="good_count",
    does=_take,
)
