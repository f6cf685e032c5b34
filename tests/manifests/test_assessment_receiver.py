"""The points of a permit holder's self-check, and whom each point is asked of at all."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from facilities import clock
from facilities.models import Facility, Insurance, ManagementPlan, Permit, PermitItem, PlanLine
from manifests.actions.keep_clocks import keep_clocks
from manifests.assessment.asked import Kind
from manifests.assessment.register import CHECKS
from manifests.custody import perform
from manifests.models import Deadline, WasteBatch
from tests.assessed import YEAR, asked_of, at, figures
from tests.city import year

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
GRAM = Decimal("0.001")


def asked_points(site) -> set[str]:
    asked = asked_of(site)
    return {check.id for check in CHECKS if check.applies_to(asked)}


# Of whom what is asked


def test_each_kind_of_site_is_asked_its_own_points(city):
    generator, collector, furnace = (asked_points(site) for site in (city.generator, city.collector, city.site))
    assert {"plan_filed", "hazards", "containers", "contract"} <= generator
    assert not generator & {"permit_codes", "confirmed", "insurance", "permit_report"}
    assert generator | furnace == collector  # which is both
    assert not furnace & {"plan_filed", "hazards", "containers"}
    assert {"permit_held", "treated", "insurance", "record_book", "video"} <= furnace
    assert asked_of(city.carrier).kinds == frozenset() and not asked_points(city.carrier)


def test_who_uses_waste_under_an_exemption_is_asked_for_its_conditions(city):
    assert "exempt_conditions" not in asked_points(city.site)
    Permit.objects.filter(facility=city.site).update(kind=Permit.Kind.EXEMPT)
    assert asked_of(city.site).kinds == {Kind.EXEMPT}
    points = asked_points(city.site)
    assert {"exempt_conditions", "permit_codes", "confirmed"} <= points
    assert not points & {"permit_report", "record_book", "insurance", "video"}


def test_video_is_asked_of_key_sites(city):
    assert "video" not in asked_points(city.generator)
    Facility.objects.filter(pk=city.generator.pk).update(management_class="key")
    assert "video" in asked_points(city.generator)


def test_at_least_twenty_five_points_are_computed_for_a_generator_and_for_a_holder(city):
    computed = {check.id for check in CHECKS if check.find is not None}
    assert len(computed) == 44
    assert len(asked_points(city.generator) & computed) >= 25
    assert len(asked_points(city.collector) & computed) >= 35


# Confirming and treating in time


@pytest.mark.parametrize(("after", "late"), [(-SECOND, 0), (DAY, 1)])
def test_a_receipt_is_confirmed_by_the_fifth_working_day(walk, people, city, after, late):
    with clock.standing_at(at(6, 1)):
        manifest = walk.judged()
    due_at = Deadline.objects.get(kind="close").due_at
    assert figures(city.site, "confirmed", now=due_at - SECOND) == (0, 0)
    assert figures(city.site, "confirmed", now=due_at) == (1, 1)
    with clock.standing_at(due_at + after):
        perform(manifest, "close", by=people.receiver)
    assert figures(city.site, "confirmed", now=at(12, 31)) == (1, late)


def test_the_result_of_treatment_is_there_within_a_year(walk, people, city):
    ManagementPlan.objects.update(year=YEAR - 1)
    with clock.standing_at(at(3, 1, year=YEAR - 1)):
        walk.judged()
    due_at = Deadline.objects.get(kind="treat").due_at
    assert figures(city.site, "treated", now=due_at - SECOND) == (0, 0)
    assert figures(city.site, "treated", now=due_at) == (1, 1)
    batch = WasteBatch.objects.get(holder=city.site)
    with clock.standing_at(due_at - DAY):
        perform(batch, "treat", by=people.receiver, data={"method": "D10"})
        keep_clocks()
    assert figures(city.site, "treated", now=at(12, 31)) == (1, 0)


# The permit


def test_a_permit_every_day(city):
    assert figures(city.site, "permit_held", now=at(12, 31)) == (1, 0)
    Permit.objects.filter(facility=city.site).update(revoked_on=date(YEAR, 6, 1))
    assert figures(city.site, "permit_held", now=at(5, 31)) == (1, 0)
    assert figures(city.site, "permit_held", now=at(6, 1)) == (2, 1)
    Permit.objects.create(
        facility=city.site, number="P-2", kind="comprehensive", valid_from="2026-06-01", valid_to="2030-12-31"
    )
    Permit.objects.filter(number="P-2").update(valid_from=date(YEAR, 6, 1), valid_to=date(YEAR + 1, 1, 1))
    assert figures(city.site, "permit_held", now=at(12, 31)) == (2, 0)
    Permit.objects.filter(number="P-2").update(valid_from=date(YEAR, 6, 3), valid_to=date(YEAR, 12, 30))
    assert figures(city.site, "permit_held", now=at(12, 31)) == (4, 2)  # two days in June, one in December
    assert figures(city.outside, "permit_held", now=at(12, 31)) == (1, 1)
    Facility.objects.filter(pk=city.site.pk).update(operating_since=date(YEAR, 6, 3))
    assert figures(city.site, "permit_held", now=at(12, 30)) == (1, 0)  # nothing is asked of the days before it began


def test_insurance_every_day(city):
    assert figures(city.site, "insurance", now=at(12, 31)) == (1, 1)
    Insurance.objects.create(facility=city.site, number="I-1", **year())
    assert figures(city.site, "insurance", now=at(12, 31)) == (1, 0)


@pytest.mark.parametrize(("revoked", "found"), [(1, (1, 0)), (0, (1, 1))])
def test_a_permit_on_the_day_of_receipt(walk, city, revoked, found):
    manifest = walk.arrived()
    Permit.objects.filter(facility=city.site).update(revoked_on=clock.today() + revoked * DAY)
    walk.judged(manifest=manifest)
    assert figures(city.site, "permit_receipt") == found


@pytest.mark.parametrize(
    ("codes", "found"), [(["HW08"], (1, 0)), (["900-249-08"], (1, 0)), (["HW12", "900-249-12"], (1, 1))]
)
def test_the_permit_names_what_was_accepted(walk, city, codes, found):
    manifest = walk.arrived()
    PermitItem.objects.filter(permit__facility=city.site).update(codes=codes)
    walk.judged(manifest=manifest)
    assert figures(city.site, "permit_codes") == found


def test_what_was_refused_is_no_receipt(walk, city):
    Permit.objects.filter(facility=city.collector).update(revoked_on=clock.today())
    walk.judged("refuse")
    assert figures(city.site, "permit_receipt") == figures(city.site, "permit_codes") == (0, 0)


@pytest.mark.parametrize(("kg", "found"), [("1200.000", (1, 0)), ("1200.001", (1, 1))])
def test_120_percent_of_the_scale_and_no_gram_more(walk, city, kg, found):
    PermitItem.objects.filter(permit__facility=city.site).update(annual_kg=1000)
    PlanLine.objects.update(transferred_kg=Decimal(10**6))
    walk.judged(weighed_kg=kg)
    assert figures(city.site, "permit_scale") == found


@pytest.mark.parametrize(("method", "wrong"), [("D10", 0), ("R9", 0), ("D1", 1)])
def test_methods_at_the_gate_and_of_treatment_are_in_the_permit(walk, people, city, method, wrong):
    walk.judged(method=method)
    assert figures(city.site, "methods") == (1, wrong)
    perform(WasteBatch.objects.get(holder=city.site), "treat", by=people.receiver, data={"method": method})
    assert figures(city.site, "treatments") == (1, wrong)


def test_a_collector_hands_on_as_a_consignor_and_what_it_holds_has_its_own_clock(walk, people, city):
    now = at(9, 30)
    with clock.standing_at(now - 181 * DAY):
        walk.judged(manifest=walk.arrived(consignee=city.collector, method="R9"))
        batch = WasteBatch.objects.get(holder=city.collector)
        area = {"area": walk.area(city.collector).pk}
        perform(batch, "store", by=people.collector, data=area)
    with clock.standing_at(now - DAY - SECOND):
        keep_clocks()
    assert figures(city.collector, "storage_time", now=now - DAY - SECOND) == (1, 0)
    assert figures(city.collector, "storage_time", now=now) == (1, 1)  # 180 days in Jiangsu
