"""Bad rows in reference files: each is told with file, row, column and reason, and nothing of its file is stored."""

import pytest
from django.utils import translation

from facilities.catalogue.loader import load
from facilities.catalogue.problems import SENTENCES, Problem
from facilities.models import PhysicalState
from tests.facilities.reference_files import everything, replace_in, table

# file, (old text, new text), row, column, code. Rows count as a spreadsheet does.
SPOILED = [
    ("hazardous_waste_2021.csv", ("841-001-01,", "841-01-01,"), 2, "code", "pattern"),
    ("hazardous_waste_2021.csv", ("841-001-01,", "８41-001-01,"), 2, "code", "pattern"),
    ("hazardous_waste_2021.csv", ("841-002-01,", "841-001-01,"), 3, "code", "duplicate"),
    ("hazardous_waste_2021.csv", ("841-003-01,HW01", "841-003-01,HW02"), 4, "code", "wrong_category"),
    ("hazardous_waste_2021.csv", ("841-003-01", "999-003-01"), 4, "code", "unknown_industry"),
    ("hazardous_waste_2021.csv", ("感染性废物,In", "感染性废物,Ig"), 2, "hazard", "unknown_hazard"),
    ("hazardous_waste_2021.csv", ("感染性废物,In", "感染性废物,"), 2, "hazard", "missing"),
    ("hazardous_waste_2021.csv", ("感染性废物,In", "感染性废物,In;T"), 2, "hazard", "pattern"),
    ("hazardous_waste_2021.csv", ("感染性废物,In", ",In"), 2, "description", "missing"),
    ("hazardous_waste_2021.csv", ("感染性废物,In", "感染性废物"), 2, "", "cell_count"),
    ("hazardous_waste_2021.csv", ("感染性废物,In", "废" * 401 + ",In"), 2, "description", "too_long"),
    ("hazardous_waste_2021.csv", ("感染性废物,In", "感染\x00性,In"), 2, "description", "control_character"),
    ("hazardous_waste_2021.csv", ("医疗废物,卫生,损伤", "医药废物,卫生,损伤"), 3, "category_name", "name_differs"),
    ("hazardous_waste_2021.csv", ("category_name", "name"), 1, "category_name", "missing_column"),
    ("hazardous_waste_2021.csv", ("hazard", "hazard,note"), 1, "note", "unknown_column"),
    ("hazardous_waste_2021.csv", ("hazard", "hazard,code"), 1, "code", "repeated_column"),
    ("hazardous_waste_2021.csv", ("感染性废物,In", '感染"性废物,"In'), 2, "", "unreadable"),
    ("hazardous_waste_categories_2021.csv", ("HW01,", "HW41,"), 2, "category", "unknown_parent"),
    ("hazardous_waste_categories_2021.csv", ("医疗废物", "医废"), 2, "category_name", "name_differs"),
    ("hazardous_waste_categories_2021.csv", ("医疗废物,5", "医疗废物,6"), 2, "codes", "count_differs"),
    ("hazardous_waste_exemptions_2021.csv", ("900-210-08", "900-999-08"), 18, "code", "unknown_code"),
    ("hazardous_waste_exemptions_2021.csv", ("\n1,", "\none,"), 2, "serial", "not_a_number"),
    ("admin_regions.csv", ("320412,武进区,320400", "320412,武进区,329900"), None, "parent", "unknown_parent"),
    ("admin_regions.csv", ("320412,武进区,320400", "320412,武进区,320500"), None, "code", "wrong_parent"),
    ("admin_regions.csv", ("320412,武进区,320400", "320412,武进区,320000"), None, "level", "wrong_level"),
    ("admin_regions.csv", ("320412,武进区,320400", "320412,武进区,"), None, "level", "wrong_level"),
    ("admin_regions.csv", ("320412,武进区,320400,county", "320412,武进区,320400,city"), None, "level", "choice"),
    ("admin_regions.csv", ("320412,", "320411,"), None, "code", "duplicate"),
    ("industry_classes.csv", ("0111,稻谷种植,4,小类,011", "0111,稻谷种植,4,小类,666"), 5, "parent", "unknown_parent"),
    ("industry_classes.csv", ("0111,稻谷种植,4,小类,011", "0111,稻谷种植,4,小类,012"), 5, "parent", "wrong_parent"),
    ("industry_classes.csv", ("0111,稻谷种植,4", "0111,稻谷种植,3"), 5, "level", "wrong_level"),
    ("catalogue_editions.csv", ("2021-01-01", "2021-02-30"), 2, "valid_from", "not_a_date"),
    ("catalogue_editions.csv", ("2021-01-01", "20210101"), 2, "valid_from", "not_a_date"),
    ("catalogue_editions.csv", ("2024-12-31", "2020-12-31"), 2, "valid_to", "range_backwards"),
    ("eu_list_of_waste.csv", ("010101,N", "020101,N"), 2, "chapter", "wrong_category"),
    ("eu_list_of_waste.csv", ("010101,N", "010101,J"), 2, "hazardous", "choice"),
    ("disposal_methods.csv", ("R1,", "X1,"), 2, "code", "pattern"),
    ("disposal_methods.csv", ("R1,utilisation", "R1,recovery"), 2, "kind", "choice"),
    ("un_numbers.csv", ("0004,", "004,"), 2, "un_no", "pattern"),
    ("packaging.csv", ("1A2,UN", "1A1,UN"), 3, "code", "duplicate"),
    ("limits.csv", ("plan.warn_share,", "plan.share,"), 5, "code", "unknown_limit"),
    ("limits.csv", (",0.900,share", ",0,9,share"), 5, "", "cell_count"),
    ("limits.csv", (",0.900,share", ",0.9001,share"), 5, "value", "not_a_decimal"),
    ("limits.csv", (",0.900,share", ",0.910,share"), 5, "value", "value_stands"),
    ("limits.csv", (",0.900,share", ",0.900,kg"), 5, "unit", "unknown_unit"),
    ("limits.csv", (",320000,180", ",320001,180"), 16, "region", "unknown_parent"),
    ("limits.csv", (",365.000,days,2020-09-01,2026-08-14", ",365.000,days,2020-09-01,2026-08-15"), 15, "valid_from",
     "ranges_overlap"),
    ("limits.csv", ("2020-09-01,2026-08-14", "2020-09-01,2020-08-14"), 14, "valid_to", "range_backwards"),
    ("deadlines.csv", ("plan,,year", "plans,,year"), 6, "code", "choice"),
    ("deadlines.csv", (",3,31,31,clerk,1", ",3,30,31,clerk,1"), 6, "day", "rule_stands"),
    ("deadlines.csv", ("confirm.working_days", "confirm.days"), 3, "limit", "unknown_limit"),
    ("deadlines.csv", ("close,,received", "close,320001,received"), 3, "region", "unknown_parent"),
    ("deadlines.csv", ("2022-10-01,,HJ 1259", "2022-10-01,2020-01-01,HJ 1259"), 6, "valid_to", "range_backwards"),
    ("solid_waste_2024_ranges.csv", ("S60,S69", "S60,S59"), 3, "class_to", "range_backwards"),
    ("solid_waste_2024_ranges.csv", ("S60,S69", "S59,S69"), 3, "class_from", "ranges_overlap"),
    ("solid_waste_2024_ranges.csv", ("S59,S08", "S59,S60"), 2, "excluded", "excluded_outside"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "change", "row", "column", "code"), SPOILED)
