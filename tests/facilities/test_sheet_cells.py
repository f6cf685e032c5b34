"""What is in cells and files, and what is said about it: every kind of cell spoiled, every kind of file."""

import re
import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
import xlsxwriter
from openpyxl import Workbook

from facilities.models import SheetImport
from facilities.sheets.marked import _write_cell
from tests.sheets import BATCH, STREAM, VEHICLE, bring, cells, codes, csv_text, saved, xlsx

pytestmark = pytest.mark.django_db

LONG = "x" * 500
TWO = ["What you call it", "Physical state"]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("key", None, "required"),
        ("key", LONG, "too_long"),
        ("stream", None, "required"),
        ("stream", "No such waste", "stream_unknown"),
        ("stream", 12, "stream_unknown"),
        ("stream", True, "cell_type"),
        ("quantity", None, "required"),
        ("quantity", "   ", "required"),
        ("quantity", 0, "number_out_of_range"),
        ("quantity", -5, "number_out_of_range"),
        ("quantity", 1.2345, "number_out_of_range"),
        ("quantity", "1e30", "number_out_of_range"),
        ("quantity", "12 kg", "number_with_unit"),
        ("quantity", "12公斤", "number_with_unit"),
        ("quantity", "1,240.5", "number_with_separators"),
        ("quantity", "1 240", "number_with_separators"),
        ("quantity", "12,5", "number_with_separators"),
        ("quantity", "a lot", "number_invalid"),
        ("quantity", "NaN", "number_invalid"),
        ("quantity", "#DIV/0!", "cell_is_error"),
        ("quantity", datetime(2026, 1, 5), "number_is_date"),
        ("quantity", False, "cell_type"),
        ("unit", "barrels", "unit_unknown"),
        ("unit", "litres", "kg_per_unit_missing"),
        ("kg_per_unit", "heavy", "number_invalid"),
        ("happened_at", None, "required"),
        ("happened_at", "yesterday", "date_invalid"),
        ("happened_at", "2026-02-30", "date_invalid"),
        ("happened_at", "05/01/2026", "date_ambiguous"),
        ("happened_at", 46027, "date_is_serial"),
        ("happened_at", "46027", "date_is_serial"),
        ("happened_at", 7, "date_invalid"),
        ("happened_at", "9" * 5000, "date_invalid"),
        ("happened_at", "2199-01-01", "time_in_future"),
        ("happened_at", "1066-10-14", "year_invalid"),
        ("happened_at", True, "cell_type"),
        ("area", "TS404", "area_unknown"),
        ("container_count", 1.5, "number_out_of_range"),
        ("container_count", 1000, "number_out_of_range"),
        ("container_count", 2, "kg_invalid"),  # of which volume?
        ("container_litres", "50L", "number_with_unit"),
    ],
)
def test_a_spoiled_cell_of_a_batch(city, people, column, cell, code):
    sheet = bring("batches", xlsx("batches", BATCH | {column: cell}), by=people.clerk, site=city.generator)
    assert sheet.bad_count == 1, sheet.rows.get().values
    assert [problem["code"] for problem in sheet.rows.get().errors] == [code]
    assert sheet.rows.get().errors[0]["said"]


