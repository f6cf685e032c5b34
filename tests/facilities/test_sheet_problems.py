"""What was found in a file is told in the language of whoever reads it, its figures with it, whoever had it checked."""

import ast
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from facilities.actions.take_sheet import take_sheet
from facilities.actions.undo_sheet import undo_sheet
from facilities.errors import BadInput, Refusal
from facilities.sheets.problems import sentence, told
from manifests.models import WasteBatch
from tests.sheets import BATCH, bring, cells, xlsx

ROOT = Path(__file__).parents[2]
LONG = BATCH | {"key": "B-2", "quantity": 0}
TWICE = BATCH | {"key": "B-1", "quantity": 7}
MEANT = {
    "en": "Give a number from 0.001 to 999999999999.999 with at most 3 decimals. [number_out_of_range]",
    "zh-hans": "请填 0.001 到 999999999999.999 之间的数字，最多 3 位小数。 [number_out_of_range]",
}


def said(sheet, language: str) -> list[str]:
    with translation.override(language):
        return [sentence(problem) for row in sheet.rows.order_by("line") for problem in row.errors]


@pytest.mark.django_db
@pytest.mark.parametrize("checked_in", ["en", "zh-hans"])
def test_a_figure_is_told_in_the_reader_s_language(city, people, checked_in):
    with translation.override(checked_in):
        sheet = bring("batches", xlsx("batches", BATCH, LONG, TWICE), by=people.clerk, site=city.generator)
    for language, meant in MEANT.items():
        first, second = said(sheet, language)
        assert first == meant
        assert "3" in second and second.endswith("[key_twice_in_file]")  # the line that has the key
    assert said(sheet, "en")[1] != said(sheet, "zh-hans")[1]


@pytest.mark.django_db
def test_page_file_and_admin_say_it_alike(client, city, people):
    with translation.override("zh-hans"):
        sheet = bring("batches", xlsx("batches", LONG), by=people.clerk, site=city.generator)
    client.force_login(people.clerk)
    for language, meant in MEANT.items():
        spoken = {"HTTP_ACCEPT_LANGUAGE": language}
        assert meant in client.get(reverse("facilities:import", args=[sheet.pk]), **spoken).content.decode()
        answer = client.get(reverse("facilities:import_marked", args=[sheet.pk]), **spoken)
        assert any(meant in str(cell) for line in cells(b"".join(answer.streaming_content)) for cell in line)
    client.force_login(people.city_regulator)
    address = reverse("admin:facilities_sheetimport_change", args=[sheet.pk])
    for language, meant in MEANT.items():
        assert meant in client.get(address, HTTP_ACCEPT_LANGUAGE=language).content.decode()


@pytest.mark.django_db
def test_a_file_that_lacks_a_column_names_it_in_the_reader_s_language(city, people):
    with translation.override("en"):
        raw = b"Row key,Waste,Quantity\n1,Used oil,5\n"
        sheet = bring("batches", raw, by=people.clerk, site=city.generator, name="rows.csv")
    (problem,) = sheet.problems
    with translation.override("zh-hans"):
        assert "产生时间" in sentence(problem)
    with translation.override("en"):
        assert sentence(problem) == "The column “Arose at” is missing. [column_missing]"


@pytest.mark.django_db
def test_what_an_action_refused_is_told_so_too(city, people, walk):
    stored = walk.stored("10")
    row = {"key": "M-1", "batches": stored.number, "consignee": "Furnace", "carrier": "Carrier", "method": "D10"}
    sheet = bring("manifests", xlsx("manifests", row), by=people.clerk, site=city.generator)
    walk.draft(stored)  # meanwhile somebody picks the batch by hand
    with translation.override("zh-hans"):
        sheet = take_sheet(sheet, by=people.clerk)
    english, chinese = said(sheet, "en"), said(sheet, "zh-hans")
    assert english == [f"Batch {stored} is “allotted”; only stored batches can be picked. [batch_not_stored]"]
    assert "allotted" not in chinese[0] and str(stored) in chinese[0]


@pytest.mark.django_db
def test_what_could_not_be_undone_is_told_so_too(city, people, walk):
    sheet = bring("batches", xlsx("batches", BATCH), by=people.clerk, site=city.generator)
    sheet = take_sheet(sheet, by=people.clerk)
    batch = sheet.rows.get().made_name
    walk.draft(WasteBatch.objects.get())
    with translation.override("zh-hans"):
        sheet = undo_sheet(sheet, by=people.clerk)
    assert said(sheet, "en") == [f"Batch {batch} has moved on since it was declared. [batch_moved_on]"]
    assert batch in said(sheet, "zh-hans")[0] and "Batch" not in said(sheet, "zh-hans")[0]


@pytest.mark.parametrize(
    ("refusal", "english"),
    [
        (Refusal(_("Nothing is left to undo."), code="x"), "Nothing is left to undo. [x]"),
        (BadInput("100 % of it", code="x"), "100 % of it [x]"),  # no figures: no place for any
        (Refusal("", code="x"), " [x]"),
        (BadInput("so", code="x", law="Art. 4"), "so（Art. 4） [x]"),
        (BadInput("%(a)s %% of %(b)s", code="x", figures={"a": 5, "b": "=1+1"}), "5 % of =1+1 [x]"),
    ],
)
def test_every_shape_of_a_refusal_can_be_kept(refusal, english):
    with translation.override("en"):
        assert sentence(told(refusal)) == english
        assert str(refusal.message) in english


def test_what_was_stored_in_both_languages_before_is_still_read():
    before = {"column": "key", "code": "x", "zh": "旧", "en": "old"}
    with translation.override("zh-hans"):
        assert sentence(before) == "旧 [x]"


@pytest.mark.parametrize("folder", ["facilities/sheets", "manifests/sheets", "transport/sheets"])
def test_no_sheet_fills_figures_in_before_it_is_read(folder):
    """`_("…") % {…}` is formed in the language of whoever had the file checked; `figures=` is not."""
    early = []
    for path in sorted((ROOT / folder).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Call):
                early.append(f"{path.name}:{node.lineno}")
    assert early == []
