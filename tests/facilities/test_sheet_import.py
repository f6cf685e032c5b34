"""A spreadsheet comes in: checked first, then row by row through the actions, never twice, and back out again."""

from decimal import Decimal

import pytest
from django.utils import translation

from facilities import clock
from facilities.actions.check_sheet import check_sheet
from facilities.actions.resume_sheets import SILENT, resume_sheets
from facilities.actions.stop_sheet import stop_sheet
from facilities.actions.take_sheet import take_rows, take_sheet
from facilities.actions.undo_sheet import undo_sheet
from facilities.errors import BadInput, NotPermitted, Refusal
from facilities.models import SheetImport, WasteStream
from facilities.sheets import working
from manifests.custody import perform
from manifests.models import Manifest, Movement, WasteBatch
from tests.sheets import BATCH, STREAM, VEHICLE, bring, codes, csv_text, xlsx
from transport.models import Vehicle

pytestmark = pytest.mark.django_db


@pytest.fixture
def ledger(city, people):
    """`ledger(*rows)`: a clerk brings batches."""

    def bring_batches(*rows, content: bytes | None = None) -> SheetImport:
        return bring("batches", content or xlsx("batches", *rows), by=people.clerk, site=city.generator)

    return bring_batches


def test_checking_writes_nothing_but_what_is_wrong(ledger):
    sheet = ledger(BATCH, BATCH | {"key": "B-2", "quantity": "12 kg"})
    assert sheet.problems == []
    assert (sheet.state, sheet.row_count, sheet.good_count, sheet.bad_count) == ("checked", 2, 1, 1)
    assert codes(sheet) == {"B-2": ["number_with_unit"]}
    assert not WasteBatch.objects.exists() and not Movement.objects.exists()


def test_good_rows_become_batches_through_the_door(ledger, people, city):
    sheet = take_sheet(ledger(BATCH, BATCH | {"key": "B-2", "quantity": 2, "unit": "tonnes"}), by=people.clerk)
    assert (sheet.state, sheet.taken_count, sheet.good_count) == ("taken", 2, 0)
    first, second = WasteBatch.objects.order_by("pk")
    assert (first.kg, first.state, first.area.code) == (Decimal("120.5"), "stored", "TS001")
    assert (second.kg, second.original_unit) == (2000, "t")
    assert first.generated_at.isoformat() == "2026-01-05T00:00:00+00:00"
    assert [event.action for event in first.events.order_by("sequence")] == ["declare", "store"]
    assert list(sheet.rows.values_list("made", flat=True)) == [str(first.pk), str(second.pk)]


def test_only_the_chosen_rows(ledger, people):
    sheet = ledger(BATCH, BATCH | {"key": "B-2"}, BATCH | {"key": "B-3"})
    sheet = take_sheet(sheet, by=people.clerk, lines=[4])
    assert (sheet.taken_count, sheet.good_count) == (1, 2)
    assert sheet.rows.get(state="taken").key == "B-2"
    assert take_sheet(sheet, by=people.clerk).taken_count == 3


def test_the_same_file_twice_changes_nothing_and_says_so(ledger, people):
    take_sheet(ledger(BATCH), by=people.clerk)
    again = ledger(BATCH)
    assert (again.known_count, again.good_count, again.bad_count) == (1, 0, 0)
    with pytest.raises(Refusal) as refused:
        take_sheet(again, by=people.clerk)
    assert refused.value.code == "nothing_to_import"
    assert WasteBatch.objects.count() == 1


def test_a_key_with_something_else_in_its_row_is_no_repeat(ledger, people):
    take_sheet(ledger(BATCH), by=people.clerk)
    assert codes(ledger(BATCH | {"quantity": 7})) == {"B-1": ["key_used_before"]}


