"""What each profile asks for, in the spreadsheets of drafts and of what left on paper."""

import pytest
from django.utils import translation
from openpyxl import load_workbook

from facilities.actions.take_sheet import take_sheet
from facilities.sheets.kinds import kind_named
from facilities.sheets.template import write_template
from manifests.models import Manifest
from manifests.profiles import DETAILS
from manifests.sheets.details import COLUMNS
from tests.city import OIL
from tests.manifests.test_profiles import packed
from tests.sheets import bring, codes, xlsx

WASTES = {"sludge": "900-001-S07", "construction": "900-001-S70", "bulky": "900-001-S60", "hazardous": OIL}


def draft(batch, **more) -> dict:
    route = {"consignee": "Furnace", "carrier": "Carrier", "method": "D10"}
    return {"key": batch.number, "batches": batch.number, **route, **more}


@pytest.fixture
def brought(city, people):
    return lambda *rows: bring("manifests", xlsx("manifests", *rows), by=people.clerk, site=city.generator)


@pytest.mark.parametrize(
    ("profile", "said", "kept"),
    [
        ("sludge", {"water_percent": 78.50}, {"water_percent": "78.5"}),
        ("sludge", {"water_percent": "80"}, {"water_percent": "80"}),
        (
            "construction",
            {"works": "North tower", "works_permit": "P-1"},
            {"works": "North tower", "works_permit": "P-1"},
        ),
        ("bulky", {"collected_at": "1 Gate Road", "pieces": 3}, {"collected_at": "1 Gate Road", "pieces": "3"}),
        ("hazardous", {}, {}),
    ],
)
def test_a_draft_keeps_what_its_profile_asks_for(walk, people, brought, profile, said, kept):
    sheet = brought(draft(packed(walk, WASTES[profile]), **said))
    assert sheet.good_count == 1, codes(sheet)
    take_sheet(sheet, by=people.clerk)
    manifest = Manifest.objects.get()
    assert (manifest.profile, manifest.details) == (profile, kept)


@pytest.mark.parametrize(
    ("profile", "said", "code"),
    [
        ("sludge", {"water_percent": 100.1}, "percent_invalid"),
        ("sludge", {"water_percent": "78,5"}, "percent_invalid"),
        ("sludge", {"water_percent": "a lot"}, "percent_invalid"),
        ("sludge", {"pieces": 3}, "detail_unknown"),
        ("bulky", {"pieces": 1.5}, "count_invalid"),
        ("bulky", {"pieces": 0}, "count_invalid"),
        ("construction", {"works": "x" * 101}, "too_long"),
        ("hazardous", {"works": "North tower"}, "detail_unknown"),
    ],
)
def test_each_cell_is_read_as_its_profile_reads_it(walk, brought, profile, said, code):
    sheet = brought(draft(packed(walk, WASTES[profile]), **said))
    assert list(codes(sheet).values()) == [[code]]
    assert sheet.rows.get().errors[0]["column"] == next(iter(said))


def test_what_is_needed_at_issue_may_stay_empty_in_a_draft(walk, brought):
    assert brought(draft(packed(walk, WASTES["sludge"]))).good_count == 1


@pytest.mark.parametrize("kind", ["manifests", "papers"])
def test_both_templates_have_the_columns_and_explain_them_in_both_languages(city, people, tmp_path, kind):
    assert [column.key for column in COLUMNS] == list(DETAILS)
    for language in ("en", "zh-hans"):
        path = tmp_path / f"{language}.xlsx"
        with translation.override(language):
            with path.open("wb") as file:
                write_template(file, kind_named(kind), city.generator, people.clerk)
            notes = {row[0]: row[2] for row in load_workbook(path).worksheets[1].iter_rows(values_only=True)}
            for column in COLUMNS:
                assert notes[str(column.label)] == str(column.hint)
