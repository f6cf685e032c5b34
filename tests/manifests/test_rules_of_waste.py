"""What the rules say of the waste itself: how long it lay, what lies beside it, its labels, its exemptions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from facilities import clock, incompatible
from facilities.errors import BadInput
from facilities.models import (
    CarrierLicence,
    Exemption,
    Facility,
    Incompatibility,
    ManagementPlan,
    Notice,
    Permit,
    PermitUsage,
    PlanLine,
    StorageArea,
    WasteCode,
)
from facilities.notices import words
from manifests.actions.keep_clocks import keep_clocks
from manifests.actions.tell_authority import TASK, tell_authority
from manifests.custody import perform, review
from manifests.models import Container, Deadline, Manifest, WasteBatch
from manifests.rules.exempting import names
from manifests.rules.storage import longest_stay
from manifests.rules.verdicts import Outcome
from tests.city import OIL, contract, facility, permit, stream
from tests.verdicts import codes, outcomes, says
from transport.actions.plan_trip import plan_trip

ACID, ALKALI = "900-300-34", "900-352-35"


# Storage time: 365 days where it arises, 180 at a collector in Jiangsu, 2 for medical waste


def test_how_long_waste_may_lie_by_holder_and_waste(city):
    oil, medical = city.oil.waste_code, WasteCode.objects.get(edition="CN-HW-2021", code="841-001-01")
    today = clock.today()
    assert longest_stay(city.generator, oil, today) == 365
    assert longest_stay(city.collector, oil, today) == 180
    Facility.objects.filter(pk=city.collector.pk).update(region="330102")
    assert longest_stay(Facility.objects.get(pk=city.collector.pk), oil, today) == 365
    assert longest_stay(city.site, oil, today) == 365
    assert {longest_stay(place, medical, today) for place in (city.generator, city.collector, city.site)} == {2}


@pytest.mark.parametrize(("days", "told"), [(365, []), (366, ["stored_too_long"])])
def test_stored_too_long_is_told_and_never_holds_back(walk, people, days, told):
    with clock.standing_at(clock.now() - timedelta(days=days)):
        batch = walk.stored()
    manifest = walk.draft(batch)
    assert codes(manifest, people.clerk) == told
    assert perform(manifest, "issue", by=people.clerk).event.warnings == [
        {"code": "stored_too_long", "field": "/lines", "figures": {
            "code": OIL, "batch": batch.number, "days": "366", "most": "365"}}
    ][: len(told)]  # fmt: skip


@pytest.mark.parametrize(
    ("stayed", "told", "hours"),
    [
        (timedelta(hours=48), [], "Stored for 48 of at most 48 hours."),
        (timedelta(hours=48, seconds=1), ["stored_past_hours"], "stored for 48 hours; 48 are allowed"),
        (timedelta(hours=68, minutes=30), ["stored_past_hours"], "stored for 68 hours; 48 are allowed"),
    ],
)
def test_medical_waste_may_lie_for_48_hours_as_its_clock_counts_them(walk, people, city, stayed, told, hours):
    """Order 380: two days, to the minute, in rule and clock alike; calendar days let 68 hours pass."""
    medical = stream(city.generator, "Sharps", "841-001-01")
    filed = ManagementPlan.objects.get(facility=city.generator)
    PlanLine.objects.create(plan=filed, code="841-001-01", generated_kg=10_000, transferred_kg=10_000)
    permit(city.site, "P-M", (["HW01"], ["D10"], 10**6))
    came = datetime(2026, 9, 6, 17, 30, tzinfo=UTC)  # half past one at night in Changzhou
    with clock.standing_at(came):
        batch = walk.stored("10", medical, container_count=1, container_litres="20")
    with clock.standing_at(came + stayed):
        manifest = walk.draft(batch)
        assert codes(manifest, people.clerk) == told
        assert hours in says(manifest, "storage_time")[0]
        keep_clocks()
        (kept,) = Deadline.objects.filter(batch=batch, kind="store_medical")
        assert (kept.due_at < clock.now()) is bool(told)


# Storage point (GB 18597): 3 t


@pytest.mark.parametrize(("kg", "told"), [("3000.000", []), ("3000.001", ["storage_point_over_limit"])])
def test_a_storage_point_holds_three_tonnes_and_no_gram_more(walk, people, city, kg, told):
    StorageArea.objects.filter(facility=city.generator).update(kind="point")
    batch = walk.declared(kg)
    data = {"area": str(walk.area(city.generator).pk)}
    assert [finding.code for finding in review(batch, "store", by=people.clerk, data=data)] == told


# Incompatible wastes


def test_pairs_are_found_in_either_order_and_only_within_their_term(city):
    today = clock.today()
    assert incompatible.kept_apart("HW34", "HW35", today) and incompatible.kept_apart("HW35", "HW34", today)
    assert not incompatible.kept_apart("HW08", "HW12", today)
    assert not incompatible.kept_apart("HW34", "HW35", date(2021, 12, 31))
    assert incompatible.kept_apart("HW34", "HW35", date(2022, 1, 1))


@pytest.fixture
def chemist(city):
    """The generator also has acid and alkali, planned, and the furnace may take them."""
    filed = ManagementPlan.objects.get(facility=city.generator)
    for code in (ACID, ALKALI):
        PlanLine.objects.create(
            plan=filed, code=code, generated_kg=Decimal(10_000), transferred_kg=Decimal(10_000),
        )  # fmt: skip
    permit(city.site, "P-ACID", (["HW34", "HW35"], ["D10"], 100_000))
    return stream(city.generator, "Acid", ACID), stream(city.generator, "Alkali", ALKALI)


def test_acid_and_alkali_on_one_manifest_are_told(walk, people, chemist):
    manifest = walk.draft(*(walk.stored("10", waste) for waste in chemist))
    assert codes(manifest, people.clerk) == ["incompatible_load"]
    assert outcomes(manifest)["truck"] == Outcome.WARNS
    Incompatibility.objects.filter(first="HW34", second="HW35").delete()
    incompatible.forget()
    assert codes(manifest, people.clerk) == []
    incompatible.forget()


def test_acid_on_a_truck_that_carries_alkali_already_is_told_at_departure(walk, people, city, fleet, chemist):
    acid, alkali = (walk.issued(walk.stored("10", waste)) for waste in chemist)
    trip = {"carrier": city.carrier, "vehicle": fleet.truck, "driver": fleet.driver, "escort": fleet.escort}
    plan_trip(by=people.dispatcher, manifests=[acid, alkali], **trip)
    assert codes(acid, people.driver, "depart") == []
    perform(acid, "depart", by=people.driver)
    assert codes(alkali, people.driver, "depart") == ["incompatible_load"]


def test_acid_beside_alkali_in_one_store_is_told(walk, people, city, chemist):
    acid, alkali = chemist
    walk.stored("10", alkali)
    data = {"area": str(walk.area(city.generator).pk)}
    assert [f.code for f in review(walk.declared("10", acid), "store", by=people.clerk, data=data)] == [
        "incompatible_store"
    ]
    assert review(walk.declared("10", city.oil), "store", by=people.clerk, data=data) == []


# Label = manifest (Order 23, Art. 13)


def drums(walk, kg="1000"):
    return walk.stored(kg, container_count=4, container_litres="200")


@pytest.fixture
def neutralised(people, walk, city):
    """`made(*products)`: a treatment of a load at the furnace that yields (code, area or None), 100 kg each."""
    Facility.objects.filter(pk=city.site.pk).update(is_generator=True)
    streams = {code: stream(city.site, code, code) for code in (ACID, ALKALI)}
    area = walk.area(city.site)

    def made(*codes_made, store=True):
        batch = walk.judged().lines.get().batch
        products = [
            {"stream": str(streams[code].pk), "kg": "100", **({"area": str(area.pk)} if store else {})}
            for code in codes_made
        ]
        data = {"method": "D10", "products": products, "burn_off_kg": str(1000 - 100 * len(products))}
        return [row["code"] for row in perform(batch, "transform", by=people.receiver, data=data).event.warnings]

    def lying(code):
        batch = perform(WasteBatch, "declare", by=people.receiver, data={"stream": streams[code].pk, "kg": "5"}).subject
        return perform(batch, "store", by=people.receiver, data={"area": str(area.pk)}).subject

    made.lying = lying
    return made


def test_what_a_treatment_yields_beside_acid_is_told_as_storing_it_would_be(neutralised):
    assert neutralised(ALKALI) == []
    neutralised.lying(ACID)
    assert neutralised(ALKALI, store=False) == []
    assert neutralised(ALKALI) == ["incompatible_store"]


def test_two_products_of_one_treatment_in_one_store_are_told(neutralised):
    assert neutralised(ACID, ALKALI) == ["incompatible_store"]


def test_labels_that_agree_hold(walk):
    manifest = walk.draft(drums(walk))
    assert says(manifest, "labels") == ["4 containers: labels and lines agree."]
    assert outcomes(walk.draft())["labels"] == Outcome.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda drums: drums[:1].get().delete(), ["label_count_differs"]),
        (
            lambda drums: Container.objects.filter(pk=drums[0].pk).update(kg=Decimal("249.999")),
            ["label_weight_differs"],
        ),
        (
            lambda drums: Container.objects.filter(pk=drums[0].pk).update(
                digital_id=drums[0].digital_id.replace("90024908", "90025212")
            ),
            ["label_code_differs"],
        ),
    ],
)
def test_labels_that_do_not_agree_are_told(walk, people, spoil, told):
    manifest = walk.draft(drums(walk))
    spoil(Container.objects.order_by("serial"))
    assert codes(manifest, people.clerk) == told


# Exemptions per step


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
    assert "The yearly scale of Furnace is full: 2000.000 of 2000.000 kg with this." in words(notice)
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
