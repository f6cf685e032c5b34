"""Loading the reference files: what is stored, what is refused and how that is told, what a second load does."""

import io
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from facilities.catalogue.loader import FOLDER, load
from facilities.catalogue.problems import SENTENCES, Problem
from facilities.catalogue.tables import all_tables
from facilities.models import (
    CatalogueEdition,
    DisposalMethod,
    Exemption,
    Hazard,
    Industry,
    Packaging,
    PhysicalState,
    ReferenceFile,
    Region,
    SolidWasteRange,
    UnNumber,
    WasteCategory,
    WasteCode,
    WorkingDay,
)

MODELS = (
    CatalogueEdition, DisposalMethod, Exemption, Hazard, Industry, Packaging, PhysicalState, ReferenceFile,
    Region, SolidWasteRange, UnNumber, WasteCategory, WasteCode, WorkingDay,
)  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """A copy of the reference files to spoil."""
    return shutil.copytree(FOLDER, tmp_path / "reference")


@pytest.fixture(scope="module")
def loaded_once(django_db_setup, django_db_blocker):
    """Loading takes a second or two, so this module does it once, and leaves the database as it found it."""
    with django_db_blocker.unblock():
        loaded_before = ReferenceFile.objects.exists()
        list(load(all_tables()))
    yield
    if not loaded_before:
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(model._meta.db_table for model in MODELS)} CASCADE")


@pytest.fixture
def loaded(loaded_once, db):
    assert all(outcome.state in ("loaded", "unchanged") for outcome in load(all_tables()))