def test_two_files_checked_before_either_is_imported_import_a_row_once(ledger, people):
    first, second = ledger(BATCH), ledger(BATCH)
    take_sheet(first, by=people.clerk)
    second = take_sheet(second, by=people.clerk)
    assert (second.taken_count, second.failed_count) == (0, 1)
    assert codes(second) == {"B-1": ["key_taken_meanwhile"]}
    assert WasteBatch.objects.count() == 1


def test_a_row_that_an_action_refuses_is_told_and_the_others_go_on(ledger, people, city):
    sheet = ledger(BATCH, BATCH | {"key": "B-2", "stream": "Paint waste"})
    WasteStream.objects.filter(pk=city.paint.pk).update(retired_on=clock.today())
    sheet = take_sheet(sheet, by=people.clerk)
    assert (sheet.taken_count, sheet.failed_count) == (1, 1)
    assert codes(sheet) == {"B-2": ["unknown_choice"]}


def test_who_is_killed_in_the_middle_leaves_the_rest_to_the_next(ledger, people, monkeypatch):
    monkeypatch.setattr("facilities.actions.working_off.AT_ONCE", 0)
    rows = [BATCH | {"key": f"B-{number}"} for number in range(5)]
    sheet = take_sheet(ledger(*rows), by=people.clerk)
    assert sheet.state == "taking" and not WasteBatch.objects.exists()
    true_step, done = perform, []

    def killed(*args, **named):
        if len(done) == 5:  # in the middle of the third row: declared, not yet stored
            raise KeyboardInterrupt
        done.append(args[1])
        return true_step(*args, **named)

    with monkeypatch.context() as patch:
        patch.setattr("manifests.actions.declare_into_store.perform", killed)
        with pytest.raises(KeyboardInterrupt):
            take_rows(sheet.pk)
    assert WasteBatch.objects.count() == 2
    take_rows(sheet.pk)
    take_rows(sheet.pk)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.taken_count) == ("taken", 5)
    assert WasteBatch.objects.count() == 5 == sheet.rows.filter(state="taken").count()


def test_checking_goes_on_behind_the_last_block_that_was_stored(ledger, people, monkeypatch):
    monkeypatch.setattr("facilities.actions.check_sheet.BLOCK", 2)
    monkeypatch.setattr("facilities.actions.upload_sheet.CHECKED_AT_ONCE", 0)
    sheet = ledger(*[BATCH | {"key": f"B-{number}"} for number in (1, 2, 3, 1)])
    assert sheet.state == "checking"
    import facilities.actions.check_sheet as checking

    true_store, stored = checking._store, []

    def killed(*args):
        if stored:
            raise KeyboardInterrupt
        stored.append(1)
        return true_store(*args)

    with monkeypatch.context() as patch:
        patch.setattr(checking, "_store", killed)
        with pytest.raises(KeyboardInterrupt):
            check_sheet(sheet.pk)
    assert sheet.rows.count() == 2
    check_sheet(sheet.pk)
    check_sheet(sheet.pk)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.row_count, sheet.good_count) == ("checked", 4, 3)
    assert codes(sheet) == {"B-1": ["key_twice_in_file"]}


def test_work_without_a_sign_of_life_is_called_for_again(ledger, people, monkeypatch):
    monkeypatch.setattr("facilities.actions.upload_sheet.CHECKED_AT_ONCE", 0)
    called = []
    monkeypatch.setattr(working, "call", lambda task, pk: called.append((task, pk)))
    sheet = ledger(BATCH)
    assert called == [(working.CHECK, sheet.pk)] and resume_sheets() == 0
    with clock.standing_at(clock.now() + SILENT * 2):
        assert resume_sheets() == 1
        assert called[1:] == [(working.CHECK, sheet.pk)]
        assert resume_sheets() == 0


