"""Workbooks that are no plain list: short ones at once, long ones by a job, and what is not theirs not at all."""

from dataclasses import replace

import pytest
from django.urls import reverse

from facilities.actions.export_sheet import ask_export, write_export
from facilities.models import Export
from facilities.sheets import books
from facilities.sheets.marked import MARKED
from manifests.sheets.ledger_book import LEDGERS
from tests.sheets import BATCH, bring, cells, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def brief(monkeypatch):
    """Everything of more than one line is long."""
    for book in (MARKED, LEDGERS):
        monkeypatch.setitem(books._books, book.name, replace(book, at_once=1))
    monkeypatch.setattr("facilities.views.imports.MARKED", replace(MARKED, at_once=1))
    monkeypatch.setattr("manifests.sheets.ledger_book.LEDGERS", replace(LEDGERS, at_once=1))


@pytest.fixture
def sheet(city, people):
    rows = [BATCH, BATCH | {"key": "B-2", "quantity": "12 kg"}]
    return bring("batches", xlsx("batches", *rows), by=people.clerk, site=city.generator)


def fetched(client, people, page: str) -> tuple[Export, list[list]]:
    """Ask for the file on its page, let a job write it, fetch it."""
    assert "Write the file" in client.get(page).content.decode()
    assert client.post(page).url == reverse("facilities:exports")
    export = Export.objects.get()
    write_export(export.pk)
    export.refresh_from_db()
    assert export.state == "ready"
    assert "ready" in client.get(reverse("facilities:exports")).content.decode()
    answer = client.get(reverse("facilities:export_file", args=[export.pk]))
    return export, cells(b"".join(answer.streaming_content))


def test_the_file_with_what_was_found_in_it(client, people, sheet, brief):
    client.force_login(people.clerk)
    there = client.get(reverse("facilities:import_marked", args=[sheet.pk]))
    export, lines = fetched(client, people, there.url)
    assert (export.listing, export.row_count) == ("marked", 4)
    assert "number_with_unit" in lines[3][-1] and lines[2][1] == BATCH["stream"]


def test_a_short_one_comes_at_once(client, people, sheet):
    client.force_login(people.clerk)
    answer = client.get(reverse("facilities:import_marked", args=[sheet.pk]))
    assert answer.status_code == 200 and "rows-checked.xlsx" in answer.headers["Content-Disposition"]
    assert not Export.objects.exists()


def test_a_month_s_ledgers(client, people, walk, city, brief):
    walk.stored("10")
    walk.stored("20")
    client.force_login(people.clerk)
    there = client.get(reverse("manifests:ledger_xlsx"), {"site": city.generator.pk})
    export, lines = fetched(client, people, there.url)
    assert export.listing == "ledgers" and export.row_count >= 5
    assert lines[1][0] == "900-249-08" and lines[1][-1] == 30


@pytest.mark.parametrize("name", ["outsider", "collector", "receiver"])
def test_what_is_not_theirs_is_not_there(client, people, sheet, city, name):
    client.force_login(getattr(people, name))
    for book, asked in (("marked", {"import": sheet.pk}), ("ledgers", {"site": city.generator.pk})):
        page = reverse("facilities:export", args=[book, "xlsx"])
        assert client.get(page, asked).status_code == 404
        assert client.post(f"{page}?{'&'.join(f'{key}={value}' for key, value in asked.items())}").status_code == 404
    assert not Export.objects.exists()


@pytest.mark.parametrize("asked", ["", "import=", "import=x", "import=%00", "import=" + "9" * 99])
def test_what_cannot_be_read_is_not_there(client, people, asked):
    client.force_login(people.clerk)
    assert client.get(f"{reverse('facilities:export', args=['marked', 'xlsx'])}?{asked}").status_code == 404
    assert client.get(f"{reverse('facilities:export', args=['marked', 'csv'])}?{asked}").status_code == 404


def test_what_is_no_longer_theirs_is_not_written(people, sheet):
    export = ask_export(by=people.reader, listing=MARKED, params=f"import={sheet.pk}", form="xlsx", language="en")
    people.reader.memberships.all().delete()
    write_export(export.pk)
    export.refresh_from_db()
    assert export.state == "failed"
