"""Claims of the exemption list: each waives its own stage, is told to the authority, and wants a registered site."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from facilities import clock
from facilities.errors import BadInput
from facilities.models import (
    CarrierLicence,
    Exemption,
    Notice,
    Permit,
    PermitUsage,
)
from facilities.notices import words
from manifests.actions.tell_authority import TASK, tell_authority
from manifests.custody import perform, review
from manifests.models import Manifest
from manifests.rules.exempting import names
from manifests.rules.verdicts import Outcome
from tests.city import OIL, contract, facility, permit
from tests.verdicts import codes, outcomes, says
from transport.actions.plan_trip import plan_trip

ACID = "900-300-34"


def register_as_exempt(site, *methods, codes=("HW08",), **more) -> Permit:
    """Who uses or disposes of waste under the exemption list is registered for it (豁免)."""
    row = permit(site, f"EX-{site.name}", (list(codes), list(methods), 100_000))
    Permit.objects.filter(pk=row.pk).update(kind=Permit.Kind.EXEMPT, **more)
    return row


@pytest.fixture
def claimed(walk, city):
    """A draft of oil drums for smelting at a registered furnace, use claimed exempt under no. 8 (废铁质油桶)."""
    row = Exemption.objects.get(serial=8)
    register_as_exempt(city.site, "R4")

    def draw(note="Opened, drained and baled", exemption=row.pk, method="R4") -> Manifest:
        data = {
            "consignor": city.generator.pk, "consignee": city.site.pk, "carrier": city.carrier.pk, "method": method,
            "lines": [{"batch": str(walk.stored().pk)}],
            "exemptions": [{"exemption": exemption, "note": note}],
        }  # fmt: skip
        return perform(Manifest, "draw_up", by=walk.people.clerk, data=data).subject

    return draw


def test_use_that_is_exempt_needs_no_permit_and_the_claim_is_frozen(walk, people, claimed):
    manifest = claimed()
    assert codes(manifest, people.clerk) == ["exemption_claimed"]
    assert says(manifest, "permit") == ["Not applicable under exemption no. 8 (利用)."]
    assert outcomes(manifest)["plan"] == Outcome.PASSES  # it stays hazardous at every other stage
    event = perform(manifest, "issue", by=people.clerk).event
    (claim,) = event.particulars["exemptions"]
    assert (claim["serial"], claim["stage"], claim["note"]) == (8, "利用", "Opened, drained and baled")
    assert "金属冶炼" in claim["condition"]


def test_what_is_exempt_is_not_counted_on_the_permit_even_where_it_would_cover_it(people, city, claimed):
    Permit.objects.get(facility=city.site, kind="comprehensive").items.update(methods=["D10", "R4"])
    manifest = claimed()
    assert perform(manifest, "issue", by=people.clerk).event.particulars["permit_use"] == []
    assert not PermitUsage.objects.exists()


def test_what_a_gate_refuses_keeps_its_claim_and_may_go_to_another_smelter(walk, people, city, fleet, claimed):
    manifest = perform(claimed(), "issue", by=people.clerk).subject
    trip = {"carrier": city.carrier, "vehicle": fleet.truck, "driver": fleet.driver, "escort": fleet.escort}
    plan_trip(by=people.dispatcher, manifests=[manifest], **trip)
    perform(manifest, "depart", by=people.driver)
    child = walk.judged("refuse", perform(manifest, "arrive", by=people.driver).subject).children.get()
    assert child.exemptions == manifest.exemptions != []
    smelter = facility(44, "Smelter", "320412", is_disposal_site=True)
    contract(city.generator, smelter)
    data = {"consignee": smelter.pk, "method": "R4"}
    refused = [f.code for f in review(child, "redirect", by=people.clerk, data=data)]
    assert refused == ["exempt_receiver_unregistered"]
    register_as_exempt(smelter, "R4")
    assert review(child, "redirect", by=people.clerk, data=data) == []
    with_fire = {"consignee": smelter.pk, "method": "D10"}
    assert [f.code for f in review(child, "redirect", by=people.clerk, data=with_fire)] == ["permit_missing"]


def test_the_manifest_shows_what_is_claimed(client, people, claimed):
    client.force_login(people.clerk)
    shown = client.get(claimed().get_absolute_url()).content.decode()
    assert "Exemption no. 8 is claimed (利用)" in shown and "Opened, drained and baled" in shown


def test_an_exemption_of_use_does_not_help_where_it_is_burnt(people, city, claimed):
    Permit.objects.filter(facility=city.site).update(valid_to=clock.today() - timedelta(days=1))
    assert codes(claimed(method="D10"), people.clerk) == ["permit_missing", "exemption_claimed"]


def test_an_exemption_must_name_a_waste_of_the_load_and_give_a_note(people, claimed):
    battery = Exemption.objects.get(serial=18)
    assert "exemption_unfit" in codes(claimed(exemption=battery.pk, method="D10"), people.clerk)
    for wrong in ({"note": " "}, {"exemption": 999_999}, {"exemption": "x"}, {"exemption": 0}):
        with pytest.raises(BadInput):
            claimed(**wrong)


def test_transport_that_is_exempt_needs_no_certified_crew(walk, people, city, fleet, claimed):
    Exemption.objects.filter(serial=7).update(code_text=OIL)
    manifest = claimed(exemption=Exemption.objects.get(serial=7).pk, method="D10")
    CarrierLicence.objects.filter(facility=city.carrier).update(valid_to=clock.today() - timedelta(days=1))
    assert codes(manifest, people.clerk) == ["exemption_claimed"]
    perform(manifest, "issue", by=people.clerk)
    fleet.driver.valid_to = clock.today() - timedelta(days=1)
    fleet.driver.save()
    CarrierLicence.objects.filter(facility=city.carrier).update(valid_to=clock.today())
    trip = {"vehicle": fleet.truck, "driver": fleet.second_driver, "escort": None}
    plan_trip(by=people.dispatcher, carrier=city.carrier, manifests=[manifest], **trip)
    fleet.second_driver.valid_to = clock.today() - timedelta(days=1)
    fleet.second_driver.save()
    assert codes(manifest, people.second_driver, "depart") == []
    assert outcomes(manifest)["driver"] == Outcome.NOT_APPLICABLE


def test_who_uses_waste_under_an_exemption_must_be_registered_for_it(people, city, claimed):
    """The list exempts the process; who runs it is registered, and for this waste and method."""
    manifest, own = claimed(), Permit.objects.filter(facility=city.site, kind="exempt")
    refused = ["exempt_receiver_unregistered", "exemption_claimed"]
    own.update(valid_to=clock.today() - timedelta(days=1))
    assert codes(manifest, people.clerk) == refused
    own.update(valid_to=clock.today())
    assert codes(manifest, people.clerk) == ["exemption_claimed"]
    own.get().items.update(methods=["R9"])
    assert codes(manifest, people.clerk) == refused
    own.get().items.update(methods=["R4"], codes=["HW49"])
    assert codes(manifest, people.clerk) == refused


def test_a_registration_allows_nothing_that_nobody_claims_exempt(walk, people, city):
    Permit.objects.filter(facility=city.site).update(kind="exempt")
    assert codes(walk.draft(), people.clerk) == ["permit_missing"]


@pytest.mark.parametrize(
    ("serial", "stage", "method", "waived", "told"),
    [
        (1, "全部环节", "D10", {"plan", "permit", "licence"}, []),
        (1, "收集", "D10", set(), ["permit_missing"]),  # the furnace is no collector
        (25, "运输", "D10", {"licence"}, ["permit_missing"]),
        (25, "利用、处置", "D10", {"permit"}, ["exempt_receiver_unregistered"]),
        (32, "利用", "R9", {"permit"}, ["exempt_receiver_unregistered"]),
        (32, "利用", "D10", set(), ["permit_missing"]),
    ],
)
def test_a_claim_waives_its_own_stage_only_and_is_always_told(
    walk, people, city, claimed, serial, stage, method, waived, told
):
    """Rows in words name no code, so an “x” is claimed for whatever the clerk says: the authority hears of each."""
    Permit.objects.filter(facility=city.site).update(revoked_on=date(2020, 1, 1))
    row = Exemption.objects.filter(serial=serial, stage=stage).first()
    manifest = claimed(note="x", exemption=row.pk, method=method)
    assert codes(manifest, people.clerk) == [*told, "exemption_claimed"]
    found = outcomes(manifest)
    asked = {rule for rule in ("plan", "permit", "licence") if found[rule] == Outcome.NOT_APPLICABLE}
    assert asked == waived - ({"permit"} if told == ["exempt_receiver_unregistered"] else set())
    assert found["contract"] == found["insurance"] == Outcome.PASSES  # no list waives these


def test_a_claim_is_told_to_the_consignor_s_authority_and_found_in_its_list(walk, people, city, client, claimed):
    other = walk.issued()
    manifest = perform(claimed(note="x"), "issue", by=people.clerk).subject
    (record,) = manifest.events.get(action="issue").warnings
    assert record["figures"] == {"serial": "8", "stage": "利用", "note": "x"}
    (job,) = ProcrastinateJob.objects.filter(task_name=TASK)
    assert tell_authority(**job.args) == 1
    tell_authority(**job.args)
    (notice,) = Notice.objects.filter(kind="authority")
    assert notice.person == people.district_regulator  # of Wujin, where the generator stands
    assert words(notice).endswith("Exemption no. 8 is claimed for: 利用. Evidence given: x")
    client.force_login(people.city_regulator)
    page = client.get(reverse("admin:manifests_manifest_changelist"), {"watch": "exempt"}).content.decode()
    assert str(manifest.pk) in page and str(other.pk) not in page


def test_a_permit_that_is_full_is_told_to_the_receiver_s_authority_once_a_year(walk, people, city):
    Permit.objects.get(facility=city.site).items.update(annual_kg=2000)
    jobs = ProcrastinateJob.objects.filter(task_name=TASK).order_by("pk")
    walk.issued(walk.stored("1999.999"))
    assert not jobs.exists()  # nearly full, which is told to whoever issues
    walk.issued(walk.stored("0.001"))
    walk.issued(walk.stored("1"))
    for job in jobs:
        tell_authority(**job.args)
    (notice,) = Notice.objects.filter(kind="authority")
    assert notice.person == people.city_regulator  # Tianning has no office of its own here
    assert "The yearly scale of Furnace is full: 2,000 of 2,000 kg with this." in words(notice)
    assert len(jobs) == 2


@pytest.mark.parametrize(
    ("printed", "code", "is_named"),
    [
        (OIL, OIL, True),
        ("900-200-08;900-006-09", "900-006-09", True),
        ("HW34", ACID, True),
        ("HW34", OIL, False),
        ("-", OIL, True),
        ("历史遗留危险废物", OIL, True),
        ("900-200-08", OIL, False),
    ],
)
def test_which_wastes_a_row_of_the_exemption_list_names(printed, code, is_named):
    assert names(printed, code) is is_named
