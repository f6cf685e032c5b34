"""Whoever had a worker import or undo a spreadsheet hears when it is over; what was done at once is no news."""

import pytest
from django.urls import reverse

from facilities.actions.attempting import MOST_TRIES
from facilities.actions.check_sheet import check_sheet
from facilities.actions.stop_sheet import stop_sheet
from facilities.actions.take_sheet import take_rows, take_sheet
from facilities.actions.undo_sheet import undo_rows, undo_sheet
from facilities.models import Notice
from facilities.notices import words
from tests.city import member
from tests.sheets import BATCH, bring, xlsx

pytestmark = pytest.mark.django_db
ROWS = [BATCH | {"key": f"B-{number}"} for number in range(3)]


@pytest.fixture
def sheet(city, people):
    return bring("batches", xlsx("batches", *ROWS), by=people.clerk, site=city.generator)


@pytest.fixture
def by_a_worker(monkeypatch):
    monkeypatch.setattr("facilities.actions.working_off.AT_ONCE", 0)


def said(person) -> list[str]:
    return [words(notice) for notice in Notice.objects.filter(person=person).order_by("pk")]


def test_a_few_rows_are_done_while_one_waits_and_tell_nobody(sheet, people):
    take_sheet(sheet, by=people.clerk)
    undo_sheet(sheet, by=people.clerk)
    assert not Notice.objects.exists()


def test_a_worker_tells_who_asked_once_it_is_imported_and_once_it_is_undone(sheet, people, city, by_a_worker):
    colleague = member("colleague", city.generator.enterprise, "clerk")
    take_sheet(sheet, by=colleague)
    assert not Notice.objects.exists()
    for _twice in range(2):
        take_rows(sheet.pk)
    assert said(colleague) == ["The import of rows.xlsx is done: 3 rows imported, 0 refused."]
    undo_sheet(sheet, by=people.clerk)
    undo_rows(sheet.pk)
    assert said(people.clerk) == ["The import of rows.xlsx is undone: 3 rows taken back, 0 not."]
    assert {notice.path for notice in Notice.objects.all()} == {reverse("facilities:import", args=[sheet.pk])}


def test_one_that_was_stopped_says_how_far_it_came(sheet, people, by_a_worker):
    take_sheet(sheet, by=people.clerk)
    stop_sheet(sheet, by=people.clerk)
    take_rows(sheet.pk)
    assert said(people.clerk) == ["The import of rows.xlsx was stopped: 0 rows are imported."]


def test_one_that_could_not_be_finished_is_told_when_it_is_given_up(sheet, people, by_a_worker, monkeypatch):
    take_sheet(sheet, by=people.clerk)
    monkeypatch.setattr("facilities.actions.working_off._do", lambda *_args: 1 / 0)
    for done in range(1, MOST_TRIES + 2):
        take_rows(sheet.pk)
        assert len(said(people.clerk)) == int(done >= MOST_TRIES)
    assert said(people.clerk)[0].startswith("The import of rows.xlsx could not be finished.")


@pytest.mark.parametrize(("block", "count"), [(3, 0), (2, 1)])
def test_a_long_check_is_told_and_a_short_one_is_looked_at(city, people, monkeypatch, block, count):
    monkeypatch.setattr("facilities.actions.upload_sheet.CHECKED_AT_ONCE", 0)
    monkeypatch.setattr("facilities.actions.check_sheet.BLOCK", block)
    sheet = bring("batches", xlsx("batches", *ROWS), by=people.clerk, site=city.generator)
    for _twice in range(2):
        check_sheet(sheet.pk)
    told = ["rows.xlsx is checked: 3 good rows, 0 with errors. Nothing is imported yet."]
    assert said(people.clerk) == told * count
