"""Work on a spreadsheet that ends for a reason nobody foresaw: tried three times, told, and tried again by hand."""

import dataclasses
import logging

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from facilities import clock
from facilities.actions.attempting import MOST_TRIES
from facilities.actions.check_sheet import check_sheet
from facilities.actions.export_sheet import ask_export, write_export
from facilities.actions.resume_sheets import SILENT, resume_sheets
from facilities.actions.retry_sheet import retry_sheet
from facilities.actions.take_sheet import take_rows, take_sheet
from facilities.actions.undo_sheet import undo_rows, undo_sheet
from facilities.errors import NotPermitted, Refusal
from facilities.sheets import working
from facilities.sheets.listings import listing_named
from facilities.sheets.places import export_path, import_path
from manifests.models import WasteBatch
from tests.sheets import BATCH, bring, xlsx

pytestmark = pytest.mark.django_db
ROWS = [BATCH | {"key": f"B-{number}"} for number in range(3)]


@pytest.fixture
def called(monkeypatch) -> list:
    """What workers are called for; nothing is done at once."""
    found: list = []
    monkeypatch.setattr("facilities.actions.working_off.AT_ONCE", 0)
    monkeypatch.setattr(working, "call", lambda task, pk: found.append((task, pk)))
    return found


@pytest.fixture
def checked(city, people, called):
    return bring("batches", xlsx("batches", *ROWS), by=people.clerk, site=city.generator)


class Foreseen(OperationalError):
    """Nobody did, and it is no single row's."""


def breaking(*_args, **_named):
    raise Foreseen("the disk is on fire")


def after(sheet) -> tuple:
    sheet.refresh_from_db()
    return sheet.state, sheet.tries, sheet.failed_in


def test_a_check_that_breaks_is_given_up_after_three_tries(city, people, called, monkeypatch, caplog):
    monkeypatch.setattr("facilities.actions.upload_sheet.CHECKED_AT_ONCE", 0)
    sheet = bring("batches", xlsx("batches", *ROWS), by=people.clerk, site=city.generator)
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr("facilities.actions.check_sheet.read_heading", breaking)
        seen = []
        for _try in range(MOST_TRIES + 2):
            check_sheet(sheet.pk)
            seen.append(after(sheet))
    assert seen == [
        ("checking", 1, ""), ("checking", 2, ""), *[("failed", 3, "checking")] * 3,
    ]  # fmt: skip
    assert caplog.text.count("the disk is on fire") >= MOST_TRIES and str(sheet.pk) in caplog.text
    assert import_path(sheet).exists() and sheet.finished_at
    with clock.standing_at(clock.now() + SILENT * 2):
        assert resume_sheets() == 0  # nobody calls for it any more
    sheet = retry_sheet(sheet, by=people.clerk)
    assert (called[-1], sheet.tries) == ((working.CHECK, sheet.pk), 0)
    check_sheet(sheet.pk)
    assert after(sheet) == ("checked", 0, "") and sheet.good_count == 3


