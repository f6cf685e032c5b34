"""Read a spreadsheet line by line: xlsx, or csv in UTF-8 or GBK. Memory does not grow with its length."""

import csv
import io
import lzma
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from facilities.sheets.cells import is_blank
from facilities.sheets.guarding import damaged, form_of, merged_lines
from facilities.sheets.problems import Unreadable

MOST_ROWS = 100_000
MOST_LINES = 200_000  # with what is empty between
MOST_COLUMNS = 100
DELIMITERS = ",\t;"


@dataclass
class Table:
    """The lines of a file, from 1, and which of them merged cells touch."""

    path: Path
    form: str
    merged: set[int] = field(default_factory=set)

    def lines(self) -> Iterator[tuple[int, list[Any]]]:
        """(line, cells) up to the last line that holds something; lines in between may be blank."""
        blank: list[int] = []
        for line, cells in enumerate(self._cells(), start=1):
            if line > MOST_LINES:
                raise Unreadable(_("The file has more than 200,000 lines. Split it."), code="too_many_rows")
            if len(cells) > MOST_COLUMNS:
                raise Unreadable(_("The sheet has more than 100 columns."), code="too_many_columns")
            if all(is_blank(cell) for cell in cells):
                blank.append(line)
                continue
            yield from ((empty, []) for empty in blank)
            blank.clear()
            yield line, cells

    def _cells(self) -> Iterator[list[Any]]:
        return _of_xlsx(self.path) if self.form == "xlsx" else _of_csv(self.path)


def open_table(path: Path) -> Table:
    """The file as a table. Raises Unreadable."""
    form = form_of(path)
    if form == "csv":
        return Table(path, form)
    try:
        with _book(path) as book:
            part = book.worksheets[0]._worksheet_path.lstrip("/")
        return Table(path, form, merged_lines(path, part))
    except BROKEN as error:
        raise damaged() from error


# What openpyxl and zipfile raise over a package that is not what it seems to be.
BROKEN = (
    BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError, OSError, EOFError,
    IndexError, OverflowError, RuntimeError, lzma.LZMAError, zlib.error,
)  # fmt: skip


@contextmanager
def _book(path: Path) -> Iterator[Workbook]:
    """Opened by its bytes: the name on our disk says nothing."""
    asked = {"read_only": True, "data_only": True, "keep_links": False}
    with path.open("rb") as file, closing(load_workbook(file, **asked)) as book:
        yield book


def _of_xlsx(path: Path) -> Iterator[list[Any]]:
    with _book(path) as book:
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the size a file claims is not believed
        rows = sheet.iter_rows(values_only=True)
        while True:
            try:
                row = next(rows, None)
            except BROKEN as error:
                raise damaged() from error
            if row is None:
                return
            yield _trimmed(list(row))


def _trimmed(cells: list) -> list:
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _of_csv(path: Path) -> Iterator[list[Any]]:
    encoding = _encoding(path)
    with io.TextIOWrapper(path.open("rb"), encoding=encoding, newline="") as file:
        first = file.readline()
        file.seek(0)
        delimiter = max(DELIMITERS, key=first.count)
        rows = csv.reader(file, delimiter=delimiter)
        while True:
            try:
                row = next(rows, None)
            except csv.Error as error:
                raise Unreadable(_("The file cannot be read as CSV."), code="csv_invalid") from error
            if row is None:
                return
            yield row


def _encoding(path: Path) -> str:
    """UTF-8, or GBK as Excel writes it on a Chinese computer. Read through once: a wrong byte may come late."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            with path.open(encoding=encoding, newline="") as file:
                while file.read(1 << 20):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise Unreadable(_("The text is neither UTF-8 nor GBK. Save it as “CSV UTF-8”."), code="encoding_unknown")
