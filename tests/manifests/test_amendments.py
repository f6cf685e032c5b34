"""Corrections of what is sealed, by consent. D1 to D3 are defects seen elsewhere; each is a story here."""

from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from facilities import clock
from facilities.errors import NotPermitted, NotThere, Refusal
from facilities.models import PermitUsage
from manifests.actions.answer_amendment import agree, decline, withdraw
from manifests.actions.lapse_amendments import lapse_amendments
from manifests.actions.propose_amendment import propose
from manifests.custody import perform
from manifests.ledger.proofs import breaks
from manifests.models import Amendment, AmendmentVote, CustodyEvent, Flow, Manifest, ManifestLine
from tests.at_once import at_once
from tests.walk import judgement

WEIGHT = "/lines/1/accepted_kg"


def asked(manifest, by, *changes, reason="typed wrongly", **more) -> Amendment:
    sent = [{"field": field, "value": value} for field, value in changes]
    return propose(manifest, by=by, changes=sent, reason=reason, **more)[0]


def code_of(call) -> str:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.code


def test_a_weight_is_corrected_when_both_who_signed_agree(walk, people, city):
    manifest = walk.closed()
    head, count = manifest.event_head, manifest.event_count
    amendment = asked(manifest, people.receiver, (WEIGHT, "950"), reason="the scale had not been zeroed")
    assert amendment.state == "proposed"
    assert [(v.party, v.role, hasattr(v, "vote")) for v in amendment.voters.all()] == [
        ("consignor", "clerk", False),
        ("consignee", "receiver", True),
    ]
    line = manifest.lines.get()
    assert line.accepted_kg == 1000  # nothing holds before it is agreed to
    done, repeated = agree(amendment, by=people.clerk)
    assert (done.state, repeated) == ("agreed", False)
    manifest, line = Manifest.objects.get(pk=manifest.pk), manifest.lines.get()
    assert (line.accepted_kg, line.weighed_kg, manifest.received_kg) == (950, 950, 950)
    assert manifest.state == "closed"
    batch = line.batch
    assert (batch.kg, batch.state) == (950, "received")
    event = manifest.events.order_by("-sequence").first()
    assert (event.action, event.party, event.sequence) == ("amend", "consignor", count + 1)
    assert event.previous_hash == head
    assert event.particulars["changes"] == [
        {"field": WEIGHT, "before": "1000.000", "after": "950.000"},
        {"field": "/lines/1/weighed_kg", "before": "1000.000", "after": "950.000"},
        {"field": "/received_kg", "before": "1000.000", "after": "950.000"},
    ]
    assert [(a["person"], a["party"], a["agrees"]) for a in event.particulars["answers"]] == [
        ("receiver", "consignee", True),
        ("clerk", "consignor", True),
    ]
    assert done.event == event


def test_ledger_permit_and_flows_follow_by_the_difference(walk, people, city):
    manifest = walk.judged()
    before = PermitUsage.objects.get(item__permit__facility=city.site).received_kg
    booked = list(CustodyEvent.objects.get(manifest=manifest, action="receive").movements.values_list("pk", "kg"))
    agree(asked(manifest, people.clerk, (WEIGHT, "1200.5")), by=people.receiver)
    after = PermitUsage.objects.get(item__permit__facility=city.site).received_kg
    assert after - before == Decimal("200.5")
    flow = Flow.objects.get(consignee=city.site)
    assert (flow.kg, flow.line_count) == (Decimal("1200.5"), 1)
    receipt = CustodyEvent.objects.get(manifest=manifest, action="receive")
    assert list(receipt.movements.values_list("pk", "kg")) == booked
    counter = CustodyEvent.objects.get(manifest=manifest, action="amend").movements.get()
    assert (counter.from_account, counter.to_account, counter.kg) == ("adjustment", "site", Decimal("200.5"))
    assert breaks() == []


