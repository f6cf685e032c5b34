"""Loading the reference files: what is stored, what a second load does, what goes and what stays."""

import pytest
from django.utils import translation

from facilities.catalogue.loader import load
from facilities.catalogue.tables import all_tables
from facilities.models import (
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
)
from tests.facilities.reference_files import everything, replace_in, run, table


def test_load_stores_every_row_of_every_file(reference):
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


def test_load_keeps_each_cell_in_its_place(reference):
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
def test_names_follow_the_readers_language(reference, language, names):
    rows = [
        Region.objects.get(pk="320400"),
        DisposalMethod.objects.get(system="CN", code="D1"),
        Hazard.objects.get(pk="T"),
        PhysicalState.objects.get(pk="S"),
        Packaging.objects.get(code="1A2"),
    ]
    with translation.override(language):
        assert [row.localised_name for row in rows] == names


def test_name_missing_in_one_language_is_shown_in_the_other(reference):
    with translation.override("en"):
        assert Region.objects.get(pk="330100").localised_name == "杭州市"


def test_second_load_changes_nothing_and_asks_little(reference, django_assert_max_num_queries):
    before = everything()
    # For each file: a savepoint, the lock, the checksum, the savepoint's release.
    with django_assert_max_num_queries(4 * len(all_tables())):
        assert {outcome.state for outcome in load(all_tables())} == {"unchanged"}
    assert everything() == before


def test_forced_load_changes_nothing_either(reference):
    before = everything()
    outcomes = list(load(all_tables(), force=True))
    assert {outcome.state for outcome in outcomes} == {"loaded"}
    assert sum(outcome.written.removed + outcome.written.kept for outcome in outcomes) == 0
    assert everything() == before


def test_files_that_need_a_refused_one_are_skipped_and_others_loaded(db, folder):
    replace_in(folder / "catalogue_editions.csv", "2024-12-31", "someday")
    state = {
        outcome.table.file: (outcome.state, outcome.because_of) for outcome in load(all_tables(), folder, force=True)
    }
    assert state["catalogue_editions.csv"] == ("refused", "")
    assert state["hazardous_waste_2021.csv"] == ("skipped", "catalogue_editions.csv")
    assert state["hazardous_waste_exemptions_2021.csv"] == ("skipped", "hazardous_waste_2021.csv")
    assert state["un_numbers.csv"] == ("loaded", "")


def test_file_is_checked_again_when_what_it_needs_has_changed(reference, folder):
    path = folder / "hazardous_waste_2021.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:1] + lines[2:]), encoding="utf-8")
    state = {outcome.table.file: outcome for outcome in load(all_tables(), folder)}
    assert state["hazardous_waste_2021.csv"].state == "loaded"
    assert [p.code for p in state["hazardous_waste_categories_2021.csv"].problems] == ["count_differs"]
    assert [p.value for p in state["hazardous_waste_exemptions_2021.csv"].problems] == ["841-001-01"] * 2


def test_row_dropped_from_a_file_goes_unless_something_refers_to_it(reference, folder):
    kept, gone = Region.objects.get(pk="320400"), "320413"
    path = folder / "admin_regions.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith((kept.pk, gone))), encoding="utf-8")
    # The city's other districts still name it as their parent; the stored row answers for it.
    (outcome,) = load([table(path.name)], folder)
    assert (outcome.state, outcome.written.removed, outcome.written.kept) == ("loaded", 1, 1)
    assert Region.objects.filter(pk=kept.pk).exists() and not Region.objects.filter(pk=gone).exists()


def test_parent_dropped_with_its_children_goes_with_them(reference, folder):
    path = folder / "admin_regions.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    dropped = [line for line in lines if line.startswith("3204")]
    path.write_text("".join(line for line in lines if line not in dropped), encoding="utf-8")
    (outcome,) = load([table(path.name)], folder)
    assert (outcome.written.removed, outcome.written.kept) == (len(dropped), 0)
    assert not Region.objects.filter(pk__startswith="3204").exists()


def test_changed_row_keeps_its_key(reference, folder):
    oil = WasteCode.objects.get(edition="CN-HW-2021", code="900-249-08")
    path = folder / "hazardous_waste_2021.csv"
    replace_in(path, oil.description, "改过的描述")
    (outcome,) = load([table(path.name)], folder)
    assert outcome.state == "loaded"
    assert WasteCode.objects.get(pk=oil.pk).description == "改过的描述"
    assert WasteCategory.objects.get(pk=oil.category_id).name_en != ""


def test_command_tells_each_file_and_succeeds(db):
    out, err, failure = run("--force")
    files = len(all_tables())
    assert failure is None and err == ""
    assert [line.split()[0] for line in out.splitlines()] == [f"[{n}/{files}]" for n in range(1, files + 1)]
    assert "admin_regions.csv" in out and "3351" in out


def test_command_fails_with_every_problem_on_the_error_stream(reference, folder):
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


def test_command_check_finds_problems_in_files_loaded_before(reference, folder):
    replace_in(folder / "physical_state.csv", "S,", "s,")
    assert run("--check", "--folder", str(folder))[2] is not None