def run(*arguments, **options):
    """The command's output and error text, and whether it failed."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("load_reference", *arguments, stdout=out, stderr=err, **options)
    except CommandError as error:
        return out.getvalue(), err.getvalue(), error
    return out.getvalue(), err.getvalue(), None


def table(file):
    return next(table for table in all_tables() if table.file == file)


def replace_in(path, old, new, count=1):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def everything():
    """A fingerprint of all that is stored, times of loading aside."""
    with connection.cursor() as cursor:
        prints = {}
        for model in MODELS:
            table = model._meta.db_table
            row = "(t.name, t.sha256, t.rows)::text" if model is ReferenceFile else "t::text"
            cursor.execute(f"SELECT md5(string_agg({row}, '' ORDER BY {row})) FROM {table} t")
            prints[table] = cursor.fetchone()
    return prints


def test_load_stores_every_row_of_every_file(loaded):
    edition = WasteCode.objects.filter(edition="CN-HW-2021")
    assert edition.count() == 467
    assert WasteCategory.objects.filter(edition="CN-HW-2021").exclude(name_en="").count() == 46
    assert Exemption.objects.count() == 57
    assert Exemption.objects.values("serial").distinct().count() == 32
    assert Region.objects.count() == 3351
    assert Industry.objects.count() == 1971
    assert WasteCode.objects.filter(edition="EU-LOW-2014").count() == 842
    assert WasteCode.objects.filter(edition="EU-LOW-2014", hazardous=True).count() == 408
    assert UnNumber.objects.values("un_no").distinct().count() == 2347
    assert (UnNumber.objects.count(), Packaging.objects.count()) == (2939, 60)
    assert (Hazard.objects.count(), PhysicalState.objects.count(), SolidWasteRange.objects.count()) == (
        5,
        4,
        5,
    )
    assert DisposalMethod.objects.filter(system="CN").count() == 27
    assert DisposalMethod.objects.filter(system="EU").count() == 28
    assert DisposalMethod.objects.chinese().count() == 22
    assert ReferenceFile.objects.count() == len(all_tables())


def test_load_keeps_each_cell_in_its_place(loaded):
    oil = WasteCode.objects.select_related("category").get(edition="CN-HW-2021", code="900-249-08")
    assert oil.category.name == "废矿物油与含矿物油废物"
    assert (oil.industry_source, oil.hazards, oil.hazard_list) == ("非特定行业", "T, I", ["T", "I"])
    assert oil.category_code == "HW08"
    liyang = Region.objects.get(pk="320481")
    assert (liyang.name, liyang.name_en, liyang.parent_id, liyang.level) == (
        "溧阳市",
        "Liyang",
        "320400",
        "county",
    )
    assert (liyang.prefix, liyang.parent.prefix, liyang.parent.parent.prefix) == ("320481", "3204", "32")
    assert Industry.objects.get(pk="0111").parent.parent.parent_id == "A"
    assert UnNumber.objects.get(un_no="1263", packing_group="I").un_class == "3"
    assert WasteCode.objects.get(code="130205").category_code == "13"


@pytest.mark.parametrize(("language", "names"), [("zh-hans", ["常州市", "填埋", "毒性", "固态", "钢桶（可拆盖）"]),
                                                 ("en", ["Changzhou", "Landfill", "Toxicity", "Solid",
                                                         "Drum, Steel, removable head"])])  # fmt: skip
def test_names_follow_the_readers_language(loaded, language, names):
    rows = [
        Region.objects.get(pk="320400"),
        DisposalMethod.objects.get(system="CN", code="D1"),
        Hazard.objects.get(pk="T"),
        PhysicalState.objects.get(pk="S"),
        Packaging.objects.get(code="1A2"),
    ]
    with translation.override(language):
        assert [row.localised_name for row in rows] == names


def test_name_missing_in_one_language_is_shown_in_the_other(loaded):
    with translation.override("en"):
        assert Region.objects.get(pk="330100").localised_name == "杭州市"


def test_second_load_changes_nothing_and_asks_little(loaded, django_assert_max_num_queries):
    before = everything()
    # For each file: a savepoint, the lock, the checksum, the savepoint's release.
    with django_assert_max_num_queries(4 * len(all_tables())):
        assert {outcome.state for outcome in load(all_tables())} == {"unchanged"}
    assert everything() == before


def test_forced_load_changes_nothing_either(loaded):
    before = everything()
    outcomes = list(load(all_tables(), force=True))
    assert {outcome.state for outcome in outcomes} == {"loaded"}
    assert sum(outcome.written.removed + outcome.written.kept for outcome in outcomes) == 0
    assert everything() == before


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
    ("solid_waste_2024_ranges.csv", ("S60,S69", "S60,S59"), 3, "class_to", "range_backwards"),
    ("solid_waste_2024_ranges.csv", ("S60,S69", "S59,S69"), 3, "class_from", "ranges_overlap"),
    ("solid_waste_2024_ranges.csv", ("S59,S08", "S59,S60"), 2, "excluded", "excluded_outside"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "change", "row", "column", "code"), SPOILED)
def test_bad_row_is_told_and_nothing_of_its_file_is_stored(loaded, folder, file, change, row, column, code):
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


def test_every_problem_has_a_sentence_that_fits_its_details(loaded, folder):
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


def test_all_problems_of_a_file_are_told_at_once(loaded, folder):
    path = folder / "hazardous_waste_2021.csv"
    replace_in(path, "841-001-01,", "841-1-01,")
    replace_in(path, "841-003-01,HW01", "841-003-01,01")
    (outcome,) = load([table(path.name)], folder)
    assert [(p.row, p.column, p.value, p.code) for p in outcome.problems] == [
        (2, "code", "841-1-01", "pattern"),
        (4, "category", "01", "pattern"),
    ]


def test_file_in_another_encoding_is_told(loaded, folder):
    path = folder / "physical_state.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    (outcome,) = load([table(path.name)], folder)
    assert [(p.row, p.code) for p in outcome.problems] == [(2, "bad_encoding")]


def test_file_with_a_byte_order_mark_and_windows_line_ends_is_read(loaded, folder):
    path = folder / "physical_state.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b"\r\n,,\r\n")
    (outcome,) = load([table(path.name)], folder)
    assert (outcome.state, outcome.rows) == ("loaded", 4)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "missing_column"), (b"code,name_zh,name_en\n", "no_rows"), (None, "file_missing")],
)
def test_file_without_rows_removes_nothing(loaded, folder, data, code):
    path = folder / "physical_state.csv"
    path.unlink() if data is None else path.write_bytes(data)
    (outcome,) = load([table(path.name)], folder)
    assert (outcome.state, outcome.problems[0].code) == ("refused", code)
    assert PhysicalState.objects.count() == 4


def test_files_that_need_a_refused_one_are_skipped_and_others_loaded(db, folder):
    replace_in(folder / "catalogue_editions.csv", "2024-12-31", "someday")
    state = {
        outcome.table.file: (outcome.state, outcome.because_of) for outcome in load(all_tables(), folder, force=True)
    }
    assert state["catalogue_editions.csv"] == ("refused", "")
    assert state["hazardous_waste_2021.csv"] == ("skipped", "catalogue_editions.csv")
    assert state["hazardous_waste_exemptions_2021.csv"] == ("skipped", "hazardous_waste_2021.csv")
    assert state["un_numbers.csv"] == ("loaded", "")


def test_file_is_checked_again_when_what_it_needs_has_changed(loaded, folder):
    path = folder / "hazardous_waste_2021.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")
    state = {outcome.table.file: outcome for outcome in load(all_tables(), folder)}
    assert state["hazardous_waste_2021.csv"].state == "loaded"
    assert [p.code for p in state["hazardous_waste_categories_2021.csv"].problems] == ["count_differs"]
    assert [p.value for p in state["hazardous_waste_exemptions_2021.csv"].problems] == ["841-001-01"] * 2


def test_row_dropped_from_a_file_goes_unless_something_refers_to_it(loaded, folder):
    kept, gone = Region.objects.get(pk="320400"), "320413"
    path = folder / "admin_regions.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith((kept.pk, gone))), encoding="utf-8")
    # The city's other districts still name it as their parent; the stored row answers for it.
    (outcome,) = load([table(path.name)], folder)
    assert (outcome.state, outcome.written.removed, outcome.written.kept) == ("loaded", 1, 1)
    assert Region.objects.filter(pk=kept.pk).exists() and not Region.objects.filter(pk=gone).exists()


def test_parent_dropped_with_its_children_goes_with_them(loaded, folder):
    path = folder / "admin_regions.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    dropped = [line for line in lines if line.startswith("3204")]
    path.write_text("".join(line for line in lines if line not in dropped), encoding="utf-8")
    (outcome,) = load([table(path.name)], folder)
    assert (outcome.written.removed, outcome.written.kept) == (len(dropped), 0)
    assert not Region.objects.filter(pk__startswith="3204").exists()


def test_changed_row_keeps_its_key(loaded, folder):
    oil = WasteCode.objects.get(edition="CN-HW-2021", code="900-249-08")
    path = folder / "hazardous_waste_2021.csv"
    replace_in(path, oil.description, "改过的描述")
    (outcome,) = load([table(path.name)], folder)
    assert outcome.state == "loaded"
    assert WasteCode.objects.get(pk=oil.pk).description == "改过的描述"
    assert WasteCategory.objects.get(pk=oil.category_id).name_en != ""


# The command


def test_command_tells_each_file_and_succeeds(db):
    out, err, failure = run("--force")
    assert failure is None and err == ""
    assert [line.split()[0] for line in out.splitlines()] == [f"[{n}/15]" for n in range(1, 16)]
    assert "admin_regions.csv" in out and "3351" in out


def test_command_fails_with_every_problem_on_the_error_stream(loaded, folder):
    replace_in(folder / "admin_regions.csv", "320412,武进区,320400", "320412,武进区,329900")
    with translation.override("en"):
        out, err, failure = run("--folder", str(folder))
    assert failure.returncode == 1
    assert "column parent, value “329900”: The row it belongs to does not exist: 329900. [unknown_parent]" in err
    assert "admin_regions.csv: refused, 1 problems" in out


def test_command_check_stores_nothing(db, folder):
    replace_in(folder / "physical_state.csv", "Solid", "Firm")
    before = everything()
    assert run("--check", "--folder", str(folder))[2] is None
    assert everything() == before


def test_command_check_finds_problems_in_files_loaded_before(loaded, folder):
    replace_in(folder / "physical_state.csv", "S,", "s,")
    assert run("--check", "--folder", str(folder))[2] is not None


# A new edition


@pytest.fixture
def new_catalogue(tmp_path):
    """Three codes in two categories, one of them renamed, in the form of the 2021 file."""
    path = tmp_path / "catalogue_2025.csv"
    path.write_text(
        "code,category,category_name,industry_source,description,hazard\n"
        '900-249-08,HW08,废矿物油与含矿物油废物,非特定行业,新的描述,"T, I"\n'
        "900-200-08,HW08,废矿物油与含矿物油废物,非特定行业,另一描述,T/I\n"
        "321-099-48,HW48,改名的类别,常用有色金属冶炼,锡冶炼废渣,T\n",
        encoding="utf-8",
    )
    return path


def new_edition(path, *, edition="CN-HW-2025", valid_from="2025-01-01", **options):
    arguments = ["--hazardous-waste", str(path), "--edition", edition, "--valid-from", valid_from]
    return run(*arguments, **options)


def test_new_edition_is_one_command(loaded, new_catalogue):
    assert new_edition(new_catalogue)[2] is None
    edition = CatalogueEdition.objects.get(pk="CN-HW-2025")
    assert edition.name == "国家危险废物名录（2025年版）"
    assert list(edition.waste_codes.values_list("code", flat=True)) == [
        "321-099-48",
        "900-200-08",
        "900-249-08",
    ]
    # A category that kept its name keeps its English one; a renamed one waits for a translation.
    assert dict(edition.categories.values_list("code", "name_en")) == {
        "HW08": "Waste mineral oil and waste containing mineral oil",
        "HW48": "",
    }
    assert WasteCode.objects.filter(edition="CN-HW-2021").count() == 467
    assert WasteCode.objects.get(edition="CN-HW-2021", code="900-249-08").description != "新的描述"
    on_day = CatalogueEdition.objects.in_force
    assert on_day("hazardous", edition.valid_from).code == "CN-HW-2025"


def test_new_edition_may_be_loaded_again_corrected(loaded, new_catalogue):
    new_edition(new_catalogue)
    replace_in(new_catalogue, "900-200-08", "900-201-08")
    out, _, failure = new_edition(new_catalogue)
    assert failure is None and "catalogue_2025.csv" in out
    codes = WasteCode.objects.filter(edition="CN-HW-2025").order_by("code").values_list("code", flat=True)
    assert list(codes) == ["321-099-48", "900-201-08", "900-249-08"]


def test_new_edition_ends_the_term_of_an_open_predecessor(loaded, new_catalogue):
    new_edition(new_catalogue)
    assert CatalogueEdition.objects.get(pk="CN-HW-2025").valid_to is None
    new_edition(new_catalogue, edition="CN-HW-2028", valid_from="2028-06-01")
    terms = dict(CatalogueEdition.objects.filter(system="hazardous").values_list("code", "valid_to"))
    assert {code: str(day) for code, day in terms.items()} == {
        "CN-HW-2021": "2024-12-31",
        "CN-HW-2025": "2028-05-31",
        "CN-HW-2028": "None",
    }


def test_new_edition_brings_its_exemptions(loaded, new_catalogue, tmp_path):
    exempt = tmp_path / "exempt.csv"
    exempt.write_text(
        "serial,code,name,stage,condition,exempt_content\n1,900-249-08,油桶,利用,再制造,利用过程不按危险废物管理\n",
        encoding="utf-8",
    )
    assert new_edition(new_catalogue, exemptions=exempt)[2] is None
    assert Exemption.objects.get(edition="CN-HW-2025").code_text == "900-249-08"
    assert Exemption.objects.filter(edition="CN-HW-2021").count() == 57


@pytest.mark.parametrize(
    ("change", "edition", "valid_from", "code"),
    [
        (("321-099-48,", "321-099-49,"), "CN-HW-2025", "2025-01-01", "wrong_category"),
        ((",T\n", ",T\n"), "HW2025", "2025-01-01", "edition_pattern"),
        ((",T\n", ",T\n"), "CN-HW-2025", "2021-01-01", "edition_day_taken"),
        ((",T\n", ",T\n"), "CN-HW-2021", "2025-01-01", "edition_day_differs"),
    ],
)
def test_new_edition_with_a_problem_does_not_come_into_being(loaded, new_catalogue, change, edition, valid_from, code):
    replace_in(new_catalogue, *change)
    before = everything()
    _, err, failure = new_edition(new_catalogue, edition=edition, valid_from=valid_from)
    assert failure and f"[{code}]" in err
    assert everything() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["--edition", "CN-HW-2025"],
        ["--hazardous-waste", "somewhere.csv"],
        ["--exemptions", "somewhere.csv"],
        ["--edition", "CN-HW-2025", "--hazardous-waste", "somewhere.csv"],
        ["--edition", "CN-HW-2025", "--hazardous-waste", "somewhere.csv", "--valid-from", "tomorrow"],
    ],
)
def test_new_edition_needs_its_three_facts(db, arguments):
    assert run(*arguments)[2] is not None


def test_problem_reads_well_in_english():
    problem = Problem("a.csv", 7, "code", "X", "duplicate", {"first": 3})
    with translation.override("en"):
        assert str(problem) == "a.csv, row 7, column code, value “X”: Row 3 has the same value already. [duplicate]"