def test_another_method_moves_the_flow(walk, people, city):
    manifest = walk.judged()
    agree(asked(manifest, people.receiver, ("/lines/1/method", "R9")), by=people.clerk)
    flows = {(row.method.code, row.kg, row.line_count) for row in Flow.objects.select_related("method")}
    assert flows == {("D10", 0, 0), ("R9", 1000, 1)}


def test_what_was_voided_after_a_correction_leaves_nothing_counted(walk, people, city):
    manifest = walk.judged()
    agree(asked(manifest, people.receiver, (WEIGHT, "900")), by=people.clerk)
    perform(manifest, "void", by=people.city_regulator, data={"reason": "twice"})
    assert Flow.objects.get().kg == 0
    assert PermitUsage.objects.get(item__permit__facility=city.site).received_kg == 0
    assert manifest.lines.get().batch.kg == 1000
    assert breaks() == []


def test_of_a_part_accepted_load_the_taken_part_is_corrected_and_the_rest_is_not(walk, people):
    manifest = walk.judged("part")
    agree(asked(manifest, people.receiver, (WEIGHT, "480")), by=people.clerk)
    line = manifest.lines.get()
    assert (line.accepted_kg, line.weighed_kg) == (480, 980)
    assert manifest.children.get().lines.get().batch.kg == 500
    assert line.batch.links_down.get(child__state="received").child.kg == 480
    assert breaks() == []


def test_what_was_treated_meanwhile_keeps_its_kilograms(walk, people):
    manifest = walk.judged()
    perform(manifest.lines.get().batch, "treat", by=people.receiver, data={"method": "D10"})
    assert code_of(lambda: asked(manifest, people.clerk, (WEIGHT, "900"))) == "amend_batch_moved_on"
    assert not Amendment.objects.exists()


def test_what_is_treated_between_asking_and_agreeing_keeps_its_kilograms_too(walk, people):
    manifest = walk.judged()
    amendment = asked(manifest, people.clerk, (WEIGHT, "900"))
    perform(manifest.lines.get().batch, "treat", by=people.receiver, data={"method": "D10"})
    assert code_of(lambda: agree(amendment, by=people.receiver)) == "amend_batch_moved_on"
    amendment.refresh_from_db()
    assert amendment.state == "proposed"
    assert AmendmentVote.objects.count() == 1  # the refused answer left nothing behind


def test_remarks_on_the_road_need_only_who_signed_them(walk, people):
    manifest = walk.in_transit()
    amendment = asked(manifest, people.clerk, ("/remarks", "two drums are dented"))
    assert amendment.state == "agreed"
    manifest.refresh_from_db()
    assert manifest.remarks == "two drums are dented"


def test_the_carrier_and_the_consignor_correct_a_plate(walk, people):
    manifest = walk.closed()
    amendment = asked(manifest, people.dispatcher, ("/legs/1/plate", "苏D99999"))
    assert {voter.party for voter in amendment.voters.all()} == {"carrier", "consignor"}
    assert code_of(lambda: agree(amendment, by=people.receiver)) == "not_permitted"
    agree(amendment, by=people.clerk)
    depart = manifest.events.get(action="depart")
    assert depart.particulars["carriage"]["plate"] == "苏D12345"  # as signed, for ever


def test_a_departure_time_is_corrected_in_its_order(walk, people):
    manifest = walk.closed()
    earlier = (manifest.departed_at - timedelta(hours=2)).isoformat()
    agree(asked(manifest, people.dispatcher, ("/legs/1/departed_at", earlier)), by=people.clerk)
    corrected = Manifest.objects.get(pk=manifest.pk).departed_at
    assert manifest.departed_at - corrected == timedelta(hours=2)
    for moment, code in (
        (clock.now() + timedelta(hours=1), "time_in_future"),
        (manifest.received_at + timedelta(microseconds=1), "times_out_of_order"),
    ):
        change = ("/legs/1/departed_at", moment.isoformat())
        assert code_of(lambda change=change: asked(manifest, people.dispatcher, change)) == code