@pytest.mark.parametrize(
    ("kind", "column", "cell", "code"),
    [
        ("streams", "alias", None, "required"),
        ("streams", "alias", "a\x07b", "text_invalid"),
        ("streams", "code", "999-999-99", "code_unknown"),
        ("streams", "code", "900-1-S17", "solid_waste_code_malformed"),
        ("streams", "code", "900-001-S08", "solid_waste_class_unlisted"),
        ("streams", "code", "001-001-S17", "solid_waste_industry_unknown"),
        ("streams", "physical_state", "plasma", "unknown_choice"),
        ("streams", "hazards", "T, X", "hazard_unknown"),
        ("streams", "process", LONG, "too_long"),
        ("streams", "packaging", "bucket of no kind", "unknown_choice"),
        ("streams", "default_method", "Z9", "unknown_choice"),
        ("vehicles", "plate", "苏D123456789012", "too_long"),
        ("vehicles", "max_kg", "8 t", "number_with_unit"),
        ("vehicles", "valid_to", "soon", "date_invalid"),
    ],
)
def test_a_spoiled_cell_of_another_kind(city, people, kind, column, cell, code):
    good, by, site = (
        (STREAM, people.clerk, city.generator) if kind == "streams" else (VEHICLE, people.dispatcher, city.carrier)
    )
    row = good | {column: cell}
    # openpyxl writes no control characters; a csv holds them.
    content = csv_text(kind, row).encode() if "\x07" in str(cell) else xlsx(kind, row)
    assert [problem["code"] for problem in bring(kind, content, by=by, site=site).rows.get().errors] == [code]


@pytest.mark.parametrize(
    "written",
    [datetime(2026, 1, 5, 8), "2026-1-5 8:00", "2026/01/05 08:00", "2026年1月5日 08:00", "2026-01-05T00:00:00Z"],
)
def test_a_day_however_it_is_written(city, people, written):
    sheet = bring("batches", xlsx("batches", BATCH | {"happened_at": written}), by=people.clerk, site=city.generator)
    assert codes(sheet) == {}
    assert datetime.fromisoformat(sheet.rows.get().values["happened_at"]).isoformat() in (
        "2026-01-05T08:00:00+08:00",
        "2026-01-05T00:00:00+00:00",
    )


def test_a_day_alone(city, people):
    rows = [BATCH | {"happened_at": date(2026, 1, 5)}, BATCH | {"key": "B-2", "happened_at": "2026-01-05"}]
    sheet = bring("batches", xlsx("batches", *rows), by=people.clerk, site=city.generator)
    assert {row.values["happened_at"] for row in sheet.rows.all()} == {"2026-01-05T12:00:00+08:00"}


def test_keys_twice_and_lines_left_blank(city, people):
    rows = [BATCH, {}, BATCH | {"quantity": 3}, BATCH | {"key": "B-2"}, {}, {}]
    sheet = bring("batches", xlsx("batches", *rows), by=people.clerk, site=city.generator)
    found = {row.line: [problem["code"] for problem in row.errors] for row in sheet.rows.all()}
    assert found == {3: [], 4: ["row_blank"], 5: ["key_twice_in_file"], 6: []}  # what is blank at the end is nothing


def test_merged_cells_are_said_to_be(city, people):
    book = Workbook()
    for line in cells(xlsx("batches", BATCH, BATCH | {"key": "B-2"}, BATCH | {"key": "B-3"})):
        book.active.append(line)
    book.active.merge_cells("G3:G4")
    sheet = bring("batches", saved(book), by=people.clerk, site=city.generator)
    assert codes(sheet) == {"B-1": ["cells_merged"], "B-2": ["required", "cells_merged"]} or codes(sheet) == {
        "B-1": ["cells_merged"],
        "B-2": ["cells_merged"],
    }
    assert sheet.good_count == 1


def test_a_head_in_either_language_and_any_order(city, people):
    book = Workbook()
    book.active.append(["Waste code *", "What you call it", "physical state", "", "ROW KEY"])
    book.active.append(["900-249-08", "Coolant", "Liquid", None, "S-1"])
    sheet = bring("streams", saved(book), by=people.clerk, site=city.generator)
    assert (codes(sheet), sheet.good_count) == ({}, 1)


def of(*lines: list) -> bytes:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    return saved(book)


def package(**parts: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def packed_as(method: int) -> bytes:
    """A sheet of which the package says that it is packed by another method."""
    raw = bytearray(xlsx("streams", STREAM))
    entry = raw.rfind(b"PK\x01\x02", 0, raw.rfind(b"xl/worksheets/sheet1.xml"))
    raw[entry + 10 : entry + 12] = method.to_bytes(2, "little")
    return bytes(raw)


def pointing_nowhere() -> bytes:
    """A sheet that names a shared text which the package does not have."""
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(xlsx("streams", STREAM))) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<sheetData>", b'<sheetData><row><c t="s"><v>999</v></c></row>')
            new.writestr(part, content)
    return file.getvalue()


