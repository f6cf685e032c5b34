"""Write rows as csv or xlsx in flat memory. What people typed is text, never a formula."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
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
LONGEST_NAME = 31  # of a worksheet
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


Progress = Callable[[int], None]  # told the number of lines so far, every two thousand


class Book:
    """A workbook to a path or an open file, sheet after sheet and line after line, in flat memory."""

    def __init__(self, target, progress: Progress = lambda _count: None):
        where = str(target) if isinstance(target, Path) else target
        self._book = xlsxwriter.Workbook(where, {"constant_memory": True, **AS_TEXT})
        self._bold = self._book.add_format({"bold": True, "bottom": 1})
        self._moment = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._progress = progress
        self._line = 0
        self.count = 0  # lines so far, heads left out

    def sheet(self, name: str | None = None, heads: Sequence = (), widths: Sequence[int] = ()) -> None:
        """Begin a sheet; `heads` stand bold in its first line. A name is cut to what Excel takes."""
        self._heads, self._widths = [str(head) for head in heads], widths
        self._sheet, self._line = self._book.add_worksheet(name and name[:LONGEST_NAME]), 0
        for place, width in enumerate(widths):
            self._sheet.set_column(place, place, width)
        if self._heads:
            self._sheet.freeze_panes(1, 0)
            self.write(self._heads, look=self._bold)
            self.count -= 1

    def write(self, values: Iterable[Any], look=None) -> None:
        """One more line. More than a worksheet holds goes on in the next one."""
        if self._line >= MOST_LINES:
            self.sheet(None, self._heads, self._widths)
        write_line(self._sheet, self._line, values, look, moment=self._moment)
        self._line, self.count = self._line + 1, self.count + 1
        if self.count and self.count % 2000 == 0:
            self._progress(self.count)

    def close(self) -> int:
        """End the file; the number of lines in it, heads left out."""
        self._book.close()
        return self.count


def write_xlsx(target, listing: Listing, rows, progress: Progress = lambda _count: None) -> int:
    """Write a list; the number of rows."""
    book = Book(target, progress)
    book.sheet(None, [cell.label for cell in listing.cells], [cell.width for cell in listing.cells])
    for values in lines(listing, rows):
        book.write(values)
    return book.close()


def write_line(sheet, line: int, values: Iterable[Any], look=None, *, moment=None) -> None:
    """One line of a worksheet; text is written as text whatever it begins with.

    With the look of a `moment`, a time without zone is a time to the spreadsheet, too.
    """
    for place, value in enumerate(values):
        if moment is not None and isinstance(value, datetime) and timezone.is_naive(value):
            sheet.write_datetime(line, place, value, moment)
            continue
        shown = as_written(value)
        if isinstance(shown, str):
            if shown:
                sheet.write_string(line, place, shown[:LONGEST], look)
        else:
            sheet.write_number(line, place, shown, look)
