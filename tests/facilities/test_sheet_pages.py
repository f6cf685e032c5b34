"""The pages around an import: progress that works with and without script, and who is led where."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from facilities.actions.check_sheet import check_sheet
from facilities.models import SheetImport
from facilities.sheets import working
from manifests.models import WasteBatch
from tests.sheets import BATCH, bring, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def sheet(city, people, monkeypatch) -> SheetImport:
    """A file that is long enough for a worker."""
    monkeypatch.setattr("facilities.actions.upload_sheet.CHECKED_AT_ONCE", 0)
    return bring("batches", xlsx("batches", BATCH), by=people.clerk, site=city.generator)


def test_the_worker_knows_what_is_called_for(sheet):
    assert {working.CHECK, working.TAKE, working.UNDO, working.WRITE} <= set(app.tasks)
    (job,) = ProcrastinateJob.objects.all()
    assert (job.task_name, job.args) == (working.CHECK, {"pk": str(sheet.pk)})


def test_a_page_of_work_in_progress_and_of_its_end(client, people, sheet):
    client.force_login(people.clerk)
    page, progress = (
        reverse("facilities:import", args=[sheet.pk]),
        reverse("facilities:import_progress", args=[sheet.pk]),
    )
    shown = client.get(page).content.decode()
    assert (
        f'data-progress="{progress}"' in shown and "<noscript>" in shown and "stop/" in shown and "take/" not in shown
    )
    assert client.get(progress).json() == {"state": "checking", "is_working": True, "done": 0, "total": 0}
    assert client.get(reverse("facilities:import_marked", args=[sheet.pk])).status_code == 404  # not yet
    check_sheet(sheet.pk)
    assert client.get(progress).json() == {"state": "checked", "is_working": False, "done": 1, "total": 0}
    shown = client.get(page).content.decode()
    assert "data-progress" not in shown and "take/" in shown and "stop/" not in shown


def test_nobody_else_finds_it(client, people, sheet):
    check_sheet(sheet.pk)
    answers = {"outsider": 404, "collector": 404, "reader": 403, "driver": 403, "city_regulator": 403}
    for verb in ("take", "stop", "undo"):
        for role, status in answers.items():
            client.force_login(getattr(people, role))
            assert client.post(reverse(f"facilities:{verb}_import", args=[sheet.pk])).status_code == status, (
                verb,
                role,
            )
    assert not WasteBatch.objects.exists()


def test_an_official_reads_imports_of_the_own_region(client, people, sheet):
    address = reverse("admin:facilities_sheetimport_change", args=[sheet.pk])
    for role, status in {"district_regulator": 200, "other_regulator": 404}.items():
        client.force_login(getattr(people, role))
        assert client.get(address).status_code == status
        listed = client.get(reverse("admin:facilities_sheetimport_changelist")).content.decode()
        assert (sheet.file_name in listed) == (status == 200)


def test_a_site_that_is_not_one_s_own_is_no_choice(client, people, city):
    client.force_login(people.clerk)
    file = SimpleUploadedFile("rows.xlsx", xlsx("batches", BATCH))
    sent = {"facility": str(city.collector.pk), "file": file}
    assert client.post(reverse("facilities:new_import", args=["batches"]), sent).status_code == 422
    assert client.post(reverse("facilities:new_import", args=["vehicles"])).status_code == 403
    assert client.get(reverse("facilities:new_import", args=["wishes"])).status_code == 404
    assert not SheetImport.objects.exists()
