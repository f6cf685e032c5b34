"""What left on paper, entered from a spreadsheet: the paper's times, one manifest a row, never twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from facilities import clock
from facilities.actions.take_sheet import take_sheet
from facilities.actions.undo_sheet import undo_sheet
from facilities.sheets.problems import words
from manifests.actions.draw_paper import draw_paper, spoil_paper
from manifests.custody import perform
from manifests.models import BackFill, Manifest, PaperNumber
from tests.sheets import bring, codes, xlsx
from transport.actions.plan_trip import plan_trip

pytestmark = pytest.mark.django_db
LEFT, CAME = "2026-03-02 08:30", "2026-03-02 15:00"


@pytest.fixture
def block(city, people):
    return draw_paper(by=people.clerk, facility=city.generator.pk, count=5)


@pytest.fixture
def row(walk):
    """`row(key, **other)`: a line of the sheet, of a batch of its own."""

    def line(key: str, **other) -> dict:
        said = {"key": key, "consignee": "Furnace", "carrier": "Carrier", "method": "D10", "reason": "the net was down"}
        said |= {"kind": "emergency", "paper_number": f"P-{key}", "left_at": LEFT, "transfer_ended_at": CAME}
        with clock.standing_at(datetime(2026, 3, 1, 4, tzinfo=UTC)):
            return said | {"batches": walk.stored("100").number} | other

    return line


@pytest.fixture
def sheet(city, people):
    return lambda *rows: bring("papers", xlsx("papers", *rows), by=people.clerk, site=city.generator)


def test_each_row_is_a_manifest_with_the_paper_s_times(sheet, row, block, people):
    number = block.numbers.first().number
    brought = sheet(row("1", paper_number=number), row("2", kind="entered from paper"))
    assert codes(brought) == {} and not Manifest.objects.exists()
    brought = take_sheet(brought, by=people.clerk)
    own, other = Manifest.objects.order_by("pk")
    assert (own.number, own.kind, own.state) == (number, "emergency", "issued")
    assert own.issued_at.isoformat() == "2026-03-02T00:30:00+00:00"
    assert own.back_fill.transfer_ended_at.isoformat() == "2026-03-02T07:00:00+00:00"
    assert (other.kind, other.back_fill.paper_number) == ("backfilled", "P-2") and other.number != "P-2"
    assert PaperNumber.objects.get(pk=number).manifest == own
    assert brought.taken_count == 2 and sheet(row("1", paper_number=number)).good_count == 0


def test_kinds_are_named_in_either_language(sheet, row):
    with translation.override("zh-hans"):
        word = str(Manifest.Kind.SPECIAL.label)
    assert word != "special" and sheet(row("1", kind=word)).rows.get().values["kind"] == "special"


def mistyped(number: str) -> str:
    return number[:-1] + ("0" if number[-1] != "0" else "1")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"transfer_ended_at": "2026-03-02 08:00"}, "times_out_of_order"),
        ({"transfer_ended_at": "2199-01-01"}, "time_in_future"),
        ({"left_at": "soon"}, "date_invalid"),
        ({"kind": "carried_on"}, "kind_unknown"),
        ({"kind": "normal"}, "kind_unknown"),
        ({"reason": None}, "required"),
        ({"paper_number": None}, "required"),
        ({"paper_number": "x" * 41}, "too_long"),
        ({"consignee": "Nowhere"}, "consignee_unknown"),
        ({"batches": "20990101-0001"}, "batch_unknown"),
    ],
)
def test_a_spoiled_cell(sheet, row, change, code):
    assert codes(sheet(row("1", **change))) == {"1": [code]}


def test_numbers_of_our_own_are_read_closely(sheet, row, block, people):
    first, second, third, *_rest = block.numbers.values_list("number", flat=True)
    spoil_paper(by=people.clerk, block=block, numbers=[second], reason="wet")
    found = sheet(
        row("1", paper_number=mistyped(first)),
        row("2", paper_number=second),
        row("3", paper_number=third),
        row("4", paper_number=third),
    )
    assert codes(found) == {"1": ["paper_number_mistyped"], "2": ["paper_number_used"], "4": ["paper_number_twice"]}
    take_sheet(found, by=people.clerk)
    assert codes(sheet(row("5", paper_number=third))) == {"5": ["paper_number_used"]}


def test_a_row_that_cannot_be_issued_leaves_no_draft(sheet, row, block, people):
    number = block.numbers.first().number
    brought = sheet(row("1", paper_number=number))
    spoil_paper(by=people.clerk, block=block, numbers=[number], reason="wet")  # meanwhile
    brought = take_sheet(brought, by=people.clerk)
    assert codes(brought) == {"1": ["paper_number_used"]} and not Manifest.objects.exists()
    assert [problem["column"] for problem in brought.rows.get().errors] == ["paper_number"]


def test_undone_while_nobody_else_has_signed(sheet, row, people):
    brought = take_sheet(sheet(row("1"), row("2")), by=people.clerk)
    first, second = Manifest.objects.order_by("pk")
    perform(second, "cancel", by=people.clerk, data={"reason": "by hand"})
    brought = undo_sheet(brought, by=people.clerk)
    first.refresh_from_db()
    assert (first.state, brought.undone_count, brought.kept_count) == ("cancelled", 2, 0)
    assert {line.batch.state for line in first.lines.all()} == {"stored"}
    again = sheet(row("1"), row("2"))  # neither key is taken any more, and no paper is entered
    assert (codes(again), again.good_count) == ({}, 2)


def test_what_somebody_else_has_signed_stays(sheet, row, people, walk):
    brought = take_sheet(sheet(row("1")), by=people.clerk)
    trip = {"carrier": walk.city.carrier, "vehicle": walk.fleet.truck, "driver": walk.fleet.driver}
    manifest = Manifest.objects.get()
    plan_trip(by=people.dispatcher, escort=walk.fleet.escort, manifests=[manifest], **trip)
    perform(manifest, "depart", by=people.driver)
    brought = undo_sheet(brought, by=people.clerk)
    assert (brought.undone_count, brought.kept_count) == (0, 1)


def test_a_paper_of_another_place_is_entered_once_a_page(sheet, row, people):
    house = {"paper_number": "AH-77", "issued_by": "Anhui"}
    first = sheet(
        row("1", **house),
        row("2", **house, page=2),
        row("3", paper_number="AH-77"),
        row("4", paper_number="ah-77", issued_by="ANHUI ", page=1),
        row("5", **house, page=100),
    )
    assert codes(first) == {"4": ["paper_number_twice"], "5": ["number_out_of_range"]}
    take_sheet(first, by=people.clerk)
    entered = BackFill.objects.order_by("pk").values_list("paper_number", "issued_by", "page")
    assert list(entered) == [("AH-77", "Anhui", 1), ("AH-77", "Anhui", 2), ("AH-77", "", 1)]
    small = {"paper_number": "ah-77", "issued_by": "anhui"}
    again = sheet(row("6", **house), row("7", **house, page=3), row("8", **small, page=2))
    assert codes(again) == {"6": ["paper_number_used"], "8": ["paper_number_used"]}


def test_waste_did_not_leave_before_it_arose(sheet, row, walk):
    with clock.standing_at(datetime(2026, 3, 1, 4, tzinfo=UTC)):
        before = walk.stored("100").number
    with clock.standing_at(datetime(2026, 3, 2, 0, 30, 59, tzinfo=UTC)):  # 08:30 in China, and forms ask for minutes
        at_once = walk.stored("100").number
    with clock.standing_at(datetime(2026, 3, 2, 0, 31, tzinfo=UTC)):
        later = walk.stored("100").number
    found = sheet(row("1"), row("2", batches=at_once), row("3", batches=f"{before};{later}"))
    assert codes(found) == {"3": ["time_before_the_waste"]}
    (problem,) = found.rows.get(key="3").errors
    with translation.override("en"):
        assert "2026-03-02 08:31" in words(problem)
    with translation.override("zh-hans"):
        assert "2026-03-02 08:31" in words(problem) and "The waste" not in words(problem)


def test_it_is_found_beside_the_blank_manifests(client, people, city):
    client.force_login(people.clerk)
    address = reverse("facilities:new_import", args=["papers"])
    assert address in client.get(reverse("manifests:papers")).content.decode()
    assert client.get(address).status_code == 200
    assert client.get(reverse("facilities:import_template", args=["papers"])).status_code == 200


def test_times_lie_before_the_entry(sheet, row):
    later = (clock.now() + timedelta(days=1)).isoformat()
    assert codes(sheet(row("1", transfer_ended_at=later))) == {"1": ["time_in_future"]}
