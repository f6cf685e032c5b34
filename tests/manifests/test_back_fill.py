"""Paper when the system is down, and its entry afterwards (Order 23, Art. 20): whoever signed on paper signs here."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import get_current_timezone

from facilities import clock
from facilities.errors import NotPermitted, NotThere, Refusal
from facilities.models import Permit, PlanLine
from manifests.actions.arrive_and_receive import arrive_and_receive
from manifests.actions.draw_paper import draw_paper, spoil_paper
from manifests.custody import perform
from manifests.ledger.proofs import breaks
from manifests.models import BackFill, CustodyEvent, Deadline, PaperBlock, PaperNumber
from manifests.narrative import findings_of
from manifests.numbers import read_manifest_number
from tests.at_once import at_once
from tests.walk import judgement
from transport.actions.plan_trip import plan_trip


def code_of(call) -> str:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.code


@pytest.fixture
def block(city, people) -> PaperBlock:
    return draw_paper(by=people.clerk, facility=city.generator.pk, count=3)


def said(number="P-2026-17", *, ended=None, kind="emergency", **more) -> dict:
    ended = ended or clock.now() - timedelta(hours=1)
    paper = {"kind": kind, "paper_number": number, "reason": "the platform was down"}
    return {"back_fill": {**paper, "transfer_ended_at": ended, **more}}


def early_draft(walk, left=None):
    """Of waste that had arisen before it left."""
    with clock.standing_at((left or clock.now() - timedelta(hours=5)) - timedelta(hours=1)):
        return walk.draft()


def entered(walk, people, number="P-2026-17", *, left=None, **more):
    left = left or clock.now() - timedelta(hours=5)
    draft = early_draft(walk, left)
    return perform(draft, "issue", by=people.clerk, data=said(number, **more), happened_at=left).subject


def test_a_journey_on_paper_is_entered_by_whoever_signed_its_parts(walk, people, city, fleet, block):
    sheet = block.numbers.first()
    left = clock.now() - timedelta(hours=6)
    manifest = entered(walk, people, sheet.number, left=left)
    assert (manifest.number, manifest.kind, manifest.issued_at) == (sheet.number, "emergency", left)
    crew = {"vehicle": fleet.truck, "driver": fleet.driver}
    plan_trip(by=people.dispatcher, carrier=city.carrier, manifests=[manifest], **crew)
    perform(manifest, "depart", by=people.dispatcher, happened_at=left + timedelta(minutes=10))
    manifest.refresh_from_db()
    lines = [judgement(line) for line in manifest.lines.all()]
    came = left + timedelta(hours=3)
    arrive_and_receive(manifest, by=people.receiver, data={"lines": lines}, happened_at=came)
    perform(manifest, "close", by=people.receiver)
    manifest.refresh_from_db()
    assert (manifest.arrived_at, manifest.received_at, manifest.state) == (came, came, "closed")
    journey = CustodyEvent.objects.filter(manifest=manifest, action__in=("issue", "depart", "arrive", "receive"))
    assert [event.person_name for event in journey.order_by("sequence")] == [
        "clerk", "dispatcher", "receiver", "receiver",
    ]  # fmt: skip
    for event in journey:
        assert event.happened_at < event.recorded_at - timedelta(hours=2)  # two times, never one
        assert "back_filled" in {finding.code for finding in findings_of(event)}
    assert "back_filled" not in {w["code"] for w in manifest.events.get(action="close").warnings}
    assert PaperNumber.objects.get(pk=sheet.pk).manifest == manifest
    assert manifest.events.get(action="issue").particulars["back_fill"]["paper_number"] == sheet.number
    assert breaks() == []


def test_what_sets_out_after_the_transfer_on_paper_has_ended_is_judged_like_any_load(walk, people, city, fleet):
    """Otherwise any load could leave without a permit by being called a paper one."""
    left = clock.now() - timedelta(hours=5)
    manifest = entered(walk, people, left=left)
    crew = {"vehicle": fleet.truck, "driver": fleet.driver}
    plan_trip(by=people.dispatcher, carrier=city.carrier, manifests=[manifest], **crew)
    type(fleet.truck).objects.filter(pk=fleet.truck.pk).update(revoked_on=date(2025, 6, 1))
    assert code_of(lambda: perform(manifest, "depart", by=people.dispatcher)) == "vehicle_certificate_expired"
    event = perform(manifest, "depart", by=people.dispatcher, happened_at=left + timedelta(minutes=10)).event
    assert {"vehicle_certificate_expired", "back_filled"} <= {finding.code for finding in findings_of(event)}


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["manifests_backfill", "manifests_paperblock"])
def test_what_was_entered_or_drawn_stays(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgtype FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", [table])
        kinds = {kind for (kind,) in cursor.fetchall()}
    assert any(kind & 16 and kind & 8 and kind & 2 for kind in kinds)  # before update and delete


def test_what_the_law_would_have_held_back_is_told_and_not_hidden(walk, people, city):
    Permit.objects.filter(facility=city.site).update(revoked_on=date(2020, 1, 1))
    PlanLine.objects.filter(plan__facility=city.generator).update(transferred_kg=1)
    draft = walk.draft()
    assert code_of(lambda: perform(draft, "issue", by=people.clerk)) in ("permit_missing", "plan_exceeded")
    manifest = entered(walk, people)
    codes = {record["code"] for record in manifest.events.get(action="issue").warnings}
    assert {"permit_missing", "plan_exceeded", "back_filled"} <= codes
    perform(manifest, "void", by=people.city_regulator, data={"reason": "twice"})
    assert PlanLine.objects.get(plan__facility=city.generator, code="900-249-08").issued_kg == 0


def test_only_the_consignors_clerk_enters_its_part(walk, people):
    draft = walk.draft()
    for name in ("reader", "outsider", "receiver", "dispatcher", "driver"):
        with pytest.raises((NotPermitted, NotThere)):
            perform(draft, "issue", by=getattr(people, name), data=said())


@pytest.mark.parametrize(
    ("ended", "entered_on", "late"),
    [
        # Monday 2 March 2026: the tenth working day after it is Monday 16 March.
        (date(2026, 3, 2), date(2026, 3, 16), False),
        (date(2026, 3, 2), date(2026, 3, 17), True),
    ],
)
def test_ten_working_days_after_the_transfer_ended(walk, people, ended, entered_on, late):
    noon = datetime(ended.year, ended.month, ended.day, 12, tzinfo=get_current_timezone())
    with clock.standing_at(noon - timedelta(days=1)):
        draft = walk.draft()
    with clock.standing_at(datetime.combine(entered_on, noon.timetz())):
        perform(draft, "issue", by=people.clerk, data=said(ended=noon), happened_at=noon - timedelta(hours=4))
    row = BackFill.objects.get(manifest=draft)
    assert row.is_late is late
    codes = {record["code"] for record in draft.events.get(action="issue").warnings}
    assert ("back_filled_late" in codes) is late  # recorded and flagged, never refused


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "normal"}, "kind_unknown"),
        ({"kind": "carried_on"}, "kind_unknown"),
        ({"reason": " "}, "required"),
        ({"paper_number": ""}, "required"),
        ({"transfer_ended_at": "yesterday"}, "time_without_zone"),
        ({"transfer_ended_at": "2020-01-01T08:00:00+08:00"}, "times_out_of_order"),
        ({"transfer_ended_at": "2090-01-01T08:00:00+08:00"}, "time_in_future"),
    ],
)
def test_what_the_paper_must_say(walk, people, change, code):
    data = said()
    data["back_fill"] |= change
    left = clock.now() - timedelta(hours=5)
    assert code_of(lambda: perform(early_draft(walk), "issue", by=people.clerk, data=data, happened_at=left)) == code


def test_numbers_printed_ahead_carry_a_check_character_and_are_used_once(walk, people, block):
    numbers = [row.number for row in block.numbers.all()]
    assert [read_manifest_number(number) for number in numbers] == numbers
    first, second, third = numbers
    wrong = first[:-1] + ("A" if first[-1] != "A" else "B")
    assert code_of(lambda: entered(walk, people, wrong)) == "paper_number_mistyped"
    entered(walk, people, first.lower())
    assert code_of(lambda: entered(walk, people, first)) == "paper_number_used"
    assert spoil_paper(by=people.clerk, block=block, numbers=[second], reason="coffee") == 1
    assert code_of(lambda: entered(walk, people, second)) == "paper_number_used"
    for used in (first, second):
        call = lambda used=used: spoil_paper(by=people.clerk, block=block, numbers=[used, third], reason="x")  # noqa: E731
        assert code_of(call) == "paper_number_used"
    assert PaperNumber.objects.get(pk=third).spoiled_at is None
    with pytest.raises(IntegrityError, match="used once"), transaction.atomic():
        PaperNumber.objects.filter(pk=second).update(spoiled_at=None, spoiled_reason="")


def test_another_sites_number_is_none_of_ours(walk, people, city):
    theirs = draw_paper(by=people.collector, facility=city.collector.pk, count=1).numbers.get()
    assert code_of(lambda: entered(walk, people, theirs.number)) == "paper_number_unknown"
    issued = walk.issued()
    assert code_of(lambda: entered(walk, people, issued.number)) == "paper_number_unknown"


@pytest.mark.django_db(transaction=True)
def test_one_sheet_entered_twice_at_the_same_moment_is_entered_once(walk, people, city, block):
    number, left = block.numbers.first().number, clock.now() - timedelta(hours=5)
    drafts = [early_draft(walk), early_draft(walk)]
    data = said(number)
    answers = at_once(*[
        lambda draft=draft: perform(draft, "issue", by=people.clerk, data=data, happened_at=left) for draft in drafts
    ])  # fmt: skip
    assert sorted(getattr(answer, "code", "done") for answer in answers) == ["done", "paper_number_used"]


@pytest.mark.parametrize("count", [0, 51, "x", None, "1e3", -1])
def test_a_block_has_one_to_fifty_sheets(people, city, count):
    assert code_of(lambda: draw_paper(by=people.clerk, facility=city.generator.pk, count=count)) == "count_invalid"


def test_only_a_clerk_of_an_open_site_draws(people, city):
    for name in ("reader", "driver", "receiver", "outsider"):
        call = lambda name=name: draw_paper(by=getattr(people, name), facility=city.generator.pk, count=1)  # noqa: E731
        assert code_of(call) == "unknown_choice"
    first = draw_paper(by=people.clerk, facility=city.generator.pk, count=2, idempotency_key="k")
    assert draw_paper(by=people.clerk, facility=city.generator.pk, count=2, idempotency_key="k") == first
    city.generator.enterprise.closed_on = clock.today()
    city.generator.enterprise.save()
    call = lambda: draw_paper(by=people.clerk, facility=city.generator.pk, count=1)  # noqa: E731
    assert code_of(call) == "unknown_choice"


def test_kilograms_of_the_paper_reach_the_ledger_at_their_own_time(walk, people, city, fleet):
    left = clock.now() - timedelta(hours=6)
    manifest = entered(walk, people, left=left)
    plan_trip(
        by=people.dispatcher, carrier=city.carrier, vehicle=fleet.truck, driver=fleet.driver, manifests=[manifest]
    )
    event = perform(manifest, "depart", by=people.dispatcher, happened_at=left).event
    assert [(row.kg, row.happened_at) for row in event.movements.all()] == [(Decimal(1000), left)]


@pytest.mark.parametrize(("action", "name"), [("cancel", "clerk"), ("void", "city_regulator")])
def test_what_was_entered_by_mistake_is_owed_no_more(walk, people, action, name):
    manifest = entered(walk, people)
    clocks = Deadline.objects.filter(kind="back_fill", manifest=manifest)
    assert clocks.running().count() == 1
    perform(manifest, action, by=getattr(people, name), data={"reason": "typed twice"})
    assert not clocks.running().exists()
    assert clocks.get().fell_away