@pytest.mark.parametrize(
    "field", ["/consignor", "/lines/1/declared_kg", "/lines/1/waste_code", "/number", "/state", ""]
)
def test_what_no_correction_may_name_is_sealed(walk, people, field):
    manifest = walk.closed()
    assert code_of(lambda: asked(manifest, people.clerk, (field, "x"))) == "field_sealed"


@pytest.mark.parametrize("value", ["0", "-1", "x", "", None, "1e400", "1.0005"])
def test_a_weight_that_is_none_is_refused(walk, people, value):
    manifest = walk.closed()
    assert code_of(lambda: asked(manifest, people.clerk, (WEIGHT, value))) == "kg_invalid"


def test_d1_one_refusal_ends_it_for_everybody(walk, people):
    manifest = walk.closed()
    amendment = asked(manifest, people.dispatcher, ("/legs/1/plate", "苏D99999"))
    decline(amendment, by=people.clerk, reason="it was the other truck")
    amendment.refresh_from_db()
    assert (amendment.state, amendment.ended_reason) == ("declined", "it was the other truck")
    for person in (people.clerk, people.dispatcher):
        assert code_of(lambda person=person: decline(amendment, by=people.dispatcher, reason="x")) == "amendment_ended"
    assert not Amendment.objects.running(clock.now()).exists()
    assert not manifest.events.filter(action="amend").exists()
    # and the way is free for another one
    assert asked(manifest, people.dispatcher, ("/legs/1/plate", "苏D88888")).state == "proposed"


@pytest.mark.parametrize("name", ["reader", "driver", "second_driver", "outsider", "collector", "city_regulator"])
def test_d2_nobody_consents_who_may_not_sign_for_a_party(walk, people, name):
    manifest = walk.closed()
    amendment = asked(manifest, people.receiver, (WEIGHT, "950"))
    person = getattr(people, name)
    for answer in (lambda: agree(amendment, by=person), lambda: decline(amendment, by=person, reason="no")):
        with pytest.raises((NotPermitted, NotThere)):
            answer()
    with pytest.raises((NotPermitted, NotThere)):
        asked(manifest, person, ("/remarks", "x"))
    amendment.refresh_from_db()
    assert amendment.state == "proposed"
    assert AmendmentVote.objects.count() == 1


def test_nobody_carries_a_correction_through_the_door_by_hand(walk, people):
    manifest = walk.closed()
    amendment = asked(manifest, people.receiver, (WEIGHT, "950"))
    for person in (people.receiver, people.clerk):
        call = lambda person=person: perform(manifest, "amend", by=person, data={"amendment": amendment.pk})  # noqa: E731
        assert code_of(call) == "amendment_not_agreed"
    with pytest.raises(NotPermitted):
        perform(manifest, "amend", by=people.driver, data={"amendment": amendment.pk})
    agree(amendment, by=people.clerk)
    call = lambda: perform(manifest, "amend", by=people.clerk, data={"amendment": amendment.pk})  # noqa: E731
    assert code_of(call) == "amendment_ended"


@pytest.mark.django_db(transaction=True)
def test_d3_two_last_answers_at_the_same_moment_apply_it_once(walk, people, city):
    manifest = walk.closed()
    for turn in range(3):
        amendment = asked(manifest, people.dispatcher, ("/legs/1/plate", f"苏D0000{turn}"))
        answers = at_once(*[partial(agree, amendment, by=people.clerk)] * 4)
        amendment.refresh_from_db()
        assert amendment.state == "agreed"
        assert not any(isinstance(answer, Refusal) for answer in answers)
        assert sum(not repeated for _found, repeated in answers) == 1
    assert manifest.events.filter(action="amend").count() == 3
    assert AmendmentVote.objects.count() == 6


