"""What the rules say of the waste itself: how long it lay, what lies beside it, its labels, its exemptions."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from facilities import clock, incompatible
from facilities.models import (
    Facility,
    Incompatibility,
    ManagementPlan,
    PlanLine,
    StorageArea,
    WasteCode,
)
from manifests.actions.keep_clocks import keep_clocks
from manifests.custody import perform, review
from manifests.models import Container, Deadline, WasteBatch
from manifests.rules.storage import longest_stay
from manifests.rules.verdicts import Outcome
from tests.city import OIL, permit, stream
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
