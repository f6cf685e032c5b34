"""Spreadsheets as people send them: filled in by column key, written as xlsx or csv, read back."""

import csv
from io import BytesIO, StringIO

from openpyxl import Workbook, load_workbook

from facilities.actions.upload_sheet import upload_sheet
from facilities.models import SheetImport
from facilities.sheets.heading import marker
from facilities.sheets.kinds import kind_named

STREAM = {"key": "S-1", "alias": "Coolant", "code": "900-249-08", "physical_state": "liquid"}
BATCH = {"key": "B-1", "stream": "Used oil", "quantity": 120.5, "happened_at": "2026-01-05 08:00", "area": "TS001"}
VEHICLE = {
    "key": "V-1", "plate": "苏D 99999", "max_kg": 8000, "number": "N-9",
    "valid_from": "2020-01-01", "valid_to": "2040-01-01",
}  # fmt: skip


def xlsx(kind: str, *rows: dict, head: bool = True, marks: bool = True) -> bytes:
    """A filled-in template: hidden keys, head, and a line for each of `rows` (column key → cell)."""
    columns = kind_named(kind).all_columns
    book = Workbook()
    sheet = book.active
    if marks:
        sheet.append([marker(kind_named(kind), column.key) for column in columns])
    if head:
        sheet.append([str(column.label) for column in columns])
    for row in rows:
        sheet.append([row.get(column.key) for column in columns])
    return saved(book)


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def csv_text(kind: str, *rows: dict, delimiter: str = ",") -> str:
    columns = kind_named(kind).all_columns
    file = StringIO()
    writer = csv.writer(file, delimiter=delimiter)
    writer.writerow([str(column.label) for column in columns])
    for row in rows:
        writer.writerow([row.get(column.key, "") for column in columns])
    return file.getvalue()


def bring(kind: str, content: bytes, *, by, site, name: str = "rows.xlsx") -> SheetImport:
    return upload_sheet(by=by, kind=kind_named(kind), facility=site, name=name, chunks=[content])


def codes(sheet: SheetImport) -> dict[str, list[str]]:
    """Row key → its error codes, in order."""
    return {
        row.key or str(row.line): [problem["code"] for problem in row.errors]
        for row in sheet.rows.order_by("line")
        if row.errors
    }


def cells(content: bytes) -> list[list]:
    """Every line of the first sheet, as values."""
    return [list(row) for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows(values_only=True)]
