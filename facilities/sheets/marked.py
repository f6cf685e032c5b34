"""The file as it came, with what became of each row: wrong cells coloured and commented, and a column that says why.

Written anew line by line rather than changed in place, so that a file of 100,000 rows needs no more memory than ten.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import xlsxwriter
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.models import SheetImport, SheetRow
from facilities.sheets.books import Workbook
from facilities.sheets.own_listings import at_a_desk
from facilities.sheets.places import import_path
from facilities.sheets.problems import sentence
from facilities.sheets.reading import open_table
from facilities.sheets.writing import AS_TEXT, LONGEST, Progress, as_written, write_line

MOST_COMMENTS = 2000  # Excel grows slow with more; the column says the same
BLOCK = 1000
MOST_NUMBER = 10**15


def write_marked(target, sheet: SheetImport, progress: Progress = lambda _count: None) -> int:
    """Write it to a path or an open file; the number of its lines. Only for a sheet whose head was read."""
    book = xlsxwriter.Workbook(
        str(target) if isinstance(target, Path) else target, {"constant_memory": True, **AS_TEXT}
    )
    page = book.add_worksheet(_("Data"))
    wrong = book.add_format({"bg_color": "#F9D0CB"})
    bold = book.add_format({"bold": True})
    told_at = max(sheet.columns.values()) + 1
    page.set_column(0, told_at - 1, 18)
    page.set_column(told_at, told_at + 1, 60)
    rows, comments, line = _rows(sheet), 0, 0
    row = next(rows, None)
    for line, cells in open_table(import_path(sheet)).lines():
        if line == sheet.first_line - 2:
            page.set_row(line - 1, None, None, {"hidden": True})
        if line < sheet.first_line:
            told_at = max(told_at, len(cells))
            write_line(page, line - 1, cells)
            if line == sheet.first_line - 1:
                page.write_string(line - 1, told_at, _("Result"), bold)
            continue
        while row is not None and row.line < line:
            row = next(rows, None)
        by_column = _by_column(row) if row is not None and row.line == line else {}
        for place, cell in enumerate(cells):
            key = next((name for name, where in sheet.columns.items() if where == place), "")
            _write_cell(page, line - 1, place, cell, wrong if key in by_column else None)
        for key, said in by_column.items():
            place = sheet.columns.get(key)
            if place is None:
                continue
            if place >= len(cells) or as_written(cells[place]) == "":
                page.write_blank(line - 1, place, None, wrong)
            if comments < MOST_COMMENTS:
                page.write_comment(line - 1, place, "\n".join(said))
                comments += 1
        if row is not None and row.line == line:
            page.write_string(line - 1, max(told_at, len(cells)), _result(row))
        if line % BLOCK == 0:
            progress(line)
    book.close()
    return line


def _write_cell(page, line: int, place: int, cell, look) -> None:
    shown = as_written(cell) if not isinstance(cell, float) else cell
    if not isinstance(shown, str) and not abs(shown) < MOST_NUMBER:  # infinity, and what no spreadsheet holds exactly
        shown = str(shown)
    if isinstance(shown, str):
        if shown:
            page.write_string(line, place, shown[:LONGEST], look)
    else:
        page.write_number(line, place, shown, look)


def _rows(sheet: SheetImport) -> Iterator[SheetRow]:
    """Its rows in their order, block by block."""
    found: QuerySet = sheet.rows.order_by("line")
    last = 0
    while block := list(found.filter(line__gt=last)[:BLOCK]):
        yield from block
        last = block[-1].line


def _by_column(row: SheetRow) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for problem in row.errors:
        said.setdefault(problem["column"], []).append(sentence(problem))
    return said


def _result(row: SheetRow) -> str:
    reasons = " ".join(sentence(problem) for problem in row.errors)
    name = f" {row.made_name}" if row.made_name else ""
    return f"{row.get_state_display()}{name}{': ' if reasons else ''}{reasons}"


def is_there(sheet: SheetImport) -> bool:
    """Whether the file can be given back: its head was read, nobody works on it, and it is not yet thrown away."""
    return bool(sheet.columns) and not sheet.is_working and import_path(sheet).exists()


def _find(person, params: QueryDict) -> SheetImport | None:
    try:
        key = UUID(params.get("import", ""))
    except ValueError:
        return None
    sheet = SheetImport.objects.visible_to(person).filter(pk=key).first()
    return sheet if sheet is not None and is_there(sheet) else None


def _named(sheet: SheetImport) -> str:
    stem = slugify(sheet.file_name.rsplit(".", 1)[0], allow_unicode=True) or sheet.kind
    mark = _("checked")
    return f"{stem}-{mark}"


MARKED = Workbook(
    "marked", gettext_lazy("The file with what was found in it"), at_a_desk, _find, write_marked, _named, at_once=5_000
)
