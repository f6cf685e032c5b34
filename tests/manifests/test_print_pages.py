"""Printing many from the pages: ticked or narrowed, asked once, watched, cancelled, fetched by nobody else."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from facilities import clock
from manifests.actions.carry_out_print import carry_out_print
from manifests.models import Manifest, PrintRun
from manifests.printing.places import file_of
from tests.api import Api
from tests.world import printed

State = PrintRun.State


@pytest.fixture(autouse=True)
def _in_this_process(settings):
    settings.PRINT_PROCESSES = 0


@pytest.fixture
def desk(client, people):
    client.force_login(people.clerk)
    return client


def address(name: str, *args, **asked) -> str:
    query = "&".join(f"{key}={value}" for key, values in asked.items() for value in values)
    return reverse(f"manifests:{name}", args=args) + (f"?{query}" if query else "")


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_from_the_list_to_the_file(desk, walk):
    first, second, _third = walk.issued(), walk.issued(), walk.issued()
    page = desk.get(address("manifests")).content.decode()
    boxes = re.findall(r'<input type="checkbox" name="manifest" value="([^"]+)" form="print-ticked"', page)
    assert len(boxes) == 3 and 'id="print-ticked"' in page
    asking = address("print_manifests", manifest=[first.pk, second.pk])
    assert "Print 2 manifests" in text(desk.get(asking))
    answer = desk.post(asking, {"form": "pdf"})
    run = PrintRun.objects.get()
    assert answer.headers["Location"] == address("print_run", run.pk)
    assert run.keys == [str(first.pk), str(second.pk)]
    page = desk.get(address("print_run", run.pk))
    assert f'data-progress="{address("print_progress", run.pk)}"' in page.content.decode()
    assert "waits for its turn: 0 / 2" in text(page)
    assert desk.get(address("print_progress", run.pk)).json() == {
        "state": "requested", "is_working": True, "done": 0, "total": 2,
    }  # fmt: skip
    assert desk.get(address("print_file", run.pk)).status_code == 404
    carry_out_print(run.pk)
    assert desk.get(address("print_progress", run.pk)).json()["is_working"] is False
    assert "Fetch the file" in text(desk.get(address("print_run", run.pk)))
    file = desk.get(address("print_file", run.pk))
    assert b"".join(file.streaming_content) == file_of(run).read_bytes()
    assert file.headers["Content-Disposition"] == f'attachment; filename="liandan-manifests-{clock.today():%Y%m%d}.pdf"'
    assert "2 / 2" in text(desk.get(address("prints")))


def test_all_that_the_filters_show(desk, walk):
    issued, _moving = walk.issued(), walk.in_transit()
    listed = desk.get(address("manifests", state=["issued"])).content.decode()
    assert f'href="{address("print_manifests", state=["issued"])}"' in listed
    desk.post(address("print_manifests", state=["issued"]), {"form": "zip"})
    assert PrintRun.objects.get().keys == [str(issued.pk)]


def test_a_page_further_down_the_list_is_no_narrower(desk, walk):
    rows = [walk.issued() for _ in range(3)]
    desk.post(address("print_manifests", before=[rows[1].pk]), {"form": "zip"})
    assert PrintRun.objects.get().keys == [str(row.pk) for row in rows[::-1]]


def test_labels_of_ticked_batches(desk, walk):
    batch = walk.stored("50", container_count=2, container_litres="50")
    assert 'name="batch"' in desk.get(address("batches")).content.decode()
    walk.stored("9")
    store = desk.get(address("stock_area", batch.area_id)).content.decode()
    assert f'formaction="{address("stock_labels")}"' in store
    asking = address("print_labels", batch=[batch.pk])
    assert "Print the labels of 1 batch" in text(desk.get(asking))
    desk.post(asking, {"form": "pdf"})
    run = PrintRun.objects.get()
    assert (run.subject, run.total) == ("labels", 2)


@pytest.mark.parametrize("query", ["?manifest=", "?manifest=x&manifest=%00", "?state=closed"])
def test_an_empty_selection_is_said(desk, query):
    asking = address("print_manifests") + query
    assert "Nothing to print" in text(desk.get(asking))
    assert desk.post(asking, {"form": "pdf"}).status_code == 422
    assert not PrintRun.objects.exists()


def test_too_many_are_said_before_anybody_waits(desk, walk, settings):
    settings.PRINT_MOST = 1
    rows = [walk.issued(), walk.issued()]
    for asking in (address("print_manifests"), address("print_manifests", manifest=[row.pk for row in rows])):
        assert "At most 1 are printed at one go" in text(desk.get(asking))
        assert desk.post(asking, {"form": "pdf"}).status_code == 422
    assert not PrintRun.objects.exists()


def test_the_second_click_leads_to_the_same_run(desk, walk):
    asking = address("print_manifests", manifest=[walk.issued().pk])
    first, again = desk.post(asking, {"form": "pdf"}), desk.post(asking, {"form": "pdf"})
    assert first.headers["Location"] == again.headers["Location"]
    other = desk.post(asking, {"form": "zip"})
    assert other.status_code == 422
    assert "Another print run of yours is under way" in text(other)
    assert "A print run of yours is under way" in text(desk.get(asking))


def test_cancelled_on_its_page(desk, people, walk):
    printed(people.clerk, walk.issued())
    PrintRun.objects.update(state=State.STARTED)
    run = PrintRun.objects.get()
    assert "Cancel printing" in text(desk.get(address("print_run", run.pk)))
    page = desk.post(address("cancel_print", run.pk), follow=True)
    assert "cancelled" in text(page)
    again = desk.post(address("cancel_print", run.pk), follow=True)
    assert "not under way any more" in text(again)


@pytest.mark.parametrize("name", ["reader", "city_regulator", "outsider"])
def test_somebody_elses_run_is_not_there(client, people, walk, name):
    run = printed(people.clerk, walk.issued())
    client.force_login(getattr(people, name))
    for place in ("print_run", "print_progress", "print_file"):
        assert client.get(address(place, run.pk)).status_code == 404
    assert client.post(address("cancel_print", run.pk)).status_code == 404
    api = Api(getattr(people, name))
    assert api.get(f"/api/prints/{run.pk}/").status_code == api.get(f"/api/prints/{run.pk}/file/").status_code == 404
    assert api.get("/api/prints/").json()["results"] == []


def test_a_forged_key_is_not_there(desk, client, people, walk):
    manifest = walk.issued()
    client.force_login(people.outsider)
    assert client.post(address("print_manifests", manifest=[manifest.pk]), {"form": "pdf"}).status_code == 404


def test_a_file_is_not_given_once_something_in_it_is_hidden(desk, people, walk, monkeypatch):
    manifest = walk.issued()
    run = printed(people.clerk, manifest)
    assert desk.get(address("print_file", run.pk)).status_code == 200
    Manifest.objects.filter(pk=manifest.pk).update(consignor=walk.city.outside)
    page = desk.get(address("print_file", run.pk), follow=True)
    assert "not yours to see any more" in text(page)
    refused = Api(people.clerk).get(f"/api/prints/{run.pk}/file/")
    assert (refused.status_code, refused.json()["code"]) == (404, "print_not_yours")


def test_what_was_left_out_is_named_in_both_languages(desk, people, walk):
    run = printed(people.clerk, walk.issued())
    PrintRun.objects.update(left_out=[{"key": "1", "name": "LD1", "code": "draft"}])
    assert "LD1 It is a draft: only what was issued is a manifest." in text(desk.get(address("print_run", run.pk)))
    with translation.override("zh-hans"):
        page = desk.get(address("print_run", run.pk), headers={"accept-language": "zh-hans"})
    assert "草稿" in text(page)


def test_an_official_prints_what_their_list_shows(client, people, walk):
    issued = walk.issued()
    walk.issued()
    client.force_login(people.city_regulator)
    page = client.get(reverse("admin:manifests_manifest_changelist") + f"?q={issued.number}").content.decode()
    link = re.search(r'href="(/manifests/print/\?list=admin-manifests[^"]*)"', page).group(1).replace("&amp;", "&")
    assert "Print 1 manifest" in text(client.get(link))
    client.post(link, {"form": "pdf"})
    assert PrintRun.objects.get().keys == [str(issued.pk)]


def test_a_list_of_the_admin_is_not_for_a_desk(desk):
    assert desk.get(address("print_manifests", list=["admin-manifests"])).status_code == 403
    assert desk.get(address("print_manifests", list=["vehicles"])).status_code == 404


def test_through_the_api(people, walk):
    manifest, api = walk.issued(), Api(people.clerk)
    body = {"manifests": [str(manifest.pk)], "form": "pdf"}
    first, again = api.post("/api/prints/", body), api.post("/api/prints/", body)
    assert (first.status_code, again.status_code) == (201, 200) and first.json()["id"] == again.json()["id"]
    run = first.json()
    assert (run["state"], run["total"], run["left_out"]) == ("requested", 1, [])
    busy = api.post("/api/prints/", body | {"form": "zip"})
    assert (busy.status_code, busy.json()["code"]) == (409, "print_running")
    assert api.get(f"/api/prints/{run['id']}/file/").status_code == 404
    carry_out_print(run["id"])
    assert api.get(f"/api/prints/{run['id']}/").json()["state"] == "printed"
    file = api.get(f"/api/prints/{run['id']}/file/")
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert api.post(f"/api/prints/{run['id']}/cancel/", {}).json()["code"] == "print_not_running"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"form": "pdf"}, "print_subject_unclear"),
        ({"form": "pdf", "manifests": [], "batches": []}, "print_subject_unclear"),
        ({"form": "pdf", "manifests": []}, "nothing_to_print"),
        ({"form": "paper", "manifests": []}, "invalid_choice"),
    ],
)
def test_what_the_api_refuses(people, body, code):
    refused = Api(people.clerk).post("/api/prints/", body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