@pytest.mark.django_db(transaction=True)
def test_d3_the_last_two_of_three_parties_at_the_same_moment_apply_it_once(walk, people, city):
    manifest = walk.closed()
    arrived = (manifest.arrived_at - timedelta(microseconds=1)).isoformat()
    amendment = propose(
        manifest,
        by=people.dispatcher,
        changes=[{"field": "/arrived_at", "value": arrived}, {"field": "/legs/1/plate", "value": "苏D77777"}],
        reason="read wrongly",
    )[0]
    assert amendment.voters.count() == 3
    at_once(lambda: agree(amendment, by=people.clerk), lambda: agree(amendment, by=people.receiver))
    amendment.refresh_from_db()
    assert amendment.state == "agreed"
    assert manifest.events.filter(action="amend").count() == 1


def test_it_lapses_at_the_end_of_the_fourteenth_day(walk, people):
    manifest = walk.closed()
    amendment = asked(manifest, people.receiver, (WEIGHT, "950"))
    with clock.standing_at(amendment.lapses_at - timedelta(seconds=1)):
        assert Amendment.objects.running(clock.now()).exists()
        assert lapse_amendments() == 0
    with clock.standing_at(amendment.lapses_at):
        assert code_of(lambda: agree(amendment, by=people.clerk)) == "amendment_lapsed"
        assert not Amendment.objects.running(clock.now()).exists()
        # whether or not the job has run: another one may begin
        assert asked(manifest, people.clerk, ("/remarks", "late")).state == "proposed"
        assert lapse_amendments() == 0
    amendment.refresh_from_db()
    assert amendment.state == "lapsed"


def test_who_proposed_it_takes_it_back(walk, people):
    manifest = walk.closed()
    amendment = asked(manifest, people.receiver, (WEIGHT, "950"))
    assert code_of(lambda: withdraw(amendment, by=people.clerk)) == "not_permitted"
    assert withdraw(amendment, by=people.receiver)[1] is False
    assert withdraw(amendment, by=people.receiver)[1] is True
    assert code_of(lambda: agree(amendment, by=people.clerk)) == "amendment_ended"


def test_the_authority_imposes_what_was_declined_as_an_event_of_its_own(walk, people):
    manifest = walk.closed()
    amendment = asked(manifest, people.receiver, (WEIGHT, "950"))
    decline(amendment, by=people.clerk, reason="we weighed it too")
    data = {"amendment": amendment.pk, "reason": "inspected the weighbridge"}
    for name in ("clerk", "receiver", "dispatcher", "driver"):
        with pytest.raises(NotPermitted):
            perform(manifest, "override", by=getattr(people, name), data=data)
    with pytest.raises(NotThere):
        perform(manifest, "override", by=people.other_regulator, data=data)
    event = perform(manifest, "override", by=people.district_regulator, data=data).event
    amendment.refresh_from_db()
    assert (amendment.state, amendment.event) == ("overridden", event)
    assert event.particulars["reason"] == "inspected the weighbridge"
    assert [answer["agrees"] for answer in event.particulars["answers"]] == [True, False]
    assert manifest.lines.get().accepted_kg == 950
    assert code_of(lambda: perform(manifest, "override", by=people.city_regulator, data=data)) == "amendment_ended"


def test_a_frozen_manifest_waits_with_its_corrections(walk, people):
    manifest = walk.judged()
    amendment = asked(manifest, people.receiver, (WEIGHT, "950"))
    perform(manifest, "freeze", by=people.city_regulator, data={"reason": "look"})
    assert code_of(lambda: agree(amendment, by=people.clerk)) == "manifest_frozen"
    perform(manifest, "release", by=people.city_regulator, data={"reason": "fine"})
    assert agree(amendment, by=people.clerk)[0].state == "agreed"


def test_one_at_a_time(walk, people):
    manifest = walk.closed()
    asked(manifest, people.receiver, (WEIGHT, "950"))
    assert code_of(lambda: asked(manifest, people.clerk, ("/remarks", "x"))) == "amendment_open"


