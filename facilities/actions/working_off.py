"""What importing a sheet's rows and undoing them share: begin, work off row by row, each a transaction of its own.

A row that ends for a reason nobody foresaw is refused with a code and the others go on; where twenty in a row do,
something else is wrong, and the import stops until somebody tries it again.
What is done is done. Who is killed in the middle leaves the row as it was, and the next worker goes on with it; two
workers share the rows and never both get one.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.attempting import attempt
from facilities.actions.tell_of_sheets import tell_of_sheet
from facilities.errors import NotPermitted, Refusal
from facilities.models import Person, SheetImport, SheetRow
from facilities.sheets import working
from facilities.sheets.kinds import Kind, kind_named
from facilities.sheets.problems import told
from facilities.sheets.unforeseen import MOST_IN_A_ROW, unforeseen

AT_ONCE = 20  # rows that are worked off while the person waits
ROWS_A_BEAT = 20
COUNTED = {state: f"{state.value}_count" for state in SheetRow.State if state != SheetRow.State.CHOSEN}


@dataclass(frozen=True)
class Work:
    """What is done with rows. `does(kind, sheet, row, by)` does one row and sets its fields, or raises a Refusal."""

    going: str  # the sheet's state meanwhile
    ends: str  # its state afterwards
    task: str  # the job that does it
    rows: str  # the state of rows that wait
    order: str
    done: str  # the state of a row that is done,
    refused: str  # and of one that could not be
    leaves: str  # the count that a row leaves by either
    does: Callable[[Kind, SheetImport, SheetRow, Person], None]


def require(kind: Kind, sheet: SheetImport, by) -> None:
    """Only whose role imports this kind at the site."""
    if sheet.facility.enterprise_id not in kind.enterprises(by.standing):
        raise NotPermitted(_("Your role does not allow this."))


def locked(sheet: SheetImport) -> SheetImport:
    return SheetImport.objects.select_for_update(of=("self",)).get(pk=sheet.pk)


def is_repeated(sheet: SheetImport, by, key: str | None, wish: str) -> bool:
    """Whether this person asked for this under the key before; else it is remembered with the locked sheet.

    Raises `idempotency_key_reused` where something else was asked for under it.
    """
    if key is None:
        return False
    name = f"{by.pk}:{key}"
    before = sheet.asked.get(name)
    if before is None:
        sheet.asked[name] = wish
        return False
    if before != wish:
        raise Refusal(
            _("This key has been used for another request."),
            code="idempotency_key_reused",
            field="/idempotency_key",
        )
    return True


def begin(work: Work, sheet: SheetImport, count: int, by) -> None:
    """Set the locked sheet going, and call a worker for more than a person waits for."""
    sheet.state, sheet.chosen_count, sheet.acted_by = work.going, count, by
    sheet.stop_asked, sheet.tries, sheet.failed_in = False, 0, ""
    sheet.beat_at, sheet.finished_at = clock.now(), None
    sheet.save()
    if count > AT_ONCE:
        working.call(work.task, sheet.pk)


def few_at_once(work: Work, sheet: SheetImport) -> SheetImport:
    """The sheet as it is now, done already where there was little to do."""
    if sheet.chosen_count <= AT_ONCE:
        work_off(work, sheet.pk)
        sheet.refresh_from_db()
    return sheet


def work_off(work: Work, pk) -> None:
    """Do every row that waits. Repeated, it goes on where it was."""
    going = SheetImport.objects.filter(pk=pk, state=work.going)
    attempt(going, lambda: _work_off(work, pk, going), give_up)


def give_up(mine: QuerySet) -> None:
    """The import stands as it is, with what is done; it is tried again when somebody says so."""
    with transaction.atomic():
        sheet = mine.first()
        if sheet and mine.update(state=SheetImport.State.FAILED, failed_in=F("state"), finished_at=clock.now()):
            tell_of_sheet(sheet.pk)


def _work_off(work: Work, pk, going: QuerySet) -> None:
    sheet = SheetImport.objects.select_related("facility__enterprise").get(pk=pk)
    kind, by = kind_named(sheet.kind), Person.objects.get(pk=sheet.acted_by_id)
    waiting = sheet.rows.filter(state=work.rows).order_by(work.order).values_list("pk", flat=True)
    broken = 0  # rows in a row
    while keys := list(waiting[: working.BLOCK]):
        for count, key in enumerate(keys):
            if count % ROWS_A_BEAT == 0 and not _goes_on(going, sheet):
                return
            broken = 0 if _do(work, kind, sheet, key, by) else broken + 1
            if broken == MOST_IN_A_ROW:
                give_up(going)
                return
    _end(going, sheet, state=work.ends)


def _end(going: QuerySet, sheet: SheetImport, **news) -> None:
    """What was done while the person waited tells nobody."""
    with transaction.atomic():
        if going.update(finished_at=clock.now(), **news) and sheet.chosen_count > AT_ONCE:
            tell_of_sheet(sheet.pk)


def _goes_on(going: QuerySet, sheet: SheetImport) -> bool:
    """Give a sign of life; False when it was stopped meanwhile."""
    if going.filter(stop_asked=True).exists():
        with transaction.atomic():
            left = release_chosen(sheet)
            _end(going, sheet, state=SheetImport.State.CANCELLED, chosen_count=F("chosen_count") - left)
        return False
    return bool(going.update(beat_at=clock.now()))


def release_chosen(sheet: SheetImport) -> int:
    """What waits to be imported is a good row again; how many these were."""
    return sheet.rows.filter(state=SheetRow.State.CHOSEN).update(state=SheetRow.State.GOOD)


def _do(work: Work, kind: Kind, sheet: SheetImport, key: int, by: Person) -> bool:
    """False where the row ended for a reason that nobody foresaw."""
    row = None
    try:
        with transaction.atomic():
            row = SheetRow.objects.select_for_update(skip_locked=True).filter(pk=key, state=work.rows).first()
            if row is None:
                return True  # another worker has it
            work.does(kind, sheet, row, by)
            _end_row(work, row, work.done)
    except Refusal as refusal:
        _refused(work, key, refusal)
    except IntegrityError:
        clash = _("Somebody else changed this at the same moment. Reload the page and look again.")
        _refused(work, key, Refusal(clash, code="changed_meanwhile"))
    except Exception as error:  # whatever it is, the other rows go on
        _refused(work, key, unforeseen(sheet, row.line if row else 0, error))
        return False
    return True


def _refused(work: Work, key: int, refusal: Refusal) -> None:
    with transaction.atomic():
        row = SheetRow.objects.select_for_update().filter(pk=key, state=work.rows).first()
        if row is not None:
            row.errors = [told(reason) for reason in refusal.all]
            _end_row(work, row, work.refused)


def _end_row(work: Work, row: SheetRow, state: str) -> None:
    """Both together, so that a page never counts; whoever gets on has all tries again."""
    row.state = state
    row.save(update_fields=["state", "errors", "made", "made_name"])
    counted = COUNTED[state]
    SheetImport.objects.filter(pk=row.sheet_id).update(
        tries=0, **{work.leaves: F(work.leaves) - 1, counted: F(counted) + 1}
    )
