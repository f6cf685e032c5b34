"""Judge one row: its cells, then the row as a whole, then its key among all the others. No statement is asked here.

Where judging itself breaks, the row stands aside (`unforeseen`) and the others are judged.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from facilities.models import SheetRow
from facilities.sheets.cells import is_blank
from facilities.sheets.kinds import Kind
from facilities.sheets.problems import told

Aside = Callable[[int, Exception], Refusal]  # what a line is told that broke the judging


@dataclass
class Judged:
    line: int
    values: dict[str, str] = field(default_factory=dict)
    errors: list[dict] = field(default_factory=list)

    @property
    def key(self) -> str:
        return self.values.get("key", "")

    @property
    def digest(self) -> str:
        """Of what was said beside the key: the same key with something else in the row is a mistake, not a repeat."""
        said = json.dumps({name: text for name, text in self.values.items() if name != "key"}, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


def read_cells(kind: Kind, line: int, cells: list[Any], columns: dict[str, int], known: dict, aside: Aside) -> Judged:
    """Every cell by its column's reader; an empty one takes the column's default, or is missed."""
    row = Judged(line)
    if not cells:
        row.errors.append(told(BadInput(_("This line is empty. Delete it."), code="row_blank")))
        return row
    for column in kind.all_columns:
        place = columns.get(column.key)
        cell = cells[place] if place is not None and place < len(cells) else None
        if is_blank(cell):
            if column.is_required:
                row.errors.append(told(BadInput(_("Fill this in."), code="required"), column.key))
            elif column.default:
                row.values[column.key] = column.default
            continue
        try:
            row.values[column.key] = column.read(cell, known)
        except Refusal as refusal:
            row.errors.append(told(refusal, column.key))
        except Exception as error:  # whatever it is, the other rows are judged
            row.errors.append(told(aside(line, error), column.key))
    return row


def judge_rows(
    kind: Kind,
    rows: list[Judged],
    known: dict,
    merged: set[int],
    lines_of_keys: dict[str, int],
    aside: Aside,
) -> None:
    """Add to each row what is wrong with it beyond its cells. `lines_of_keys` grows with the file."""
    for row in rows:
        if row.line in merged:
            row.errors.append(told(BadInput(_("Cells of this line are merged. Unmerge them."), code="cells_merged")))
        if row.key:
            first = lines_of_keys.setdefault(row.key, row.line)
            if first != row.line:
                repeated = BadInput(
                    _("Line %(line)s has this key already."),
                    figures={"line": first},
                    code="key_twice_in_file",
                    value=row.key,
                )
                row.errors.append(told(repeated, "key"))
        if not row.errors:
            try:
                row.errors += [told(problem) for problem in kind.judge(row.values, known)]
            except Exception as error:  # as above
                row.errors.append(told(aside(row.line, error)))


def as_stored(sheet, row: Judged, before: dict[str, str]) -> SheetRow:
    """The row to store. `before`: key → digest of what was imported at the site under it."""
    state = SheetRow.State.BAD if row.errors else SheetRow.State.GOOD
    if not row.errors and row.key in before:
        state = SheetRow.State.KNOWN
        if before[row.key] != row.digest:
            state = SheetRow.State.BAD
            other = BadInput(
                _("A row with this key was imported before and said something else. Change the record itself."),
                code="key_used_before",
                value=row.key,
            )
            row.errors.append(told(other, "key"))
    return SheetRow(
        sheet=sheet,
        facility_id=sheet.facility_id,
        kind=sheet.kind,
        line=row.line,
        key=row.key,
        digest=row.digest if not row.errors else "",
        values=row.values,
        errors=row.errors,
        state=state,
    )
