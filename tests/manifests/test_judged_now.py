"""No time that somebody writes down is a way round the rules: what is issued now is judged now, and what is entered
from paper may not set out afterwards as if it had been judged."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate, localtime

from facilities import clock
from facilities.actions.give_delegation import give_delegation
from facilities.actions.take_sheet import take_sheet
from facilities.errors import Refusal
from facilities.models import (
    CarrierLicence,
    Contract,
    Facility,
    Insurance,
    ManagementPlan,
    Permit,
    PermitUsage,
    Person,
    PlanLine,
)
from manifests.custody import perform
from manifests.models import CustodyEvent, Manifest
from tests.city import OIL, member, plan
from tests.sheets import bring, xlsx
from transport.actions.plan_trip import plan_trip


def yesterday() -> date:
    return clock.today() - timedelta(days=1)


def code_of(call) -> str:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.code


ENDED = {
    "permit_missing": lambda city: Permit.objects.filter(facility=city.site).update(valid_to=yesterday()),
    "contract_missing": lambda city: Contract.objects.update(valid_to=yesterday()),
    "carrier_licence_missing": lambda city: CarrierLicence.objects.update(valid_to=yesterday()),
    "insurance_missing": lambda city: Insurance.objects.update(valid_to=yesterday()),
    "party_closed": lambda city: Facility.objects.filter(pk=city.site.pk).update(closed_on=clock.today()),
}


@pytest.mark.parametrize("code", ENDED)
def test_a_time_three_days_ago_does_not_bring_back_what_has_ended_since(walk, people, city, code):
    draft = walk.draft()
    ENDED[code](city)
    earlier = clock.now() - timedelta(days=3)
    assert code_of(lambda: perform(draft, "issue", by=people.clerk, happened_at=earlier)) == code
    assert Manifest.objects.get(pk=draft.pk).state == "draft"


def test_the_api_is_no_other_door(walk, people, city, client):
    draft = walk.draft()
    Permit.objects.filter(facility=city.site).update(revoked_on=yesterday())
    client.force_login(people.clerk)
    for sent in ({}, {"happened_at": (clock.now() - timedelta(days=3)).isoformat()}):
        answer = client.post(f"/api/manifests/{draft.pk}/issue/", sent, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (409, "permit_missing")


def test_the_year_of_plan_permit_and_number_is_the_year_in_which_it_is_issued(walk, people, city):
    this = clock.today().year
    with clock.standing_at(datetime(this, 12, 31, 4, tzinfo=UTC)):
        draft = walk.draft()
    last_year = datetime(this, 12, 31, 12, tzinfo=UTC)
    with clock.standing_at(datetime(this + 1, 1, 1, 4, tzinfo=UTC)):
        assert code_of(lambda: perform(draft, "issue", by=people.clerk, happened_at=last_year)) == "plan_missing"
        plan(city.generator, OIL)
        outcome = perform(draft, "issue", by=people.clerk, happened_at=last_year)
    assert outcome.subject.number.startswith(f"LD3204{(this + 1) % 100:02d}")
    assert localdate(outcome.subject.issued_at).year == this + 1
    assert outcome.event.happened_at == last_year  # what was said stays in the evidence, and weighs nothing
    assert list(PermitUsage.objects.values_list("year", flat=True)) == [this + 1]
    counted = PlanLine.objects.filter(plan__facility=city.generator, code=OIL, issued_kg=1000)
    assert counted.get().plan.year == this + 1


def test_the_minute_before_midnight_is_the_old_year_and_the_minute_after_the_new_one(walk, people, city):
    this = clock.today().year
    with clock.standing_at(datetime(this, 12, 31, 15, 59, tzinfo=UTC)):
        draft, other = walk.draft(), walk.draft()
        assert perform(draft, "issue", by=people.clerk).subject.state == "issued"
    with clock.standing_at(datetime(this, 12, 31, 16, 0, tzinfo=UTC)):
        assert code_of(lambda: perform(other, "issue", by=people.clerk)) == "plan_missing"


# From paper


def paper(ended, number="X-1") -> dict:
    said = {"kind": "emergency", "paper_number": number, "reason": "no system", "transfer_ended_at": ended}
    return {"back_fill": said}


def trip(people, city, fleet, manifest) -> None:
    crew = {"vehicle": fleet.truck, "driver": fleet.driver, "escort": fleet.escort}
    plan_trip(by=people.dispatcher, carrier=city.carrier, manifests=[manifest], **crew)


AMISS = {
    "permit_missing": lambda city: Permit.objects.filter(facility=city.site).update(revoked_on=date(2020, 1, 1)),
    "contract_missing": lambda city: Contract.objects.update(valid_to=yesterday()),
    "insurance_missing": lambda city: Insurance.objects.update(valid_to=yesterday()),
    "plan_missing": lambda city: (PlanLine.objects.all().delete(), ManagementPlan.objects.all().delete()),
    "plan_lacks_code": lambda city: PlanLine.objects.filter(code=OIL).delete(),
    "plan_exceeded": lambda city: PlanLine.objects.filter(code=OIL).update(transferred_kg=Decimal("999.999")),
    "permit_scale_exceeded": lambda city: Permit.objects.get(facility=city.site).items.update(annual_kg=Decimal(833)),
}


@pytest.mark.parametrize("code", AMISS)
def test_calling_a_load_a_paper_one_opens_no_door(walk, people, city, fleet, code):
    AMISS[code](city)
    draft = walk.draft()
    now = clock.now()
    issued = perform(draft, "issue", by=people.clerk, data=paper(now), happened_at=now)
    assert code in [row["code"] for row in issued.event.warnings]  # told
    trip(people, city, fleet, issued.subject)
    assert code_of(lambda: perform(issued.subject, "depart", by=people.driver)) == code  # and asked again
    assert Manifest.objects.get(pk=draft.pk).state == "issued"


def test_what_really_left_on_paper_is_entered_whatever_the_law_would_have_said(walk, people, city, fleet):
    AMISS["permit_missing"](city)
    left = clock.now() - timedelta(hours=5)
    with clock.standing_at(left - timedelta(hours=1)):
        draft = walk.draft()
    ended = clock.now() - timedelta(hours=1)
    issued = perform(draft, "issue", by=people.clerk, data=paper(ended), happened_at=left).subject
    trip(people, city, fleet, issued)
    event = perform(issued, "depart", by=people.dispatcher, happened_at=left + timedelta(minutes=9)).event
    assert {"permit_missing", "back_filled"} <= {row["code"] for row in event.warnings}


def test_the_papers_import_goes_the_same_way(walk, people, city, fleet):
    """A spreadsheet of paper manifests issues by the same action; setting out afterwards is asked as everybody is."""
    AMISS["contract_missing"](city)
    with clock.standing_at(clock.now() - timedelta(hours=4)):
        batch = walk.stored("100")
    left, came = (localtime(clock.now() - timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M") for hours in (3, 2))
    row = {
        "key": "1", "batches": batch.number, "consignee": "Furnace", "carrier": "Carrier", "method": "D10",
        "kind": "emergency", "paper_number": "S-1", "reason": "no system", "left_at": left, "transfer_ended_at": came,
    }  # fmt: skip
    take_sheet(bring("papers", xlsx("papers", row), by=people.clerk, site=city.generator), by=people.clerk)
    manifest = Manifest.objects.get()
    trip(people, city, fleet, manifest)
    assert code_of(lambda: perform(manifest, "depart", by=people.driver)) == "contract_missing"


def test_whoever_fills_in_for_another_goes_the_same_way(walk, people, city, fleet):
    boss = member("boss", city.generator.enterprise, "manager")
    give_delegation(
        by=boss, facility=city.generator, registration_no=city.collector.enterprise.registration_no,
        may_declare=True, may_fill=True, valid_from=clock.today(), valid_to=clock.today() + timedelta(days=30),
    )  # fmt: skip
    collector = Person.objects.get(pk=people.collector.pk)
    draft = walk.draft(walk.stored(), consignee=city.collector, method="R9", by=collector)
    Permit.objects.update(revoked_on=date(2020, 1, 1))
    earlier = clock.now() - timedelta(days=3)
    assert code_of(lambda: perform(draft, "issue", by=collector, happened_at=earlier)) == "permit_missing"
    now = clock.now()
    issued = perform(draft, "issue", by=collector, data=paper(now, "Z-1"), happened_at=now).subject
    trip(people, city, fleet, issued)
    assert code_of(lambda: perform(issued, "depart", by=people.driver)) == "permit_missing"
    assert not CustodyEvent.objects.filter(action="depart").exists()
