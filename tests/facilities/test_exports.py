"""Lists as spreadsheets: what the page shows and no more, numbers as numbers, nothing that computes, any length."""

import csv
import os
import subprocess
import sys
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from facilities import clock
from facilities.actions.export_sheet import ask_export, write_export
from facilities.actions.resume_sheets import EXPORTS_KEPT, clear_sheets
from facilities.errors import BadInput, NotPermitted
from facilities.models import Contract, Export, Membership, WasteStream
from facilities.sheets.listings import listing_named, listings
from facilities.sheets.places import export_path
from tests.city import OIL, member, stream

pytestmark = pytest.mark.django_db


@pytest.fixture
def get(client, people):
    def fetch(name: str, form: str = "csv", by=None, **asked):
        client.force_login(by or people.clerk)
        return client.get(reverse("facilities:export", args=[name, form]), asked)

    return fetch


def table(response) -> list[dict]:
    assert response.status_code == 200
    raw = b"".join(response.streaming_content)
    if raw.startswith(b"PK"):
        head, *rows = load_workbook(BytesIO(raw)).active.iter_rows(values_only=True)
    else:
        assert raw.startswith(b"\xef\xbb\xbf"), "Excel shows no Chinese without it."
        head, *rows = csv.reader(StringIO(raw.decode("utf-8-sig")))
    return [dict(zip(head, row, strict=True)) for row in rows]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_batches_as_the_page_narrows_them(get, walk, form):
    oil, paint = walk.stored("1240.5"), walk.declared("7", walk.city.paint)
    rows = table(get("batches", form))
    assert [row["Number"] for row in rows] == [paint.number, oil.number]
    assert Decimal(str(rows[1]["weight (kg)"])) == Decimal("1240.5")
    assert rows[1]["generated"].endswith("+08:00")
    only = table(get("batches", form, code="900-252-12"))
    assert [row["Number"] for row in only] == [paint.number]
    assert table(get("batches", form, state="stored"))[0]["Number"] == oil.number


def test_weights_are_numbers_and_text_is_text_in_excel(get, walk):
    walk.stored("1240.5", stream(walk.city.generator, "=1+1", OIL))
    (row,) = table(get("batches", "xlsx"))
    assert (row["weight (kg)"], row["Waste"]) == (1240.5, "=1+1")


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", '=HYPERLINK("http://x")'])
def test_nothing_that_people_wrote_computes(get, walk, evil):
    WasteStream.objects.filter(pk=walk.city.oil.pk).update(alias=evil)
    walk.stored("10")
    assert table(get("batches"))[0]["Waste"] == f"'{evil}"
    raw = b"".join(get("batches", "xlsx").streaming_content)
    cells = [cell for line in load_workbook(BytesIO(raw)).active.iter_rows() for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)


def test_the_head_is_in_the_reader_s_language(get, walk, settings):
    walk.stored("10")
    settings.LANGUAGE_CODE = "zh-hans"
    with translation.override("zh-hans"):
        assert "编号" in table(get("batches"))[0] or "状态" in table(get("batches"))[0]


def test_every_list_costs_the_same_for_1_row_and_10(client, get, walk, people, fleet):
    def spent(name: str) -> int:
        with CaptureQueriesContext(connection) as asked:
            table(get(name, by=people.outsider if name == "people" else people.city_regulator))
        return len(asked)

    names = [listing.name for listing in listings()]
    walk.closed()
    spent(names[0])  # what a process reads once is read
    first = {name: spent(name) for name in names}
    for _each in range(3):
        walk.closed()
        walk.stored("5")
    assert {name: spent(name) for name in names} == first
    assert max(first.values()) <= 12  # 4 of them sign in


def test_every_list_of_the_officials_is_had_as_a_spreadsheet(client, get, people, walk):
    walk.closed()
    client.force_login(people.city_regulator)
    for model, shown_by in admin.site._registry.items():
        page = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        if page.status_code == 200 and page.context["cl"].result_list:
            assert reverse("facilities:export", args=[shown_by.listing, "xlsx"]) in page.content.decode(), model
            assert len(table(get(shown_by.listing, by=people.city_regulator))) >= len(page.context["cl"].result_list)


def test_a_list_is_had_as_it_is_shown(client, get, people, city):
    rows = table(get("admin-contract", by=people.city_regulator))
    shown = {(row["Number"], row["Valid to"]) for row in rows}
    assert shown >= {
        (row.number, row.valid_to.isoformat()) for row in Contract.objects.filter(consignor=city.generator)
    }
    assert not any("<" in str(value) or "&" in str(value) for row in rows for value in row.values())
    assert table(get("admin-contract", by=people.other_regulator)) == []
    assert get("admin-contract", by=people.clerk).status_code == 403
    client.force_login(people.city_regulator)
    address = reverse("facilities:export", args=["admin-region", "csv"])
    first, *_more = table(client.get(address, headers={"Accept-Language": "zh-hans"}))
    assert next(iter(first)) == "代码"


