"""Spreadsheets through the API: the same actions, the same refusals, and everything may be sent again."""

import dataclasses
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from facilities.actions.check_sheet import check_sheet
from facilities.actions.export_sheet import write_export
from facilities.actions.take_sheet import take_rows
from facilities.models import Export, SheetImport
from facilities.sheets.marked import MARKED
from facilities.sheets.places import import_path
from manifests.models import WasteBatch
from tests.api import Api
from tests.sheets import BATCH, bring, cells, csv_text, xlsx

pytestmark = pytest.mark.django_db
ALL = "/api/imports/"
ROWS = [BATCH, BATCH | {"key": "B-2", "quantity": "12 kg"}, BATCH | {"key": "B-3"}]


def upload(api: Api, site, content: bytes = b"", kind: str = "batches", key: str | None = None, **more):
    asked = urlencode({"kind": kind, "facility": site.pk, "name": "rows.xlsx"} | more)
    raw = content or xlsx("batches", *ROWS)
    return api.post(f"{ALL}?{asked}", raw=raw, kind="application/octet-stream", key=key)


@pytest.fixture
def clerk(people) -> Api:
    return Api(people.clerk)


def test_upload_look_import_and_undo(clerk, city):
    made = upload(clerk, city.generator)
    assert made.status_code == 201
    sheet = made.json()
    assert (sheet["state"], sheet["row_count"], sheet["good_count"], sheet["bad_count"]) == ("checked", 3, 2, 1)
    at = f"{ALL}{sheet['id']}/"
    (bad,) = clerk.see(f"{at}rows/", state="bad")["results"]
    assert (bad["line"], bad["key"], bad["record"]) == (4, "B-2", "")
    assert [(row["column"], row["code"]) for row in bad["problems"]] == [("quantity", "number_with_unit")]
    assert not WasteBatch.objects.exists()
    first = clerk.do(f"{at}take/", {"lines": [3]}, key="t1")
    assert (first["state"], first["taken_count"], first["done"]) == ("taken", 1, 1)
    assert clerk.do(f"{at}take/")["taken_count"] == 2
    taken = clerk.see(f"{at}rows/", state="taken")["results"]
    assert {row["record"] for row in taken} == {str(pk) for pk in WasteBatch.objects.values_list("pk", flat=True)}
    undone = clerk.do(f"{at}undo/", key="u1")
    assert (undone["state"], undone["undone_count"], undone["taken_count"]) == ("undone", 2, 0)


def test_messages_come_in_the_reader_s_language(people, city):
    sheet = upload(Api(people.clerk, "zh-hans"), city.generator, xlsx("batches", BATCH | {"quantity": 0})).json()
    said = [
        Api(people.clerk, language).see(f"{ALL}{sheet['id']}/rows/")["results"][0]["problems"][0]["message"]
        for language in ("en", "zh-hans")
    ]
    assert said[0].startswith("Give a number from 0.001") and "0.001" in said[1] and "请" in said[1]


def test_a_file_that_cannot_be_read_says_why(clerk, city):
    sheet = upload(clerk, city.generator, b"%PDF-1.7").json()
    assert sheet["state"] == "unreadable"
    assert [(row["column"], row["code"]) for row in sheet["problems"]] == [("", "file_type_wrong")]


def test_csv_by_the_keys_of_its_columns(clerk, city):
    raw = b"key,stream,quantity,happened_at\nB-1,Used oil,5,2026-01-05\n"
    assert upload(clerk, city.generator, raw).json()["good_count"] == 1


