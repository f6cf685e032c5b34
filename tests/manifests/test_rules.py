"""The rules before departure, each at its boundary, in the words of the law that gives it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from facilities import clock, incompatible
from facilities.actions.set_limit import set_limit
from facilities.errors import BadInput
from facilities.limits import LimitMissing, limit
from facilities.models import (
    Approval,
    CarrierLicence,
    Exemption,
    Facility,
    Incompatibility,
    Insurance,
    ManagementPlan,
    Membership,
    Permit,
    PermitUsage,
    PlanLine,
    Region,
    StorageArea,
    WasteCode,
)
from manifests.custody import perform, review
from manifests.dry_run import could_leave
from manifests.mending import MENDING, page_for
from manifests.models import Container, Manifest, WasteBatch
from manifests.rules.exempting import names
from manifests.rules.finding import Severity
from manifests.rules.months import last_of_term
from manifests.rules.province import last_day
from manifests.rules.register import RULES
from manifests.rules.storage import longest_stay
from manifests.rules.verdicts import Outcome
from manifests.rules.words import WORDS
from tests.city import CITY, OIL, contract, facility, permit, plan, stream, year
from transport.actions.plan_trip import plan_trip
from transport.models import Trip

ACID, ALKALI = "900-300-34", "900-352-35"


def codes(manifest, by, step="issue") -> list[str]:
    return [finding.code for finding in review(manifest, step, by=by)]


def outcomes(manifest) -> dict[str, Outcome]:
    return {verdict.rule.id: verdict.outcome for verdict in could_leave(manifest)}


def says(manifest, rule: str) -> list[str]:
    return [f.message for verdict in could_leave(manifest) if verdict.rule.id == rule for f in verdict.findings]


# The table

OURS = {  # not a rule of the law: what happened, or what our own bookkeeping asks
    "time_runs_backwards", "residue_left", "stop_not_ended", "void_carried_on", "void_has_child", "batch_moved_on",
}  # fmt: skip
SHOWN = {code for code in WORDS if code.endswith(("_holds", "_hold"))} | {
    *("licence_named", "not_hazardous", "exempt", "stays_in_province", "one_enterprise", "no_carrier_yet"),
    *("no_leg_yet", "no_labels", "no_exemption", "one_waste", "no_escort"),
}


def test_every_finding_belongs_to_one_rule():
    told = [code for rule in RULES for code in rule.codes]
    assert len(told) == len(set(told))
    assert set(told) | OURS | SHOWN == set(WORDS)
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.law for rule in RULES if rule.id != "stock")


def test_every_rule_that_can_hold_a_load_back_says_what_mends_it():
    for rule in RULES:
        if rule.when in ("issue", "depart"):
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
        ("100000.000", ["permit_scale_reached"]),
        ("120000.000", ["permit_scale_reached"]),
        ("120000.001", ["permit_scale_exceeded"]),
    ],
)
def test_a_permit_ends_above_120_percent_of_its_scale_to_the_gram(walk, people, city, kg, told):
    """Test vector: 120.000 % passes, 120.001 % needs a new permit; here to the gram, of 100 t."""
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
    assert codes(manifest, people.clerk) == ["permit_scale_reached"]
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


@pytest.fixture
def claimed(walk, city):
    """A draft of oil drums for smelting, use claimed exempt under no. 8 (废铁质油桶)."""
    row = Exemption.objects.get(serial=8)

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
    assert codes(manifest, people.clerk) == []
    assert says(manifest, "permit") == ["Not applicable under exemption no. 8 (利用)."]
    assert outcomes(manifest)["plan"] == Outcome.PASSES  # it stays hazardous at every other stage
    event = perform(manifest, "issue", by=people.clerk).event
    (claim,) = event.particulars["exemptions"]
    assert (claim["serial"], claim["stage"], claim["note"]) == (8, "利用", "Opened, drained and baled")
    assert "金属冶炼" in claim["condition"]


def test_an_exemption_of_use_does_not_help_where_it_is_burnt(people, city, claimed):
    Permit.objects.filter(facility=city.site).update(valid_to=clock.today() - timedelta(days=1))
    assert codes(claimed(method="D10"), people.clerk) == ["permit_missing"]


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
    assert codes(manifest, people.clerk) == []
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


# The other test vectors of the law


def test_a_milk_run_of_three_shippers_is_three_manifests(walk, people, city, fleet):
    """Order 23, Art. 16: one truck, one trip, one manifest a shipper."""
    loads = []
    for serial in (41, 42, 43):
        shop = facility(serial, f"Shop {serial}", "320412", is_generator=True)
        plan(shop, OIL)
        contract(shop, city.site)
        oil = stream(shop, "Oil", OIL)
        boss = people.clerk
        Membership.objects.create(person=boss, enterprise=shop.enterprise, role="clerk")
        boss.__dict__.pop("standing", None)
        StorageArea.objects.create(facility=shop, code="TS1", name="Store", kind="point", capacity_kg=Decimal(3000))
        loads.append(walk.issued(walk.stored("100", oil), consignor=shop))
    trip = {"carrier": city.carrier, "vehicle": fleet.truck, "driver": fleet.driver, "escort": fleet.escort}
    plan_trip(by=people.dispatcher, manifests=loads, **trip)
    assert Trip.objects.get().legs.count() == 3
    assert len({load.number for load in loads}) == 3
    assert {load.consignor.name for load in loads} == {"Shop 41", "Shop 42", "Shop 43"}


def test_waste_identified_as_hazardous_has_a_code_of_its_own_form(walk, city):
    """900-000-nn is no row of the catalogue, and its category is read off its ending all the same."""
    code = WasteCode(code="900-000-17", hazardous=True)
    assert code.category_code == "HW17"
    assert city.site.permits.get().items.get().covers(code.code, code.category_code, "D10")


def test_drums_become_kilograms_exactly(people, city):
    """Quantity in drums → tonnes: 4 drums of 250 kg."""
    data = {
        "stream": city.oil.pk,
        "kg": "1000",
        "original_quantity": "4",
        "original_unit": "drums",
        "kg_per_unit": "250",
    }
    batch = perform(WasteBatch, "declare", by=people.clerk, data=data).subject
    assert (batch.kg, batch.original_quantity, batch.kg_per_unit) == (Decimal(1000), Decimal(4), Decimal(250))


def test_a_container_code_has_37_characters(walk):
    assert {len(drum.digital_id) for drum in drums(walk).containers.all()} == {37}


# The dry run


def test_a_load_with_nothing_against_it_shows_the_figures_of_every_rule(walk, people):
    manifest = walk.draft(drums(walk))
    found = outcomes(manifest)
    assert set(found.values()) == {Outcome.PASSES, Outcome.NOT_APPLICABLE}
    assert says(manifest, "plan") == [
        f"{OIL}: 1000.000 of 100000.000 kg planned for {clock.today().year} with this load."
    ]
    assert says(manifest, "driver") == ["The carrier names vehicle and crew once the manifest is issued."]
    assert [f for f in review(manifest, "issue", by=people.clerk) if f.severity == Severity.HOLD] == []


def test_an_issued_manifest_is_asked_what_stands_against_its_departure(walk, people, fleet):
    waiting, planned = walk.issued(), walk.assigned()
    assert outcomes(waiting)["crew"] == Outcome.BLOCKS
    assert "plan" not in outcomes(waiting)  # counted when it was issued
    assert says(planned, "driver") == ["Vehicle 苏D12345, driver Wang."]
    fleet.truck.valid_to = clock.today() - timedelta(days=1)
    fleet.truck.save()
    assert outcomes(planned)["vehicle"] == Outcome.BLOCKS


def test_where_a_reason_is_mended(walk):
    draft = walk.draft()
    assert page_for("plan_missing") == "/plan/"
    assert page_for("contract_missing", draft).endswith("/revise/?step=receiver")
    assert page_for("carrier_scope", None, {"carrier": "/x"}) == "/x"
    assert page_for("leg_missing", draft) == ""


def test_issuing_asks_no_more_of_the_database_than_before(walk, people):
    manifest = walk.draft(drums(walk), walk.stored("20"), walk.stored("30"))
    with CaptureQueriesContext(connection) as asked:
        perform(manifest, "issue", by=people.clerk)
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) <= 15