def test_the_same_key_answers_with_the_same_correction(walk, people):
    manifest = walk.closed()
    changes = [{"field": WEIGHT, "value": "950"}]
    first = propose(manifest, by=people.receiver, changes=changes, reason="x", idempotency_key="k")
    second = propose(manifest, by=people.receiver, changes=changes, reason="x", idempotency_key="k")
    assert (first[0], first[1], second[0], second[1]) == (second[0], False, first[0], True)
    call = lambda: propose(manifest, by=people.receiver, changes=changes, reason="y", idempotency_key="k")  # noqa: E731
    assert code_of(call) == "idempotency_key_reused"


def test_what_was_proposed_cannot_be_rewritten(walk, people):
    amendment = asked(walk.closed(), people.receiver, (WEIGHT, "950"))
    for change in ({"changes": []}, {"reason": "else"}, {"lapses_at": clock.now()}):
        with pytest.raises(IntegrityError, match="evidence"), transaction.atomic():
            Amendment.objects.filter(pk=amendment.pk).update(**change)
    decline(amendment, by=people.clerk, reason="no")
    with pytest.raises(IntegrityError, match="evidence"), transaction.atomic():
        Amendment.objects.filter(pk=amendment.pk).update(state="proposed", ended_at=None)


def test_a_draft_is_changed_and_not_corrected(walk, people):
    assert code_of(lambda: asked(walk.draft(), people.clerk, ("/remarks", "x"))) == "transition_not_allowed"


def test_a_generator_that_took_its_load_back_signs_at_its_clerks_desk(walk, people):
    child = walk.judged("refuse").children.get()
    perform(child, "arrive", by=people.driver)
    lines = [judgement(line) for line in child.lines.all()]
    perform(child, "receive", by=people.clerk, data={"lines": lines})
    amendment = asked(child, people.clerk, (WEIGHT, "990"))
    assert amendment.state == "agreed"  # one enterprise signed both parts
    assert ManifestLine.objects.get(manifest=child).accepted_kg == 990
    assert not Flow.objects.filter(consignee=child.consignee).exists()
    assert breaks() == []


def test_who_signs_while_a_correction_waits_is_not_passed_over(walk, people):
    manifest = walk.in_transit()
    changes = (("/remarks", "two drums are dented"), ("/legs/1/plate", "苏D99999"))
    amendment = asked(manifest, people.clerk, *changes)
    assert {voter.party for voter in amendment.voters.all()} == {"consignor", "carrier"}
    perform(manifest, "arrive", by=people.driver)
    walk.judged(manifest=manifest)
    assert code_of(lambda: agree(amendment, by=people.dispatcher)) == "amendment_outdated"
    withdraw(amendment, by=people.clerk)
    again = asked(manifest, people.clerk, *changes)
    assert {voter.party for voter in again.voters.all()} == {"consignor", "carrier", "consignee"}


def test_a_time_that_was_in_order_when_asked_for_is_looked_at_again(walk, people):
    manifest = walk.in_transit()
    amendment = asked(manifest, people.dispatcher, ("/legs/1/departed_at", clock.now().isoformat()))
    perform(manifest, "arrive", by=people.driver, happened_at=manifest.departed_at + timedelta(microseconds=1))
    assert code_of(lambda: agree(amendment, by=people.clerk)) == "times_out_of_order"
    amendment.refresh_from_db()
    assert amendment.state == "proposed"


def test_the_leg_of_what_was_carried_on_does_not_say_when_its_gate_let_it_go(walk, people, fleet):
    child = walk.judged("part").children.get()
    crew = {"vehicle": fleet.second_truck.pk, "driver": fleet.second_driver.pk}
    changed = perform(child, "change_vehicle", by=people.dispatcher, data=crew).event
    earlier = changed.happened_at - timedelta(microseconds=1)
    amendment = asked(child, people.dispatcher, ("/legs/1/departed_at", earlier.isoformat()))
    assert agree(amendment, by=people.clerk)[0].state == "agreed"
    assert Manifest.objects.get(pk=child.pk).departed_at == child.departed_at