def test_whatever_is_sent_again_is_done_once(clerk, people, city):
    same = xlsx("batches", *ROWS)  # one made a second later is another file
    made, again = (upload(clerk, city.generator, same, key="one") for _try in range(2))
    assert (made.status_code, again.status_code) == (201, 200) and again.headers["Idempotent-Replay"] == "true"
    assert made.json()["id"] == again.json()["id"] and SheetImport.objects.count() == 1
    for other in ({"content": xlsx("batches", BATCH)}, {"content": same, "kind": "stock"}):
        refused = upload(clerk, city.generator, key="one", **other)
        assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_key_reused")
    at = f"{ALL}{made.json()['id']}/"
    for verb in ("take", "undo"):
        first, second = (clerk.post(f"{at}{verb}/", key=verb) for _try in range(2))
        assert (first.status_code, second.status_code) == (200, 200), second.content
        assert "Idempotent-Replay" not in first.headers and second.headers["Idempotent-Replay"] == "true"
    assert WasteBatch.objects.count() == 2
    reused = clerk.post(f"{at}take/", {"lines": [3]}, key="take")
    assert (reused.status_code, reused.json()["code"]) == (409, "idempotency_key_reused")
    assert clerk.post(f"{at}undo/", key="another").json()["code"] == "nothing_to_undo"


def test_a_long_one_is_stopped_and_goes_on(clerk, city, monkeypatch):
    monkeypatch.setattr("facilities.actions.upload_sheet.CHECKED_AT_ONCE", 0)
    monkeypatch.setattr("facilities.actions.working_off.AT_ONCE", 0)
    sheet = upload(clerk, city.generator).json()
    at = f"{ALL}{sheet['id']}/"
    assert (sheet["state"], sheet["done"]) == ("checking", 0)
    check_sheet(sheet["id"])
    assert clerk.do(f"{at}take/")["state"] == "taking"
    for _try in range(2):
        assert clerk.do(f"{at}stop/", key="s")["state"] == "taking"
    take_rows(sheet["id"])
    assert clerk.see(at)["state"] == "cancelled"
    assert clerk.post(f"{at}stop/").json()["code"] == "import_not_running"
    assert clerk.post(f"{at}retry/").json()["code"] == "import_not_failed"
    clerk.do(f"{at}take/")
    take_rows(sheet["id"])
    assert clerk.see(at)["taken_count"] == 2


def test_rows_come_page_by_page(clerk, city, people, monkeypatch):
    monkeypatch.setattr("facilities.api.imports.MOST_ROWS", 2)
    sheet = bring("batches", xlsx("batches", *ROWS), by=people.clerk, site=city.generator)
    lines, after = [], 0
    while after is not None:
        page = clerk.see(f"{ALL}{sheet.pk}/rows/", after=after)
        lines += [row["line"] for row in page["results"]]
        after = page["next_after"]
    assert lines == [3, 4, 5]


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"kind": "wishes"}, "?kind"),
        ({"kind": ""}, "?kind"),
        ({"facility": ""}, "?facility"),
        ({"facility": "x"}, "?facility"),
        ({"facility": "0198c9a1-7c1e-7b43-9e0e-3f2a6f1f5a12"}, "?facility"),
    ],
)
def test_what_is_asked_for_wrongly(clerk, city, asked, field):
    refused = upload(clerk, city.generator, **asked)
    assert refused.status_code == 422 and refused.json()["errors"][0]["field"] == field
    assert not SheetImport.objects.exists()


@pytest.mark.parametrize("query", ["state=x", "after=x", "after=-1", "after=99999999999"])
def test_rows_asked_for_wrongly(clerk, city, people, query):
    sheet = bring("batches", xlsx("batches", BATCH), by=people.clerk, site=city.generator)
    assert clerk.get(f"{ALL}{sheet.pk}/rows/?{query}").status_code == 400


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data", "text/html"])
def test_the_body_is_the_file_and_nothing_else(clerk, city, kind):
    asked = urlencode({"kind": "batches", "facility": city.generator.pk})
    refused = clerk.post(f"{ALL}?{asked}", raw=b"{}", kind=kind)
    assert refused.status_code == 415 and not SheetImport.objects.exists()


def test_a_file_that_is_too_large(clerk, city, monkeypatch):
    monkeypatch.setattr("facilities.actions.upload_sheet.MOST_BYTES", 100)
    assert upload(clerk, city.generator).json()["code"] == "file_too_large"


