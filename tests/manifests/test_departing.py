"""Between issue and departure much may change: what blocked the one blocks the other, and a road is never blocked."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities import clock
from facilities.errors import Refusal
from facilities.models import (
    Approval,
    CarrierLicence,
    Contract,
    Facility,
    Insurance,
    ManagementPlan,
    Permit,
    PlanLine,
)
from manifests.actions.issue import labelled_lines
from manifests.custody import perform
from manifests.dry_run import could_leave
from manifests.models import Container
from manifests.rules.verdicts import Outcome
from tests.city import OIL, WUJIN, facility, member, permit, plan, year
from tests.verdicts import codes, outcomes
from transport.actions.add_leg import add_leg
from transport.actions.plan_trip import plan_trip
from transport.models import Driver, Vehicle


def yesterday() -> date:
    return clock.today() - timedelta(days=1)


def code_of(call) -> str:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.code


def abroad(city, kg=5000, number="A-1", **term) -> Approval:
    Facility.objects.filter(pk=city.site.pk).update(region="330102")
    term = {"valid_from": clock.today() - timedelta(days=3), "valid_to": clock.today() + timedelta(days=60), **term}
    where = {"consignor": city.generator, "consignee": city.site, "code": OIL, "method": "D10"}
    return Approval.objects.create(number=number, approved_kg=Decimal(kg), **where, **term)


ENDINGS = {
    "insurance_missing": lambda city: Insurance.objects.update(valid_to=yesterday()),
    "contract_missing": lambda city: Contract.objects.update(valid_to=yesterday()),
    "permit_missing": lambda city: Permit.objects.filter(facility=city.site).update(revoked_on=yesterday()),
    "permit_lacks_code": lambda city: Permit.objects.get(facility=city.site).items.update(codes=["HW49"]),
    "plan_missing": lambda city: (PlanLine.objects.all().delete(), ManagementPlan.objects.all().delete()),
    "plan_lacks_code": lambda city: PlanLine.objects.filter(code=OIL).delete(),
    "carrier_licence_missing": lambda city: CarrierLicence.objects.update(revoked_on=yesterday()),
    "carrier_scope": lambda city: CarrierLicence.objects.update(scope="普通货物运输"),
    "label_count_differs": lambda city: Container.objects.filter(serial=1).update(emptied_at=clock.now()),
}


@pytest.mark.parametrize("code", ENDINGS)
def test_what_has_ended_since_the_issue_holds_the_truck_back_and_both_dry_runs_say_so(walk, people, city, client, code):
    manifest = walk.assigned(walk.stored(container_count=4, container_litres="200"))
    assert codes(manifest, people.driver, "depart") == []
    ENDINGS[code](city)
    assert code_of(lambda: perform(manifest, "depart", by=people.driver)) == code
    page = could_leave(manifest)
    client.force_login(people.driver)
    said = client.get(f"/api/manifests/{manifest.pk}/review/depart/").json()
    assert said["may_proceed"] is False and code in [finding["code"] for finding in said["findings"]]
    assert [(row["rule"], row["outcome"]) for row in said["verdicts"]] == [
        (verdict.rule.id, verdict.outcome.value) for verdict in page
    ]
    assert not manifest.events.filter(action="depart").exists()


def test_every_rule_of_the_issue_that_can_change_is_among_what_a_departure_is_asked(walk, people):
    asked = set(outcomes(walk.assigned()))
    crew = {"crew", "vehicle", "driver", "escort"}
    again = {"licence", "truck", "plan", "permit", "approval", "open", "contract", "insurance", "labels"}
    assert asked == crew | again | {"storage_time"}


@pytest.mark.parametrize("firm", [True, False])
@pytest.mark.parametrize(
    ("name", "told"), [("generator", []), ("site", ["party_closed"]), ("carrier", ["party_closed"])]
)
def test_a_closed_site_is_emptied_and_nothing_sets_out_to_one_or_with_one(walk, people, city, name, told, firm):
    manifest, site = walk.assigned(), getattr(city, name)
    row = site.enterprise if firm else site
    row.closed_on = clock.today()
    row.save()
    assert codes(manifest, people.driver, "depart") == told


def test_an_approval_revoked_since_holds_the_load_back_whatever_others_there_are(walk, people, city):
    first = abroad(city)
    manifest = walk.assigned()
    abroad(city, number="A-2")
    assert codes(manifest, people.driver, "depart") == []
    Approval.objects.filter(pk=first.pk).update(revoked_on=yesterday())
    assert code_of(lambda: perform(manifest, "depart", by=people.driver)) == "approval_missing"


def test_a_load_that_two_approvals_count_leaves_under_both_or_not_at_all(walk, people, city):
    first, second = abroad(city, 600, "A-1"), abroad(city, 500, "A-2")
    manifest = walk.assigned()
    assert {Approval.objects.get(pk=row.pk).used_kg > 0 for row in (first, second)} == {True}
    Approval.objects.filter(pk=first.pk).update(revoked_on=yesterday())
    assert code_of(lambda: perform(manifest, "depart", by=people.driver)) == "approval_missing"
    Approval.objects.filter(pk=first.pk).update(revoked_on=None, valid_from=clock.today() - timedelta(days=366))
    assert code_of(lambda: perform(manifest, "depart", by=people.driver)) == "approval_ended"


def test_what_others_used_up_since_does_not_hold_back_what_was_counted(walk, people, city):
    manifest = walk.assigned()
    PlanLine.objects.filter(code=OIL).update(transferred_kg=Decimal(1000))
    Permit.objects.get(facility=city.site).items.update(annual_kg=Decimal(800))
    assert perform(manifest, "depart", by=people.driver).event.warnings == []
    assert PlanLine.objects.get(plan__facility=city.generator, code=OIL).issued_kg == 1000  # once


def test_an_exemption_covers_at_departure_what_it_covered_at_the_issue(walk, people, city):
    manifest = walk.assigned()
    claim = {"exemption": 1, "edition": "CN-HW-2021", "serial": 99, "codes": OIL, "stage": "运输", "name": "n",
             "condition": "c", "content": "e", "note": "in closed tanks"}  # fmt: skip
    type(manifest).objects.filter(pk=manifest.pk).update(exemptions=[claim])
    CarrierLicence.objects.update(scope="普通货物运输")
    assert codes(manifest, people.driver, "depart") == []


# The year of the plan


def new_year(hour=4) -> datetime:
    return datetime(clock.today().year + 1, 1, 2, hour, tzinfo=UTC)


def line(site, of_year) -> Decimal:
    return PlanLine.objects.get(plan__facility=site, plan__year=of_year, code=OIL).issued_kg


def test_what_leaves_in_the_new_year_needs_its_plan_and_counts_there(walk, people, city):
    manifest, this = walk.assigned(), clock.today().year
    with clock.standing_at(new_year()):
        assert codes(manifest, people.driver, "depart") == ["plan_missing"]
        plan(city.generator, OIL, kg="999.999")
        assert codes(manifest, people.driver, "depart") == ["plan_exceeded"]
        PlanLine.objects.filter(plan__year=this + 1).update(transferred_kg=Decimal(1000))
        assert codes(manifest, people.driver, "depart") == ["plan_nearly_used"]
        event = perform(manifest, "depart", by=people.driver).event
        assert (line(city.generator, this), line(city.generator, this + 1)) == (0, 1000)
        assert [use["kg"] for use in event.particulars["plan_use"]] == ["1000.000"]
        perform(manifest, "arrive", by=people.driver)
        closed = perform(walk.judged(manifest=manifest), "close", by=people.receiver).subject
        perform(closed, "void", by=people.city_regulator, data={"reason": "twice"})
        assert (line(city.generator, this), line(city.generator, this + 1)) == (0, 0)


def test_what_is_cancelled_gives_its_kilograms_back_to_the_plan_that_counted_them(walk, people, city):
    manifest, this = walk.assigned(), clock.today().year
    with clock.standing_at(new_year()):
        plan(city.generator, OIL)
        perform(manifest, "cancel", by=people.clerk, data={"reason": "not now"})
    assert (line(city.generator, this), line(city.generator, this + 1)) == (0, 0)


# On the road nothing is refused


def test_a_departure_told_some_hours_later_is_judged_by_its_own_day(walk, people, city):
    """A driver without a signal: left before midnight, when the insurance still held, told after it."""
    left = datetime(2026, 11, 30, 15, 50, tzinfo=UTC)  # ten to midnight in Changzhou
    with clock.standing_at(left - timedelta(hours=2)):
        manifest, other, third = walk.assigned(), walk.assigned(), walk.assigned()
    Insurance.objects.update(valid_to=date(2026, 11, 30))
    with clock.standing_at(left + timedelta(hours=1)):
        assert code_of(lambda: perform(other, "depart", by=people.driver)) == "insurance_missing"
        event = perform(manifest, "depart", by=people.driver, happened_at=left).event
        assert [row["code"] for row in event.warnings] == ["departure_told_late"]
    with clock.standing_at(left + timedelta(hours=24)):
        assert perform(third, "depart", by=people.driver, happened_at=left)
    assert third.events.get(action="depart").happened_at == left


def test_after_a_day_a_time_that_somebody_says_helps_nobody(walk, people, city):
    left = clock.now()
    manifest = walk.assigned()
    Insurance.objects.update(valid_to=clock.today())
    with clock.standing_at(left + timedelta(hours=24, seconds=1)):
        late = lambda: perform(manifest, "depart", by=people.driver, happened_at=left)  # noqa: E731
        assert code_of(late) == "insurance_missing"


@pytest.mark.parametrize(("scope", "insured", "told"), [
    ("危险货物运输", True, []),
    ("普通货物运输", True, ["carrier_scope"]),
    ("危险货物运输", False, ["insurance_missing"]),
    (None, False, ["carrier_licence_missing", "insurance_missing"]),
])  # fmt: skip
def test_who_takes_over_on_the_road_without_papers_is_told_and_never_refused(walk, people, city, scope, insured, told):
    other = facility(9, "Second carrier", WUJIN, is_transporter=True)
    if scope:
        CarrierLicence.objects.create(facility=other, number="L9", scope=scope, **year())
    if insured:
        Insurance.objects.create(facility=other, number="I9", **year())
    desk, driver = (member(role, other.enterprise, role[:-1]) for role in ("dispatcher9", "driver9"))
    manifest = walk.in_transit()
    add_leg(by=people.dispatcher, manifest=manifest, carrier=other)
    vehicle = Vehicle.objects.create(carrier=other, plate="苏D99", number="V9", max_kg=Decimal(10000), **year())
    crew = Driver.objects.create(carrier=other, person=driver, name="d", number="D9", phone="1", **year())
    plan_trip(by=desk, carrier=other, vehicle=vehicle, driver=crew, manifests=[manifest])
    event = perform(manifest, "hand_over", by=driver).event
    assert [row["code"] for row in event.warnings] == told


def test_a_departure_costs_a_handful_of_statements_more_and_no_more_with_its_lines(
    walk, people, django_assert_max_num_queries
):
    manifest = walk.assigned(*(walk.stored("10") for _number in range(5)))
    assert len(labelled_lines(manifest)) == 5
    with django_assert_max_num_queries(26):
        perform(manifest, "depart", by=people.driver)


def test_the_drivers_page_says_before_the_tap_what_the_door_would_say(client, walk, people):
    manifest = walk.assigned()
    Insurance.objects.update(valid_to=yesterday())
    client.force_login(people.driver)
    page = client.get(reverse("transport:drive_manifest", args=[manifest.pk])).content.decode()
    assert "environmental liability insurance" in page
    assert outcomes(manifest)["insurance"] == Outcome.BLOCKS


def test_a_permit_of_another_receiver_does_not_help(walk, people, city):
    manifest = walk.assigned()
    Permit.objects.filter(facility=city.site).update(revoked_on=yesterday())
    permit(facility(77, "Other furnace", WUJIN, is_disposal_site=True), "P-77", (["HW08"], ["D10"], 10**6))
    assert codes(manifest, people.driver, "depart") == ["permit_missing"]
