"""Write rows as csv or xlsx in flat memory. What people typed is text, never a formula."""

import csv
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils import timezone

from facilities.sheets.listings import Listing, lines

BOM = "\ufeff"  # without it Excel takes UTF-8 for the local code page and shows no Chinese
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MOST_LINES = 1_048_576  # of a worksheet
LONGEST = 32_767  # characters in a cell
CSV_BLOCK = 500
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# No shape of text becomes a formula, a link or a number behind the writer's back.
AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def as_written(value: Any) -> str | Decimal | int:
    """A value as both files show it: numbers as numbers, moments in the reader's zone with offset, the rest as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, Decimal | int):
        return value
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def harmless(value: str | Decimal | int) -> str | Decimal | int:
    """For csv: a leading apostrophe keeps spreadsheet programs from computing what somebody wrote into a name."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA) else value


class Echo:
    """What csv writes to, to be taken at once."""

    def write(self, text: str) -> str:
        return text


def csv_pieces(listing: Listing, rows) -> Iterator[str]:
    """The file in pieces, the head first."""
    writer = csv.writer(Echo())
    yield BOM + writer.writerow([harmless(str(cell.label)) for cell in listing.cells])
    waiting: list[str] = []
    for values in lines(listing, rows):
        waiting.append(writer.writerow([harmless(as_written(value)) for value in values]))
        if len(waiting) >= CSV_BLOCK:
            yield "".join(waiting)
            waiting.clear()
    yield "".join(waiting)


def write_csv(path: Path, listing: Listing, rows, alive: Callable[[], None] = lambda: None) -> None:
    """Write to a path; `alive` is called every ten thousand rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for count, piece in enumerate(csv_pieces(listing, rows)):
            file.write(piece)
            if count % 20 == 0:
                alive()


def write_xlsx(target, listing: Listing, rows, progress: Callable[[int], None] = lambda _count: None) -> int:
    """Write to a path or an open file; the number of rows. A list longer than a worksheet goes on in the next one."""
    where = str(target) if isinstance(target, Path) else target
    book = xlsxwriter.Workbook(where, {"constant_memory": True, **AS_TEXT})
    head = book.add_format({"bold": True, "bottom": 1})
    count = 0
    sheet, line = _new_sheet(book, listing, head)
    for values in lines(listing, rows):
        if line >= MOST_LINES:
            sheet, line = _new_sheet(book, listing, head)
        write_line(sheet, line, values)
        line, count = line + 1, count + 1
        if count % 2000 == 0:
            progress(count)
    book.close()
    return count


def _new_sheet(book, listing: Listing, head):
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for place, cell in enumerate(listing.cells):
        sheet.set_column(place, place, cell.width)
        sheet.write_string(0, place, str(cell.label), head)
    return sheet, 1


def write_line(sheet, line: int, values: Iterable[Any], look=None) -> None:
    """One line of a worksheet; text is written as text whatever it begins with."""
    for place, value in enumerate(values):
        shown = as_written(value)
        if isinstance(shown, str):
            if shown:
                sheet.write_string(line, place, shown[:LONGEST], look)
        else:
            sheet.write_number(line, place, shown, look)
