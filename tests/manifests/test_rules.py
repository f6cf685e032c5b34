"""The rules before departure, each at its boundary, in the words of the law that gives it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from facilities import clock
from facilities.actions.set_limit import set_limit
from facilities.limits import LimitMissing, limit
from facilities.models import (
    Approval,
    CarrierLicence,
    Facility,
    Insurance,
    Permit,
    PermitUsage,
    PlanLine,
    Region,
)
from facilities.terms import last_of_term
from manifests.mending import MENDING
from manifests.rules.province import last_day
from manifests.rules.register import RULES
from manifests.rules.verdicts import Outcome
from manifests.rules.words import WORDS
from tests.city import CITY, OIL, year
from tests.verdicts import codes, outcomes

# The table

OURS = {  # not a rule of the law: what happened, or what our own bookkeeping asks
    "time_runs_backwards", "residue_left", "stop_not_ended", "void_carried_on", "void_has_child", "batch_moved_on",
    "amend_batch_moved_on", "amend_batch_gone", "amend_nothing_left",
    "not_from_elsewhere", "name_differs", "approval_differs",
}  # fmt: skip
SHOWN = {code for code in WORDS if code.endswith(("_holds", "_hold"))} | {
    *(
        "not_asked",
        "no_storage_limit",
        "exempt",
        "stays_in_province",
        "one_enterprise",
        "no_carrier_yet",
    ),
    *("no_leg_yet", "no_labels", "no_exemption", "one_waste", "no_escort"),
}


def test_every_finding_belongs_to_one_rule():
    told = [code for rule in RULES for code in rule.codes]
    assert len(told) == len(set(told))
    assert set(told) | OURS | SHOWN == set(WORDS)
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.law for rule in RULES if rule.id not in ("stock", "open", "particulars"))


def test_every_rule_that_can_hold_a_load_back_says_what_mends_it():
    for rule in RULES:
        if rule.when in ("issue", "depart") and rule.id != "back_fill":  # which holds nothing back
            assert set(rule.codes) <= set(MENDING), rule.id


def test_every_limit_of_a_rule_is_there(reference_loaded):
    for rule in RULES:
        for code in rule.limits:
            try:
                assert limit(code, clock.today()) > 0
            except LimitMissing:
                pytest.fail(f"{rule.id}: {code}")


@pytest.fixture
def reference_loaded(city):
    return city


# Permit (Order 408): more than 20 % over the yearly scale


@pytest.mark.parametrize(
    ("kg", "told"),
    [
        ("79999.999", []),
        ("80000.000", ["permit_scale_reached"]),
        ("80000.001", ["permit_scale_reached"]),
        ("99999.999", ["permit_scale_reached"]),
        ("100000.000", ["permit_scale_full"]),
        ("100000.001", ["permit_scale_full"]),
        ("120000.000", ["permit_scale_full"]),
        ("120000.001", ["permit_scale_exceeded"]),
    ],
)
def test_a_permit_is_nearly_used_at_80_full_at_100_and_ends_above_120_percent(walk, people, city, kg, told):
    """Three steps to the gram, of 100 t a year. Test vector: 120.000 % passes, 120.001 % needs a new permit."""
    PlanLine.objects.update(transferred_kg=Decimal(10**6))
    manifest = walk.draft(walk.stored(kg))
    assert codes(manifest, people.clerk) == told


def test_an_authority_lowers_the_stop_from_a_day_on_and_the_day_before_keeps_its_own(walk, people, city):
    tomorrow = clock.today() + timedelta(days=1)
    set_limit(
        by=people.city_regulator, code="permit.reapply_above", region=Region.objects.get(pk=CITY),
        value=Decimal("1.1"), valid_from=tomorrow, law="Notice 9",
    )  # fmt: skip
    PermitUsage.objects.create(
        item=city.site.permits.get().items.get(), year=clock.today().year, received_kg=Decimal(114_000)
    )
    manifest = walk.draft()
    assert codes(manifest, people.clerk) == ["permit_scale_full"]
    with clock.standing_at(clock.now() + timedelta(days=1)):
        if clock.today().year == tomorrow.year == localdate().year:
            assert codes(manifest, people.clerk) == ["permit_scale_exceeded"]


def test_a_permit_of_another_year_counts_on_its_last_day_and_not_after(walk, people, city):
    manifest = walk.draft()
    Permit.objects.filter(facility=city.site).update(valid_to=clock.today())
    assert codes(manifest, people.clerk) == []
    Permit.objects.filter(facility=city.site).update(valid_to=clock.today() - timedelta(days=1))
    assert codes(manifest, people.clerk) == ["permit_missing"]


# Cross-province approval (Order 23, Art. 28): the least of 12 months, the period asked for, the permit's term


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2026, 3, 31), 12, date(2027, 3, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
        (date(2026, 12, 15), 1, date(2027, 1, 14)),
    ],
)
def test_the_last_day_of_a_term_of_months(first, months, last):
    assert last_of_term(first, months) == last


@pytest.mark.parametrize(
    ("asked_until", "permit_until", "last"),
    [
        (date(2030, 1, 1), date(2030, 1, 1), date(2027, 2, 28)),
        (date(2027, 1, 31), date(2030, 1, 1), date(2027, 1, 31)),
        (date(2030, 1, 1), date(2026, 12, 31), date(2026, 12, 31)),
        (date(2030, 1, 1), None, date(2027, 2, 28)),
    ],
)
def test_an_approval_counts_until_the_first_of_its_three_ends(city, asked_until, permit_until, last):
    approval = Approval(valid_from=date(2026, 3, 1), valid_to=asked_until)
    assert last_day(approval, permit_until, city.generator.region_id) == last


@pytest.fixture
def abroad(city):
    """The furnace stands in another province, with an approval of 10 t that began twelve months ago to the day."""
    Facility.objects.filter(pk=city.site.pk).update(region="330102")
    return Approval.objects.create(
        consignor=city.generator, consignee=city.site, code=OIL, method="D10", number="A-1",
        approved_kg=Decimal(10_000), valid_from=clock.today() - timedelta(days=30),
        valid_to=clock.today() + timedelta(days=900),
    )  # fmt: skip


def test_after_twelve_months_an_approval_no_longer_counts_whatever_it_says(walk, people, abroad):
    manifest = walk.draft()
    end = last_of_term(abroad.valid_from, 12)
    today = clock.today()
    for first, told in (
        (abroad.valid_from - (end - today), []),  # today is its last day
        (abroad.valid_from - (end - today) - timedelta(days=1), ["approval_ended"]),
    ):
        Approval.objects.filter(pk=abroad.pk).update(valid_from=first)
        if last_of_term(first, 12) - today in (timedelta(0), timedelta(days=-1)):  # no leap day on the way
            assert codes(manifest, people.clerk) == told


@pytest.mark.parametrize(
    ("kg", "told"),
    [
        ("8999.999", []),
        ("9000", ["approval_nearly_used"]),
        ("10000", ["approval_nearly_used"]),
        ("10000.001", ["approval_exceeded"]),
    ],
)
def test_an_approval_warns_at_90_percent_and_ends_at_its_tonnage(walk, people, abroad, kg, told):
    assert codes(walk.draft(walk.stored(kg)), people.clerk) == told


def test_what_stays_in_the_province_needs_none(walk):
    assert outcomes(walk.draft())["approval"] == Outcome.NOT_APPLICABLE


# Carrier


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ("危险货物运输（9类）", []),
        ("医疗废物运输", []),
        ("普通货物运输", ["carrier_scope"]),
        ("", ["carrier_scope"]),
    ],
)
def test_a_licence_must_be_for_dangerous_goods(walk, people, city, scope, told):
    manifest = walk.draft()
    CarrierLicence.objects.filter(facility=city.carrier).update(scope=scope)
    assert codes(manifest, people.clerk) == told


def test_a_second_licence_that_fits_is_enough(walk, people, city):
    manifest = walk.draft()
    CarrierLicence.objects.create(facility=city.carrier, number="LIC-2", scope="普通货物运输", **year())
    assert codes(manifest, people.clerk) == []


def test_insurance_that_ended_yesterday_holds_a_load_back(walk, people, city):
    manifest = walk.draft()
    Insurance.objects.filter(facility=city.carrier).update(valid_to=clock.today() - timedelta(days=1))
    assert codes(manifest, people.clerk) == ["insurance_missing"]
    assert outcomes(manifest)["insurance"] == Outcome.BLOCKS