def test_a_small_file_that_breaks_at_once_is_tried_again_by_a_job(city, people, called, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr("facilities.actions.check_sheet.read_heading", breaking)
        sheet = bring("batches", xlsx("batches", *ROWS), by=people.clerk, site=city.generator)
    assert after(sheet) == ("checking", 1, "")
    with clock.standing_at(clock.now() + SILENT * 2):
        assert resume_sheets() == 1
    check_sheet(sheet.pk)
    assert after(sheet) == ("checked", 0, "")


def test_who_is_killed_each_time_is_given_up_too(checked, people, monkeypatch):
    """A worker that is killed catches nothing: the tries were counted when it began."""
    sheet = take_sheet(checked, by=people.clerk)

    def killed(*_args, **_named):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("manifests.actions.declare_into_store.perform", killed)
        for _try in range(MOST_TRIES):
            with pytest.raises(KeyboardInterrupt):
                take_rows(sheet.pk)
            assert after(sheet)[0] == "taking"
        take_rows(sheet.pk)
    assert after(sheet) == ("failed", 3, "taking") and not WasteBatch.objects.exists()
    take_rows(sheet.pk)
    assert after(sheet)[0] == "failed"


def test_whoever_gets_on_has_all_tries_again(checked, people, monkeypatch):
    """A row a try: five tries, and none too many."""
    sheet, true_step = take_sheet(checked, by=people.clerk), "manifests.sheets.batches.declare_into_store"
    from manifests.sheets.batches import declare_into_store

    for done in (1, 2, 3):
        left = [1]

        def once(_left=left, **named):
            if not _left:
                raise Foreseen
            _left.pop()
            return declare_into_store(**named)

        with monkeypatch.context() as patch:
            patch.setattr(true_step, once)
            take_rows(sheet.pk)
        sheet.refresh_from_db()
        assert sheet.taken_count == done == WasteBatch.objects.count()
        assert (sheet.state, sheet.tries) == ("taken" if done == 3 else "taking", 0)


def test_what_failed_half_way_goes_on_or_is_undone(checked, people, monkeypatch):
    sheet = take_sheet(checked, by=people.clerk)
    first = sheet.rows.order_by("line").first()
    from manifests.sheets.batches import declare_into_store

    def only_first(key, **named):
        if key != f"sheet.{first.pk}":
            raise Foreseen
        return declare_into_store(key=key, **named)

    with monkeypatch.context() as patch:
        patch.setattr("manifests.sheets.batches.declare_into_store", only_first)
        for _try in range(MOST_TRIES):
            take_rows(sheet.pk)
        take_rows(sheet.pk)
    assert after(sheet) == ("failed", 3, "taking") and sheet.taken_count == 1
    retry_sheet(sheet, by=people.clerk)
    take_rows(sheet.pk)
    assert after(sheet) == ("taken", 0, "") and WasteBatch.objects.count() == 3
    sheet = undo_sheet(sheet, by=people.clerk)
    with monkeypatch.context() as patch:
        patch.setattr("manifests.sheets.batches.perform", breaking)
        for _try in range(MOST_TRIES):
            undo_rows(sheet.pk)
    assert after(sheet) == ("failed", 3, "undoing")
    sheet = undo_sheet(sheet, by=people.clerk)  # to ask again for the same is to try again
    undo_rows(sheet.pk)
    assert after(sheet) == ("undone", 0, "") and sheet.undone_count == 3


def test_undoing_what_failed_lets_the_waiting_rows_go(checked, people, monkeypatch):
    sheet = take_sheet(checked, by=people.clerk, lines=[3])
    take_rows(sheet.pk)
    sheet = take_sheet(checked, by=people.clerk)
    with monkeypatch.context() as patch:
        patch.setattr("manifests.sheets.batches.declare_into_store", breaking)
        for _try in range(MOST_TRIES):
            take_rows(sheet.pk)
    sheet.refresh_from_db()
    sheet = undo_sheet(sheet, by=people.clerk)
    undo_rows(sheet.pk)
    assert after(sheet)[0] == "undone"
    assert sorted(sheet.rows.values_list("state", flat=True)) == ["good", "good", "undone"]


@pytest.fixture
def failed(checked, people, monkeypatch):
    sheet = take_sheet(checked, by=people.clerk)
    with monkeypatch.context() as patch:
        patch.setattr("manifests.sheets.batches.declare_into_store", breaking)
        for _try in range(MOST_TRIES):
            take_rows(sheet.pk)
    sheet.refresh_from_db()
    return sheet


def test_the_page_says_so_and_offers_another_try(client, failed, people, called):
    client.force_login(people.clerk)
    page = reverse("facilities:import", args=[failed.pk])
    said = client.get(page).content.decode()
    again = reverse("facilities:retry_import", args=[failed.pk])
    assert "went wrong on our side" in said and str(failed.pk) in said and again in said and "being imported" in said
    assert "could not be finished" in client.get(reverse("facilities:imports")).content.decode()
    called.clear()
    assert client.post(again).url == page
    assert called == [(working.TAKE, failed.pk)]
    assert "went wrong" not in client.get(page).content.decode()
    client.post(again)  # a second click is told, and calls for nothing
    assert "has not failed" in client.get(page).content.decode() and len(called) == 1


def test_officials_see_where_it_failed(client, failed, people):
    client.force_login(people.city_regulator)
    said = client.get(reverse("admin:facilities_sheetimport_change", args=[failed.pk])).content.decode()
    assert "could not be finished" in said and "failed while" in said and "being imported" in said


def test_who_may_try_again(client, failed, people):
    with pytest.raises(NotPermitted):
        retry_sheet(failed, by=people.reader)
    for role, status in {
        "outsider": 404,
        "collector": 404,
        "reader": 403,
        "driver": 403,
        "city_regulator": 403,
    }.items():
        client.force_login(getattr(people, role))
        assert client.post(reverse("facilities:retry_import", args=[failed.pk])).status_code == status, role
    retry_sheet(failed, by=people.clerk)
    with pytest.raises(Refusal) as refused:
        retry_sheet(failed, by=people.clerk)
    assert refused.value.code == "import_not_failed"


def test_an_export_that_breaks_is_given_up_too(walk, people, called, monkeypatch):
    walk.stored("10")
    export = ask_export(by=people.clerk, listing=listing_named("batches"), params="", form="xlsx", language="en")
    with monkeypatch.context() as patch:
        patch.setattr("facilities.actions.export_sheet.write_xlsx", breaking)
        for _try in range(MOST_TRIES):
            write_export(export.pk)
    export.refresh_from_db()
    assert (export.state, export.tries) == ("failed", 3) and not export_path(export).exists()
    with clock.standing_at(clock.now() + SILENT * 2):
        assert resume_sheets() == 0


def one_breaks(real, breaks_at: str, error=RuntimeError):
    """The step as it is, but for one row that ends for a reason nobody foresaw."""

    def step(*args, key, **named):
        if key == breaks_at:
            raise error("the scale has two pointers")
        return real(*args, key=key, **named)

    return step


def test_a_row_that_breaks_stands_aside_and_the_rest_goes_on(checked, people, monkeypatch, caplog):
    from manifests.sheets.batches import declare_into_store

    sheet = take_sheet(checked, by=people.clerk)
    second = sheet.rows.get(line=4)
    step = one_breaks(declare_into_store, f"sheet.{second.pk}")
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr("manifests.sheets.batches.declare_into_store", step)
        take_rows(sheet.pk)
    assert after(sheet) == ("taken", 0, "") and (sheet.taken_count, sheet.failed_count) == (2, 1)
    second.refresh_from_db()
    assert (second.state, [problem["code"] for problem in second.errors]) == ("failed", ["row_unforeseen"])
    assert "the scale has two pointers" in caplog.text and f"{sheet.pk}: line 4" in caplog.text
    assert WasteBatch.objects.count() == 2
    again = bring("batches", xlsx("batches", *ROWS), by=people.clerk, site=sheet.facility)
    assert (again.known_count, again.good_count) == (2, 1)  # the same file once more takes what stood aside


def test_a_statement_that_the_database_refuses_is_one_row_s_trouble(checked, people, monkeypatch):
    from manifests.sheets.batches import declare_into_store

    sheet = take_sheet(checked, by=people.clerk)
    first = sheet.rows.get(line=3)

    def step(*, key, **named):
        if key == f"sheet.{first.pk}":
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")  # the transaction is broken from here on
        return declare_into_store(key=key, **named)

    with monkeypatch.context() as patch:
        patch.setattr("manifests.sheets.batches.declare_into_store", step)
        take_rows(sheet.pk)
    assert after(sheet)[0] == "taken" and (sheet.taken_count, sheet.failed_count) == (2, 1)


def test_undoing_goes_on_behind_a_row_that_breaks(checked, people, monkeypatch):
    from manifests.sheets import batches

    sheet = take_sheet(checked, by=people.clerk)
    take_rows(sheet.pk)
    sheet = undo_sheet(sheet, by=people.clerk)
    row = sheet.rows.get(line=4)
    real = batches.perform

    def step(batch, *args, **named):
        if str(getattr(batch, "pk", batch)) == row.made:
            raise RuntimeError("torn")
        return real(batch, *args, **named)

    with monkeypatch.context() as patch:
        patch.setattr(batches, "perform", step)
        undo_rows(sheet.pk)
    assert after(sheet)[0] == "undone" and (sheet.undone_count, sheet.kept_count) == (2, 1)


def test_where_everything_breaks_the_import_stops_to_be_tried_again(checked, people, monkeypatch, caplog):
    monkeypatch.setattr("facilities.actions.working_off.MOST_IN_A_ROW", 2)
    sheet = take_sheet(checked, by=people.clerk)

    def broken(**_named):
        raise RuntimeError("no such colour")

    with monkeypatch.context() as patch:
        patch.setattr("manifests.sheets.batches.declare_into_store", broken)
        take_rows(sheet.pk)
    assert after(sheet)[0::2] == ("failed", "taking") and sheet.failed_count == 2
    retry_sheet(sheet, by=people.clerk)
    take_rows(sheet.pk)
    assert after(sheet)[0] == "taken" and sheet.taken_count == 1


@pytest.mark.parametrize("breaks", ["read", "judge"])
def test_checking_goes_on_behind_a_row_that_breaks(city, people, called, monkeypatch, caplog, breaks):
    from facilities.sheets.kinds import kind_named

    kind = kind_named("batches")
    seen = []

    def broken(*args):
        seen.append(args)
        if len(seen) == 2:
            raise RuntimeError("an odd cell")
        return real(*args)

    if breaks == "judge":
        real = kind.judge
        changed = dataclasses.replace(kind, judge=broken)
    else:
        column = next(column for column in kind.columns if column.key == "quantity")
        real = column.read
        columns = [dataclasses.replace(one, read=broken) if one is column else one for one in kind.columns]
        changed = dataclasses.replace(kind, columns=type(kind.columns)(columns))
    monkeypatch.setattr("facilities.actions.check_sheet.kind_named", lambda _name: changed)
    sheet = bring("batches", xlsx("batches", *ROWS), by=people.clerk, site=city.generator)
    assert (sheet.state, sheet.good_count, sheet.bad_count) == ("checked", 2, 1)
    assert [problem["code"] for problem in sheet.rows.get(line=4).errors] == ["row_unforeseen"]
    assert "an odd cell" in caplog.text
