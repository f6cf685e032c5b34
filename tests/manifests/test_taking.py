"""Plan, permit and approval hold so many kilograms, and not one more because two issue at the same moment."""

from datetime import timedelta
from decimal import Decimal

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from facilities import clock
from facilities.errors import Refusal
from facilities.models import Approval, Facility, PermitItem, PermitUsage, PlanLine
from manifests.actions.answer_amendment import agree
from manifests.actions.propose_amendment import propose
from manifests.actions.tell_authority import TASK
from manifests.custody import perform
from manifests.rules.finding import Finding, Severity, on_the_road
from tests.at_once import at_once
from tests.city import OIL, contract, facility, permit
from tests.verdicts import codes, says


def abroad(city, kg=1500, number="A-1", **term) -> Approval:
    Facility.objects.filter(pk=city.site.pk).update(region="330102")
    term = {"valid_from": clock.today() - timedelta(days=3), "valid_to": clock.today() + timedelta(days=60), **term}
    where = {"consignor": city.generator, "consignee": city.site, "code": OIL, "method": "D10"}
    return Approval.objects.create(number=number, approved_kg=Decimal(kg), **where, **term)


def line() -> PlanLine:
    return PlanLine.objects.get(plan__facility__name="Generator", code=OIL)


SCARCE = {
    "plan_exceeded": lambda city: PlanLine.objects.filter(code=OIL).update(transferred_kg=Decimal(1500)),
    "permit_scale_exceeded": lambda city: PermitItem.objects.update(annual_kg=Decimal(1250)),
    "approval_exceeded": abroad,
}
TAKEN = {
    "plan_exceeded": lambda: line().issued_kg,
    "permit_scale_exceeded": lambda: PermitUsage.objects.get().committed_kg,
    "approval_exceeded": lambda: Approval.objects.get().used_kg,
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("code", SCARCE)
def test_of_two_who_issue_at_once_one_is_refused_with_the_rule_s_own_code(walk, people, city, code):
    """1,500 kg are left, each load is 1,000 kg."""
    SCARCE[code](city)
    first, second = walk.draft(walk.stored("1000")), walk.draft(walk.stored("1000"))
    answers = at_once(*(lambda load=load: perform(load, "issue", by=people.clerk) for load in (first, second)))
    refused = [answer.code for answer in answers if isinstance(answer, Refusal)]
    assert refused == [code]
    assert TAKEN[code]() == 1000


@pytest.mark.django_db(transaction=True)
def test_four_at_once_take_what_there_is_and_each_says_what_it_found(walk, people, city):
    """Room for three of four; who came after 80 % and after 100 % says so, though all had read an empty permit."""
    PermitItem.objects.update(annual_kg=Decimal(2500))
    drafts = [walk.draft(walk.stored("1000")) for _number in range(4)]
    answers = at_once(*(lambda load=load: perform(load, "issue", by=people.clerk) for load in drafts))
    told = sorted(
        answer.code if isinstance(answer, Refusal) else ",".join(row["code"] for row in answer.event.warnings)
        for answer in answers
    )
    assert told == ["", "permit_scale_exceeded", "permit_scale_full", "permit_scale_reached"]
    assert PermitUsage.objects.get().committed_kg == 3000


@pytest.mark.django_db(transaction=True)
def test_a_redirection_and_an_issue_at_once_do_not_share_the_last_kilograms(walk, people, city):
    other = facility(44, "Second furnace", "320412", is_disposal_site=True)
    contract(city.generator, other)
    permit(other, "P-44", (["HW08"], ["D10"], 1250))  # 1,500 kg before it must apply anew
    child = walk.judged("refuse").children.get()
    draft = walk.draft(walk.stored("1000"), consignee=other)
    goal = {"consignee": other.pk, "method": "D10"}
    answers = at_once(
        lambda: perform(child, "redirect", by=people.clerk, data=goal),
        lambda: perform(draft, "issue", by=people.clerk),
    )
    assert [answer.code for answer in answers if isinstance(answer, Refusal)] == ["permit_scale_exceeded"]
    assert PermitUsage.objects.get(item__permit__facility=other).committed_kg == 1000


def test_a_plan_filed_anew_between_reading_and_taking_is_the_one_that_counts(walk, people, city, monkeypatch):
    """Read before the lock, judged again under it: less is planned by the time the kilograms are taken."""
    from manifests.actions import issue

    before = issue.take

    def meanwhile(deed, load):
        PlanLine.objects.filter(code=OIL).update(transferred_kg=Decimal("999.999"))
        return before(deed, load)

    draft = walk.draft()
    monkeypatch.setattr(issue, "take", meanwhile)
    with pytest.raises(Refusal) as refused:
        perform(draft, "issue", by=people.clerk)
    assert refused.value.code == "plan_exceeded" and line().issued_kg == 0


# Two approvals for one waste


def test_the_approval_that_has_enough_left_is_taken_and_no_other(walk, people, city):
    small = abroad(city, 500, "A-1", valid_to=clock.today() + timedelta(days=30))
    large = abroad(city, 100_000, "A-2")
    manifest = walk.draft(walk.stored("1000"))
    assert codes(manifest, people.clerk) == []
    (sentence,) = says(manifest, "approval")
    assert "approval A-2 " in sentence
    event = perform(manifest, "issue", by=people.clerk).event
    assert [(use["approval"], use["kg"]) for use in event.particulars["approval_use"]] == [(str(large.pk), "1000.000")]
    perform(
        walk.issued(walk.stored("400")), "cancel", by=people.clerk, data={"reason": "no"}
    )  # of the one ending first
    small.refresh_from_db()
    large.refresh_from_db()
    assert (small.used_kg, large.used_kg) == (0, 1000)
    perform(manifest, "cancel", by=people.clerk, data={"reason": "no"})
    large.refresh_from_db()
    assert large.used_kg == 0


def test_an_approval_whose_months_are_over_hides_no_good_one(walk, people, city):
    today = clock.today()
    abroad(city, 9000, "A-1", valid_from=today - timedelta(days=500), valid_to=today + timedelta(days=10))
    manifest = walk.draft()
    assert codes(manifest, people.clerk) == ["approval_ended"]
    abroad(city, 9000, "A-2")
    assert codes(manifest, people.clerk) == []


@pytest.mark.parametrize(("kg", "told"), [("1100", ["approval_nearly_used"] * 2), ("1100.001", ["approval_exceeded"])])
def test_what_no_single_approval_allows_two_allow_together(walk, people, city, kg, told):
    first = abroad(city, 500, "A-1", valid_to=clock.today() + timedelta(days=30))
    second = abroad(city, 600, "A-2")
    manifest = walk.draft(walk.stored(kg))
    assert codes(manifest, people.clerk) == told
    if "approval_exceeded" not in told:
        perform(manifest, "issue", by=people.clerk)
        first.refresh_from_db()
        second.refresh_from_db()
        assert (first.used_kg, second.used_kg) == (500, 600)
        perform(manifest, "cancel", by=people.clerk, data={"reason": "no"})
        assert set(Approval.objects.values_list("used_kg", flat=True)) == {0}


# What is more than was counted


def test_a_gate_that_weighs_more_than_the_scale_allows_is_told_and_not_held_up(walk, people, city):
    PermitItem.objects.update(annual_kg=Decimal(1000))
    manifest = walk.arrived()
    (row,) = manifest.lines.all()
    heavier = {"line": str(row.pk), "opinion": "accept", "weighed_kg": "1200.001"}
    event = perform(manifest, "receive", by=people.receiver, data={"lines": [heavier]}).event
    assert "permit_scale_exceeded" in [said["code"] for said in event.warnings]
    assert PermitUsage.objects.get().received_kg == Decimal("1200.001")


def test_a_gate_that_weighs_what_was_counted_says_nothing_of_the_scale(walk, people, city):
    PermitItem.objects.update(annual_kg=Decimal(1100))
    event = perform_received(walk, people)
    assert event.warnings == []


def perform_received(walk, people):
    return walk.judged("accept").events.get(action="receive")


def test_a_correction_that_passes_the_scale_is_told(walk, people, city):
    PermitItem.objects.update(annual_kg=Decimal(1000))
    manifest = walk.closed()
    change = [{"field": "/lines/1/accepted_kg", "value": "1200.001"}]
    asked = propose(manifest, by=people.receiver, changes=change, reason="typed wrongly")[0]
    agree(asked, by=people.clerk)
    event = manifest.events.get(action="amend")
    assert {said["code"] for said in event.warnings} == {"permit_scale_exceeded", "weight_differs"}
    last = ProcrastinateJob.objects.filter(task_name=TASK).order_by("pk").last()
    assert [said["code"] for said in last.args["told"]] == ["permit_scale_exceeded"]


@pytest.mark.parametrize(
    ("code", "before", "after"),
    [
        ("permit_scale_exceeded", Severity.BLOCK, Severity.NOTIFY),
        ("plan_exceeded", Severity.BLOCK, Severity.WARN),
        ("exemption_claimed", Severity.NOTIFY, Severity.NOTIFY),
        ("weight_differs", Severity.WARN, Severity.WARN),
    ],
)
def test_what_has_left_is_told_and_no_less_loudly_than_what_was_asked(code, before, after):
    assert on_the_road(Finding(code, before)).severity == after
