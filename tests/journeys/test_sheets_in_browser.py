"""A clerk brings a ledger from a template: fills it in, reads what is wrong in the file, imports the rest."""

from io import BytesIO
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from manifests.models import WasteBatch
from tests.browser import needs_chromium
from tests.journeys.desk import Desk, said
from tests.sheets import BATCH

NOTHING_YET = "Nothing is written yet. Import the good rows, or mend the file and upload it again."

pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True)]


def download(desk: Desk, label: str) -> bytes:
    with desk.page.expect_download() as coming:
        desk.page.get_by_role("link", name=label).first.click()
    return Path(coming.value.path()).read_bytes()


def filled_in(template: bytes, *rows: dict) -> bytes:
    """As Excel saves it: values typed below the head, by the keys in the hidden line."""
    book = load_workbook(BytesIO(template))
    sheet = book.worksheets[0]
    assert sheet.row_dimensions[1].hidden and not sheet.row_dimensions[2].hidden
    keys = [cell.value.partition(".")[2] for cell in sheet[1]]
    for line, row in enumerate(rows, start=3):
        for place, key in enumerate(keys, start=1):
            sheet.cell(line, place, row.get(key))
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def test_template_fill_upload_read_and_import(sit_down, people, walk, tmp_path):
    desk = sit_down(people.clerk)
    desk.go(reverse("manifests:batches")).follow(said("Import from a spreadsheet"))
    template = download(desk, said("Template (Excel)"))
    offered = load_workbook(BytesIO(template)).worksheets[0].data_validations.dataValidation
    assert offered, "There are lists to choose from."
    rows = [BATCH, BATCH | {"key": "B-2", "quantity": "12 kg"}, BATCH | {"key": "B-3", "stream": "Nothing of ours"}]
    ledger = tmp_path / "台账.xlsx"
    ledger.write_bytes(filled_in(template, *rows))
    desk.page.locator("[name=file]").set_input_files(ledger)
    desk.press(said("Upload and check"))
    desk.sees(
        "台账.xlsx",
        "number_with_unit",
        "stream_unknown",
        said("Nothing is written yet. Import the good rows, or mend the file and upload it again."),
    )
    assert not WasteBatch.objects.exists()

    found = load_workbook(BytesIO(download(desk, said("The file with what was found in it")))).worksheets[0]
    assert found["C4"].fill.fgColor.rgb == "FFF9D0CB" and "number_with_unit" in found["C4"].comment.text
    assert found["B5"].fill.fgColor.rgb == "FFF9D0CB" and found["C3"].comment is None
    last = [cell.value for cell in found[4] if cell.value][-1]
    assert "[number_with_unit]" in last and "请只写数字" in last
    assert found["C3"].value == 120.5

    with translation.override("zh-hans"):
        all_good = translation.ngettext("Import the %(count)s good row", "Import all %(count)s good rows", 1)
    desk.press(all_good % {"count": 1})
    batch = WasteBatch.objects.get()
    desk.go(reverse("manifests:batches")).sees(batch.number)

    # The file that came back, mended and sent again: what is in is left alone.
    mended = load_workbook(ledger)
    mended.worksheets[0]["C4"] = 12
    mended.save(ledger)
    desk.go(reverse("facilities:imports")).follow(said("Batches (ledger of what arose)"))
    desk.page.locator("[name=file]").set_input_files(ledger)
    desk.press(said("Upload and check"))
    desk.page.locator("a[href='?show=good']").click()
    desk.page.get_by_label(said("Line %(line)s") % {"line": 4}).check()
    desk.press(said("Import the ticked rows"))
    assert WasteBatch.objects.count() == 2
    desk.press(said("Undo this import"))
    assert sorted(WasteBatch.objects.values_list("state", flat=True)) == ["lost", "stored"]
