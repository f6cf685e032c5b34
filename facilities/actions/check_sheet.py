"""The dry run: read every row, say what is wrong with it, write nothing but that.

A block of rows is one transaction, so that a killed worker loses a block at most and the next one goes on behind it.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from itertools import islice

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.attempting import attempt
from facilities.actions.tell_of_sheets import tell_of_sheet
from facilities.actions.working_off import give_up
from facilities.errors import Refusal
from facilities.models import SheetImport, SheetRow
from facilities.sheets.heading import Heading, read_heading
from facilities.sheets.judging import Judged, as_stored, judge_rows, read_cells
from facilities.sheets.kinds import Kind, kind_named
from facilities.sheets.places import import_path
from facilities.sheets.problems import Unreadable, told
from facilities.sheets.reading import MOST_ROWS, Table, open_table
from facilities.sheets.unforeseen import unforeseen
from facilities.sheets.working import BLOCK

State = SheetRow.State
IN_FORCE = (State.TAKEN, State.KEPT)


def check_sheet(pk) -> None:
    """Check the file from where an earlier try ended. Repeated, it does nothing more."""
    attempt(SheetImport.objects.filter(pk=pk, state=SheetImport.State.CHECKING), lambda: _check(pk), give_up)


def _check(pk) -> None:
    sheet = SheetImport.objects.select_related("facility__enterprise", "person").get(pk=pk)
    kind = kind_named(sheet.kind)
    try:
        table = open_table(import_path(sheet))
        heading = read_heading(kind, table.lines())
        if not sheet.columns:
            SheetImport.objects.filter(pk=pk).update(columns=heading.columns, first_line=heading.first_line)
        _check_rows(sheet, kind, table, heading)
    except Refusal as refusal:
        problems = [told(reason) for reason in refusal.all]
        _end(sheet, SheetImport.State.UNREADABLE, problems=problems)


def _check_rows(sheet: SheetImport, kind: Kind, table: Table, heading: Heading) -> None:
    known = kind.look_up(sheet.facility, sheet.person)
    lines_of_keys = dict(sheet.rows.exclude(key="").order_by("-line").values_list("key", "line"))
    count, aside = sheet.row_count, partial(unforeseen, sheet)
    for block in _blocks(table, max(heading.first_line, sheet.reached + 1)):
        kind.foresee(known, [_raw(kind, cells, heading.columns) for _line, cells in block])
        rows = [read_cells(kind, line, cells, heading.columns, known, aside) for line, cells in block]
        judge_rows(kind, rows, known, table.merged, lines_of_keys, aside)
        count += len(rows)
        if count > MOST_ROWS:
            raise Unreadable(_("The file has more than 100,000 rows. Split it."), code="too_many_rows")
        if not _store(sheet, rows):
            return
    if count == 0:
        raise Unreadable(_("Below the head there is no row."), code="rows_missing")
    with transaction.atomic():
        if _end(sheet, SheetImport.State.CHECKED) and count > BLOCK:  # nobody waits for as many
            tell_of_sheet(sheet.pk)


def _blocks(table: Table, first_line: int) -> Iterator[list[tuple[int, list]]]:
    rows: Iterable = ((line, cells) for line, cells in table.lines() if line >= first_line)
    rows = iter(rows)
    while block := list(islice(rows, BLOCK)):
        yield block


def _raw(kind: Kind, cells: list, columns: dict[str, int]) -> dict:
    return {key: cells[place] for key, place in columns.items() if place < len(cells)}


def _store(sheet: SheetImport, rows: list[Judged]) -> bool:
    """Store a block; False when somebody stopped it, or another worker was faster."""
    keys = [row.key for row in rows if row.key]
    taken = SheetRow.objects.filter(facility=sheet.facility, kind=sheet.kind, key__in=keys, state__in=IN_FORCE)
    before = dict(taken.values_list("key", "digest"))
    stored = [as_stored(sheet, row, before) for row in rows]
    with transaction.atomic():
        now = SheetImport.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        if now.state != SheetImport.State.CHECKING or now.reached >= rows[0].line:
            return False
        if now.stop_asked:
            _end(sheet, SheetImport.State.CANCELLED)
            return False
        SheetRow.objects.bulk_create(stored)
        states = [row.state for row in stored]
        SheetImport.objects.filter(pk=sheet.pk).update(
            row_count=F("row_count") + len(rows),
            good_count=F("good_count") + states.count(State.GOOD),
            bad_count=F("bad_count") + states.count(State.BAD),
            known_count=F("known_count") + states.count(State.KNOWN),
            reached=rows[-1].line,
            tries=0,
            beat_at=clock.now(),
        )
    return True


def _end(sheet: SheetImport, state: str, **fields) -> int:
    still = SheetImport.objects.filter(pk=sheet.pk, state=SheetImport.State.CHECKING)
    return still.update(state=state, finished_at=clock.now(), **fields)
