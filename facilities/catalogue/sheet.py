"""Read a CSV into rows, and say of every cell that is wrong what is wrong with it."""

import csv
import datetime
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from facilities.catalogue.problems import Problem


@dataclass(frozen=True)
class Column:
    """A column of a file. What a cell may hold follows from the model field it goes into.

    `field` None: the column is known and not stored. `absent`: the whole column may be missing.
    """

    name: str
    field: models.Field | None = None
    pattern: str = ""
    choices: tuple[str, ...] = ()
    required: bool | None = None
    absent: bool = False

    def fault(self, value: str) -> tuple[str, dict] | None:
        """The code and details of what is wrong with a cell; None when it is right."""
        if not value:
            needed = self.required if self.required is not None else not (self.field is None or self.field.blank)
            return ("missing", {}) if needed else None
        if any(character < " " or "\x7f" <= character <= "\x9f" for character in value):
            return "control_character", {}
        if self.pattern and not re.fullmatch(self.pattern, value, re.ASCII):
            return "pattern", {"pattern": self.pattern}
        if isinstance(self.field, models.IntegerField) and not re.fullmatch(r"\d{1,4}", value, re.ASCII):
            return "not_a_number", {}
        if isinstance(self.field, models.DecimalField) and not re.fullmatch(r"\d{1,12}(\.\d{1,3})?", value, re.ASCII):
            return "not_a_decimal", {}
        if isinstance(self.field, models.DateField) and not is_date(value):
            return "not_a_date", {}
        choices = self.choices or tuple(str(choice) for choice, _ in getattr(self.field, "choices", None) or ())
        if choices and value not in choices:
            return "choice", {"choices": ", ".join(choices)}
        longest = getattr(self.field, "max_length", None)
        if longest and len(value) > longest:
            return "too_long", {"longest": longest}
        return None


class Row(dict):
    """A row's cells by column, without surrounding blanks, and its number as a spreadsheet counts it."""

    def __init__(self, number: int, cells: Iterable[tuple[str, str]]):
        super().__init__(cells)
        self.number = number


def is_date(value: str) -> bool:
    try:
        return datetime.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def read_sheet(file: str, data: bytes, columns: tuple[Column, ...]) -> tuple[list[Row], list[Problem]]:
    """The rows of a file and everything wrong with its form. With any problem the rows are not to be used."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        at = data.count(b"\n", 0, error.start) + 1
        return [], [Problem(file, at, "", repr(data[error.start : error.start + 4])[2:-1], "bad_encoding")]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[list[str]] = []
    try:
        records.extend(reader)
    except csv.Error as error:
        return [], [Problem(file, len(records) + 1, "", "", "unreadable", {"reason": str(error)})]
    header = [heading.strip() for heading in records[0]] if records else []
    problems = header_problems(file, header, columns)
    if problems:
        return [], problems
    rows = []
    for number, record in enumerate(records[1:], start=2):
        if not any(cell.strip() for cell in record):
            continue
        if len(record) != len(header):
            details = {"found": len(record), "wanted": len(header)}
            problems.append(Problem(file, number, "", record[0], "cell_count", details))
            continue
        row = Row(number, ((column.name, "") for column in columns))
        row.update(zip(header, (cell.strip() for cell in record), strict=True))
        rows.append(row)
        problems.extend(cell_problems(file, row, columns))
    if not rows and not problems:
        problems.append(Problem(file, 0, "", "", "no_rows"))
    return rows, problems


def header_problems(file: str, header: list[str], columns: tuple[Column, ...]) -> list[Problem]:
    known = {column.name for column in columns}
    problems = [
        Problem(file, 1, column.name, "", "missing_column")
        for column in columns
        if not column.absent and column.name not in header
    ]
    for position, heading in enumerate(header):
        if heading not in known:
            problems.append(Problem(file, 1, heading, heading, "unknown_column"))
        elif heading in header[:position]:
            problems.append(Problem(file, 1, heading, heading, "repeated_column"))
    return problems


def cell_problems(file: str, row: Row, columns: tuple[Column, ...]) -> Iterable[Problem]:
    for column in columns:
        fault = column.fault(row[column.name])
        if fault:
            yield Problem(file, row.number, column.name, row[column.name], *fault)