def test_who_may(people, city, settings):
    answers = {"clerk": 201, "receiver": 422, "reader": 403, "outsider": 422, "driver": 422, "city_regulator": 403}
    for role, status in answers.items():
        assert upload(Api(getattr(people, role)), city.generator).status_code == status, role
    sheet = SheetImport.objects.get()
    for verb in ("take", "stop", "undo", "retry"):
        for role, status in {"reader": 403, "outsider": 404, "driver": 404, "city_regulator": 403}.items():
            assert Api(getattr(people, role)).post(f"{ALL}{sheet.pk}/{verb}/").status_code == status, (verb, role)
    assert Api(people.outsider).get(f"{ALL}{sheet.pk}/rows/").status_code == 404
    assert Api().post(f"{ALL}?kind=batches", raw=b"x", kind="application/octet-stream").status_code == 401


def test_more_lines_are_named_than_a_statement_takes_parameters(clerk, city):
    sheet = upload(clerk, city.generator).json()
    taken = clerk.do(f"{ALL}{sheet['id']}/take/", {"lines": list(range(1, 70_001))})
    assert (taken["state"], taken["taken_count"]) == ("taken", 2)


def test_a_page_shows_what_a_program_brought(client, clerk, people, city):
    sheet = upload(clerk, city.generator, csv_text("batches", BATCH).encode(), name="erp.csv").json()
    client.force_login(people.clerk)
    assert "erp.csv" in client.get(reverse("facilities:import", args=[sheet["id"]])).content.decode()


def test_the_description_names_every_column_of_every_kind(client):
    said = client.get("/api/schema/?format=json").content.decode()
    for key in ("container_litres", "happened_at", "max_kg", "alias", "consignee"):
        assert key in said


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_the_file_comes_back_with_what_is_wrong_written_into_it(clerk, people, city):
    sheet = upload(clerk, city.generator).json()
    at = f"{ALL}{sheet['id']}/marked/"
    answer = clerk.get(at)
    assert answer["Content-Type"] == XLSX and "rows" in answer["Content-Disposition"]
    lines = cells(b"".join(answer.streaming_content))
    assert [line[-1].split(":")[0] for line in lines[2:]] == ["good", "has errors", "good"]
    assert "[number_with_unit]" in lines[3][-1]
    chinese = b"".join(Api(people.clerk, "zh-hans").get(at).streaming_content)
    assert cells(chinese)[3][-1] != lines[3][-1]


def test_a_long_one_is_written_by_a_job_once(clerk, people, city, monkeypatch):
    monkeypatch.setattr("facilities.api.imports.MARKED", dataclasses.replace(MARKED, at_once=2))
    at = f"{ALL}{upload(clerk, city.generator).json()['id']}/marked/"
    for _try in range(2):
        waiting = clerk.get(at)
        assert (waiting.status_code, waiting.json()["code"]) == (404, "not_ready")
    export = Export.objects.get()
    write_export(export.pk)
    lines = cells(b"".join(clerk.get(at).streaming_content))
    assert "[number_with_unit]" in lines[3][-1] and Export.objects.count() == 1
    assert clerk.do(at.replace("marked", "take"))["taken_count"] == 2
    assert clerk.get(at).json()["code"] == "not_ready"  # what was written before tells nothing of the import


def test_no_file_where_its_head_could_not_be_read_or_it_is_thrown_away(clerk, people, city):
    unreadable = upload(clerk, city.generator, b"%PDF-1.7").json()
    assert clerk.get(f"{ALL}{unreadable['id']}/marked/").json()["code"] == "not_found"
    sheet = SheetImport.objects.get(pk=upload(clerk, city.generator).json()["id"])
    assert Api(people.outsider).get(f"{ALL}{sheet.pk}/marked/").status_code == 404
    import_path(sheet).unlink()
    assert clerk.get(f"{ALL}{sheet.pk}/marked/").status_code == 404