FILES = {
    "nothing": (lambda: b"", "file_empty"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00", "file_type_wrong"),
    "a pdf": (lambda: b"%PDF-1.7 hello", "file_type_wrong"),
    "a web page": (lambda: b"<html><table><tr><td>1", "file_type_wrong"),
    "an old xls": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 99, "file_is_xls"),
    "no package": (lambda: b"PK\x03\x04 and then nothing", "file_damaged"),
    "half a package": (lambda: xlsx("streams", STREAM)[:-400], "file_damaged"),
    "another package": (lambda: package(word__document="x"), "file_type_wrong"),
    "an empty shell": (lambda: package(xl__worksheets__sheet1="x"), "file_damaged"),
    "a bomb": (lambda: package(xl__worksheets__sheet1=b"0" * 60_000_000), "file_too_large_unpacked"),
    "other bytes": (lambda: b"\xff\xfe\xff" + b"\x80" * 20, "encoding_unknown"),
    "no head": (lambda: of(["hello"], ["you"]), "head_missing"),
    "head only": (lambda: xlsx("streams"), "rows_missing"),
    "a column gone": (lambda: of(["Row key", "Waste code"], ["1", "2"]), "column_missing"),
    "a column twice": (lambda: of(["Row key", "Waste code", "Waste code", *TWO]), "column_twice"),
    "another kind": (lambda: xlsx("batches", BATCH), "template_of_another_kind"),
    "packed in another way": (lambda: packed_as(98), "file_damaged"),
    "a text that is not there": (lambda: pointing_nowhere(), "file_damaged"),
    "very wide": (lambda: xlsx("streams") and of([""] * 150 + ["x"]), "too_many_columns"),
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_what_it_should_be(city, people, name, monkeypatch):
    make, code = FILES[name]
    monkeypatch.setattr("facilities.actions.upload_sheet.CHECKED_AT_ONCE", 10**9)
    sheet = bring("streams", make(), by=people.clerk, site=city.generator)
    assert (sheet.state, sheet.problems[0]["code"]) == (SheetImport.State.UNREADABLE, code)
    assert not sheet.rows.exists()


def test_more_rows_than_a_file_may_have(city, people, monkeypatch):
    monkeypatch.setattr("facilities.actions.check_sheet.MOST_ROWS", 2)
    rows = [STREAM | {"key": f"S-{number}", "alias": f"Oil {number}"} for number in range(3)]
    sheet = bring("streams", xlsx("streams", *rows), by=people.clerk, site=city.generator)
    assert [problem["code"] for problem in sheet.problems] == ["too_many_rows"]


def test_a_sheet_that_claims_to_be_endless_is_read_as_it_is(city, people):
    """The size in the file's own words is not believed."""
    old = xlsx("streams", STREAM)
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(old)) as source, zipfile.ZipFile(file, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename.endswith("sheet1.xml"):
                assert b'<dimension ref="' in content
                content = re.sub(rb'<dimension ref="[^"]+"', b'<dimension ref="A1:XFD1048576"', content)
            target.writestr(part.filename, content)
    sheet = bring("streams", file.getvalue(), by=people.clerk, site=city.generator)
    assert (sheet.state, sheet.row_count, sheet.good_count) == ("checked", 1, 1)


@pytest.mark.parametrize("number", [float("inf"), 10**400, -(10**20), 1e300])
def test_a_number_that_no_spreadsheet_holds_is_given_back_as_text(number):
    file = BytesIO()
    with xlsxwriter.Workbook(file) as book:
        _write_cell(book.add_worksheet(), 0, 0, number, None)
    assert isinstance(cells(file.getvalue())[0][0], str)