def test_bad_row_is_told_and_nothing_of_its_file_is_stored(reference, folder, file, change, row, column, code):
    replace_in(folder / file, *change)
    before = everything()
    (outcome,) = load([table(file)], folder)
    assert outcome.state == "refused"
    found = [problem for problem in outcome.problems if problem.code == code]
    assert found, [str(problem) for problem in outcome.problems]
    assert (found[0].file, found[0].column) == (file, column)
    if row is None:
        lines = (folder / file).read_text(encoding="utf-8").splitlines()
        row = next(number for number, line in enumerate(lines, start=1) if change[1] in line and "武进" in line)
    assert found[0].row == row
    assert found[0].sentence in str(found[0]) and f"[{code}]" in str(found[0])
    assert everything() == before


def test_every_problem_has_a_sentence_that_fits_its_details(reference, folder):
    """Each code of the table of sentences is made by some test here, so no sentence can be left unfilled."""
    elsewhere = {
        "file_missing",
        "bad_encoding",
        "no_rows",
        "edition_pattern",
        "edition_day_taken",
        "edition_day_differs",
    }
    assert {code for *_, code in SPOILED} | elsewhere == set(SENTENCES)


def test_all_problems_of_a_file_are_told_at_once(reference, folder):
    path = folder / "hazardous_waste_2021.csv"
    replace_in(path, "841-001-01,", "841-1-01,")
    replace_in(path, "841-003-01,HW01", "841-003-01,01")
    (outcome,) = load([table(path.name)], folder)
    assert [(p.row, p.column, p.value, p.code) for p in outcome.problems] == [
        (2, "code", "841-1-01", "pattern"),
        (4, "category", "01", "pattern"),
    ]


def test_file_in_another_encoding_is_told(reference, folder):
    path = folder / "physical_state.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    (outcome,) = load([table(path.name)], folder)
    assert [(p.row, p.code) for p in outcome.problems] == [(2, "bad_encoding")]


def test_file_with_a_byte_order_mark_and_windows_line_ends_is_read(reference, folder):
    path = folder / "physical_state.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n,,\r\n")
    (outcome,) = load([table(path.name)], folder)
    assert (outcome.state, outcome.rows) == ("loaded", 4)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "missing_column"), (b"code,name_zh,name_en\n", "no_rows"), (None, "file_missing")],
)
def test_file_without_rows_removes_nothing(reference, folder, data, code):
    path = folder / "physical_state.csv"
    path.unlink() if data is None else path.write_bytes(data)
    (outcome,) = load([table(path.name)], folder)
    assert (outcome.state, outcome.problems[0].code) == ("refused", code)
    assert PhysicalState.objects.count() == 4


def test_problem_reads_well_in_english():
    problem = Problem("a.csv", 7, "code", "X", "duplicate", {"first": 3})
    with translation.override("en"):
        assert str(problem) == "a.csv, row 7, column code, value “X”: Row 3 has the same value already. [duplicate]"