def test_stopping_keeps_what_is_done(ledger, people, monkeypatch):
    monkeypatch.setattr("facilities.actions.working_off.AT_ONCE", 0)
    sheet = take_sheet(ledger(BATCH, BATCH | {"key": "B-2"}), by=people.clerk)
    stop_sheet(sheet, by=people.clerk)
    take_rows(sheet.pk)
    sheet.refresh_from_db()
    assert (sheet.state, sheet.taken_count, sheet.good_count) == ("cancelled", 0, 2)
    monkeypatch.setattr("facilities.actions.working_off.AT_ONCE", 20)
    assert take_sheet(sheet, by=people.clerk).taken_count == 2
    with pytest.raises(Refusal, match="not running"):
        stop_sheet(sheet, by=people.clerk)


def test_undoing_takes_back_what_has_not_moved_on(ledger, people, walk):
    sheet = take_sheet(ledger(BATCH, BATCH | {"key": "B-2"}), by=people.clerk)
    first, second = WasteBatch.objects.order_by("pk")
    walk.draft(second)
    sheet = undo_sheet(sheet, by=people.clerk)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("lost", "allotted")
    assert (sheet.state, sheet.undone_count, sheet.kept_count, sheet.taken_count) == ("undone", 1, 1, 0)
    assert codes(sheet) == {"B-2": ["batch_moved_on"]}
    assert first.events.latest("sequence").particulars["reason"] == "Import undone"
    # What was undone may come again; what was kept may not.
    again = ledger(BATCH, BATCH | {"key": "B-2"})
    assert (again.good_count, again.known_count) == (1, 1)


def test_opening_stock_must_say_where_it_lies(city, people):
    rows = [BATCH | {"area": None}, BATCH | {"key": "B-2", "happened_at": "2025-11-30"}]
    sheet = bring("stock", xlsx("stock", *rows), by=people.clerk, site=city.generator)
    assert codes(sheet) == {"B-1": ["required"]}
    take_sheet(sheet, by=people.clerk)
    assert WasteBatch.objects.get().held_since.isoformat() == "2025-11-30T04:00:00+00:00"  # noon in Changzhou


def test_streams_are_opened_and_retired(city, people):
    rows = [STREAM | {"hazards": "T，I"}, STREAM | {"key": "S-2"}, STREAM | {"key": "S-3", "alias": "Used oil"}]
    rows.append(STREAM | {"key": "S-4", "alias": "Slag", "code": "900-001-S17", "physical_state": "固态"})
    sheet = bring("streams", xlsx("streams", *rows), by=people.clerk, site=city.generator)
    assert codes(sheet) == {"S-2": ["alias_taken"], "S-3": ["alias_taken"]}
    sheet = take_sheet(sheet, by=people.clerk)
    made = WasteStream.objects.get(alias="Coolant")
    assert (made.hazards, made.waste_code.code) == (["T", "I"], "900-249-08") and made.official_name
    undo_sheet(sheet, by=people.clerk)
    made.refresh_from_db()
    assert made.retired_on == clock.today()


def test_vehicles_come_and_are_withdrawn(city, people, fleet):
    rows = [VEHICLE, VEHICLE | {"key": "V-2", "plate": "苏D12345"}, VEHICLE | {"key": "V-3", "plate": "苏D99999"}]
    rows.append(VEHICLE | {"key": "V-4", "plate": "苏D1", "valid_to": "2019-01-01"})
    sheet = bring("vehicles", xlsx("vehicles", *rows), by=people.dispatcher, site=city.carrier)
    assert codes(sheet) == {"V-2": ["plate_taken"], "V-3": ["plate_taken"], "V-4": ["term_reversed"]}
    undo_sheet(take_sheet(sheet, by=people.dispatcher), by=people.dispatcher)
    assert Vehicle.objects.get(plate="苏D99999").revoked_on == clock.today()