def test_who_sees_which_rows(get, walk, people):
    batch = walk.stored("10")
    assert table(get("batches", by=people.outsider)) == []
    assert table(get("batches", by=people.other_regulator)) == []
    assert [row["Number"] for row in table(get("batches", by=people.reader))] == [batch.number]
    assert [row["Number"] for row in table(get("admin-batches", by=people.city_regulator))] == [batch.number]
    assert table(get("admin-batches", by=people.city_regulator, state="lost")) == []
    assert get("admin-batches", by=people.clerk).status_code == 403
    assert get("flows", by=people.clerk).status_code == 403
    assert get("people", by=people.clerk).status_code == 403
    assert get("batches", by=people.driver).status_code == 403
    assert get("secrets").status_code == 404
    assert get("batches", "pdf").status_code == 404


def test_a_long_list_is_written_by_a_job_for_whoever_asked(client, get, walk, people, monkeypatch):
    walk.stored("10")
    walk.stored("20")
    monkeypatch.setattr("facilities.actions.export_sheet.MOST_AT_ONCE", 1)
    page = get("batches", "xlsx")
    assert "more than 1 rows" in page.content.decode() or "Write the file" in page.content.decode()
    assert not Export.objects.exists()
    address = reverse("facilities:export", args=["batches", "xlsx"]) + "?state=stored"
    assert client.post(address).headers["Location"] == reverse("facilities:exports")
    export = Export.objects.get()
    assert (export.state, export.params) == ("waiting", "state=stored")
    fetch = reverse("facilities:export_file", args=[export.pk])
    assert client.get(fetch).status_code == 404  # not yet
    write_export(export.pk)
    export.refresh_from_db()
    assert (export.state, export.row_count) == ("ready", 2)
    assert len(table(client.get(fetch))) == 2
    assert "2" in client.get(reverse("facilities:exports")).content.decode()
    client.force_login(people.reader)
    assert client.get(fetch).status_code == 404
    with clock.standing_at(clock.now() + EXPORTS_KEPT * 2):
        clear_sheets()
    export.refresh_from_db()
    assert export.state == "gone" and not export_path(export).exists()


def test_a_job_writes_what_the_person_may_see_when_it_runs(walk, people):
    walk.stored("10")
    export = ask_export(by=people.reader, listing=listing_named("batches"), params="", form="csv", language="en")
    people.reader.memberships.all().delete()
    write_export(export.pk)
    export.refresh_from_db()
    assert export.state == "failed" and not export_path(export).exists()


def test_nobody_asks_for_everything_at_once(people):
    batches = listing_named("batches")
    asked = {"by": people.clerk, "listing": batches, "params": "", "language": "en"}
    for _each in range(5):
        ask_export(form="xlsx", **asked)
    with pytest.raises(BadInput) as refused:
        ask_export(form="xlsx", **asked)
    assert refused.value.code == "too_many_exports"
    with pytest.raises(NotPermitted):
        ask_export(form="csv", **{**asked, "by": people.driver})


MEASURED = """
import resource, sys
import django
django.setup()
from decimal import Decimal
from types import SimpleNamespace
from pathlib import Path
from facilities.sheets import listings, writing
from facilities.sheets.listings import Cell, Listing

count, form, where = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])

class Rows:
    \"\"\"A table so long that it is never all there.\"\"\"
    def __init__(self, last=count + 1): self.last = last
    def order_by(self, _name): return self
    def filter(self, pk__lt): return Rows(pk__lt)
    def __getitem__(self, part):
        first = max(self.last - 1 - part.stop, 0)
        return [SimpleNamespace(pk=n, name=f"废油 {n}", kg=Decimal(n)) for n in range(self.last - 1, first, -1)]

cells = tuple(Cell(f"c{i}", lambda row: row.name) for i in range(9)) + (Cell("kg", lambda row: row.kg),)
listing = Listing("long", "Long", cells, lambda *_: None, lambda _: True)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
(writing.write_xlsx if form == "xlsx" else writing.write_csv)(where, listing, Rows())
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_memory_does_not_grow_with_the_rows(form, tmp_path):
    """50,000 rows in a process of its own: 15 MB above what it takes to be there at all, whatever is written."""
    call = [sys.executable, "-c", MEASURED, "50000", form, str(tmp_path / "long")]
    told = subprocess.run(
        call, env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"}, capture_output=True, check=True
    )
    assert int(told.stdout.split()[-1]) < 15 * 1024
    assert (tmp_path / "long").stat().st_size > 1_000_000


def test_who_only_drives_for_a_firm_does_not_read_its_plan(city, people):
    both = member("both", city.site.enterprise, "receiver")
    Membership.objects.create(person=both, enterprise=city.generator.enterprise, role="driver")
    plans = listing_named("plans").rows
    own = {"plan__facility": city.generator}
    assert plans(people.clerk, {}).filter(**own).exists()
    assert not plans(both, {}).filter(**own).exists()