def test_drafts_are_drawn_up_and_cancelled(city, people, walk):
    stored, declared = walk.stored("100"), walk.declared("5")
    row = {"key": "M-1", "batches": stored.number, "consignee": "Furnace", "carrier": "Carrier", "method": "D10"}
    others = [
        row | {"key": "M-2"},
        row | {"key": "M-3", "batches": declared.number},
        row | {"key": "M-4", "batches": "20990101-0001"},
        row | {"key": "M-5", "batches": f"{stored.number}; {declared.number}", "kg": 5},
        row | {"key": "M-6", "consignee": "Nowhere", "method": "Z9"},
    ]
    sheet = bring("manifests", xlsx("manifests", row, *others), by=people.clerk, site=city.generator)
    assert codes(sheet) == {
        "M-2": ["batch_twice"],
        "M-3": ["batch_not_stored"],
        "M-4": ["batch_unknown"],
        "M-5": ["batch_twice", "batch_not_stored", "kg_of_one_batch"],
        "M-6": ["consignee_unknown", "method_unknown"],
    }
    sheet = take_sheet(sheet, by=people.clerk)
    manifest = Manifest.objects.get()
    assert (manifest.state, manifest.declared_kg, manifest.carrier) == ("draft", 100, city.carrier)
    undo_sheet(sheet, by=people.clerk)
    manifest.refresh_from_db()
    stored.refresh_from_db()
    assert (manifest.state, stored.state) == ("cancelled", "stored")


def test_a_draft_that_was_cancelled_by_hand_frees_its_key(city, people, walk):
    row = {"key": "M-1", "batches": walk.stored().number, "consignee": "Furnace", "carrier": "Carrier", "method": "D10"}
    sheet = bring("manifests", xlsx("manifests", row), by=people.clerk, site=city.generator)
    sheet = take_sheet(sheet, by=people.clerk)
    perform(Manifest.objects.get(), "cancel", by=people.clerk, data={"reason": "by hand"})
    sheet = undo_sheet(sheet, by=people.clerk)
    assert (sheet.undone_count, sheet.kept_count) == (1, 0)
    again = bring("manifests", xlsx("manifests", row), by=people.clerk, site=city.generator)
    assert (codes(again), again.good_count) == ({}, 1)


def test_an_issued_draft_is_not_undone(city, people, walk):
    row = {"key": "M-1", "batches": walk.stored().number, "consignee": "Furnace", "carrier": "Carrier", "method": "D10"}
    sheet = bring("manifests", xlsx("manifests", row), by=people.clerk, site=city.generator)
    sheet = take_sheet(sheet, by=people.clerk)
    perform(Manifest.objects.get(), "issue", by=people.clerk)
    assert codes(undo_sheet(sheet, by=people.clerk)) == {"M-1": ["manifest_issued"]}
    assert Manifest.objects.get().state == "issued"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_as_excel_writes_it(city, people, encoding, delimiter):
    with translation.override("zh-hans"):
        text = csv_text("streams", STREAM | {"alias": "切削液", "physical_state": "液态"}, delimiter=delimiter)
    sheet = bring("streams", text.encode(encoding), by=people.clerk, site=city.generator, name="废物.csv")
    assert codes(sheet) == {} and sheet.good_count == 1
    assert sheet.rows.get().values["alias"] == "切削液"


def test_who_may_not(ledger, people, city):
    for somebody in (people.reader, people.driver, people.outsider, people.city_regulator):
        with pytest.raises(NotPermitted):
            bring("batches", xlsx("batches", BATCH), by=somebody, site=city.generator)
    sheet = ledger(BATCH)
    for act in (take_sheet, stop_sheet, undo_sheet):
        with pytest.raises(NotPermitted):
            act(sheet, by=people.reader)
    assert not WasteBatch.objects.exists()


def test_a_file_that_is_too_large_leaves_nothing_behind(city, people, settings, monkeypatch):
    monkeypatch.setattr("facilities.actions.upload_sheet.MOST_BYTES", 100)
    with pytest.raises(BadInput) as refused:
        bring("streams", b"x" * 101, by=people.clerk, site=city.generator)
    assert refused.value.code == "file_too_large"
    assert not SheetImport.objects.exists()
    assert [path for path in settings.SHEETS_ROOT.rglob("*") if path.is_file()] == []
