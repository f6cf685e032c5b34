"""Every point of a generator's self-check that is computed: a site that fits, one that does not, and the law's edge."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict

from facilities import clock
from facilities.actions.reclassify import reclassify
from facilities.actions.revise_stream import revise_stream
from facilities.models import (
    Approval,
    CarrierLicence,
    Contract,
    Facility,
    Insurance,
    Packaging,
    Permit,
    PlanLine,
    StorageArea,
    WasteStream,
)
from manifests.assessment.books import books_close
from manifests.assessment.transfers import weights_agree
from manifests.custody import perform
from manifests.declarations.period import read_stretch
from manifests.ledger.sums import Sum
from manifests.models import Container
from tests.assessed import YEAR, asked_of, at, figures
from tests.city import WUJIN, facility, filed_plan, stream
from tests.declared import confirm

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
GRAM = Decimal("0.001")
ACID = "900-300-34"
MARCH = read_stretch(f"{YEAR}-03")


def drums(walk, kg="1000"):
    return walk.stored(kg, container_count=4, container_litres="200")


def on_paper(walk, people, draft, left, **more):
    """Issued after the fact: what would have held it back is told."""
    paper = {
        "kind": "emergency",
        "paper_number": "P-1",
        "reason": "down",
        "transfer_ended_at": left + timedelta(hours=4),
    }
    data = {"back_fill": paper | more}
    return perform(draft, "issue", by=people.clerk, data=data, happened_at=left).subject


# What must be named


def test_the_technical_lead_and_the_numbers_of_the_site(people, city):
    site = city.generator
    assert (figures(site, "lead"), figures(site, "permitted")) == ((1, 1), (2, 2))
    filed_plan(people.clerk, site, YEAR)
    assert figures(site, "lead") == (1, 0)
    Facility.objects.filter(pk=site.pk).update(eia_no="E-1")
    assert figures(site, "permitted") == (2, 1)
    Facility.objects.filter(pk=site.pk).update(discharge_permit_no="D-1")
    assert figures(site, "permitted") == (2, 0)


def test_emergency_phone_and_store(city):
    assert (figures(city.generator, "emergency_phone"), figures(city.generator, "store")) == ((1, 0), (1, 0))
    bare = facility(88, "Bare", WUJIN, is_generator=True)
    Facility.objects.filter(pk=bare.pk).update(emergency_phone="")
    assert (figures(bare, "emergency_phone"), figures(bare, "store")) == ((1, 1), (1, 1))


@pytest.mark.parametrize(
    ("point", "named"),
    [
        ("components", {"main_components": "oil", "harmful_components": "lead"}),
        ("precautions", {"precautions": "no fire"}),
        ("process", {"process": "turning"}),
        ("packaging", {"packaging": True}),
    ],
)
def test_a_waste_names_what_it_is(people, city, point, named):
    assert figures(city.generator, point) == (3, 3)
    if "packaging" in named:
        named = {"packaging": Packaging.objects.first()}
    revise_stream(city.oil, by=people.clerk, code=city.oil.waste_code.code, **named)
    assert figures(city.generator, point) == (3, 2)


def test_half_of_the_components_is_not_enough(people, city):
    revise_stream(city.oil, by=people.clerk, code=city.oil.waste_code.code, main_components="oil")
    assert figures(city.generator, "components") == (3, 3)


def test_a_waste_names_its_hazards_until_it_is_given_up(city):
    """No action keeps a hazardous waste without hazards; those of an earlier catalogue may have none."""
    assert figures(city.generator, "hazards") == (3, 0)
    WasteStream.objects.filter(pk=city.oil.pk).update(hazards=[])
    assert figures(city.generator, "hazards") == (3, 1)
    WasteStream.objects.filter(pk=city.oil.pk).update(retired_on=date(YEAR, 1, 1))
    assert figures(city.generator, "hazards") == (2, 0)
    WasteStream.objects.filter(pk=city.oil.pk).update(retired_on=date(YEAR, 1, 2))  # it still arose on the first day
    assert figures(city.generator, "hazards") == (3, 1)


# Labels


def test_what_arises_is_filled_into_containers(walk, people, city):
    drums(walk)
    assert figures(city.generator, "containers") == (1, 0)
    loose = walk.stored()
    assert figures(city.generator, "containers") == (2, 1)
    perform(loose, "repack", by=people.clerk, data={"container_count": 2, "container_litres": "200"})
    assert figures(city.generator, "containers") == (2, 0)


def test_labels_and_manifest(walk, people, city):
    walk.issued(drums(walk))
    assert figures(city.generator, "labels") == (1, 0)
    unequal = drums(walk)
    Container.objects.filter(pk=unequal.containers.first().pk).update(kg=Decimal("249.999"))
    walk.issued(unequal)
    assert figures(city.generator, "labels") == (2, 1)


# Plan


@pytest.mark.parametrize(
    ("filed", "found"),
    [
        (at(3, 31, 23, 59), (1, 0)),
        (at(4, 1, 0, 0), (1, 1)),
    ],
)
def test_the_plan_is_filed_by_31_march(people, city, filed, found):
    stream(city.outside, "Oil", city.oil.waste_code.code)
    with clock.standing_at(filed):
        filed_plan(people.outsider, city.outside, YEAR)
    assert figures(city.outside, "plan_filed", now=at(12, 31)) == found


@pytest.mark.parametrize(("now", "found"), [(at(3, 31, 23, 59), (0, 0)), (at(4, 1, 0, 0), (1, 1))])
def test_a_plan_that_is_missing_is_late_after_31_march(city, now, found):
    assert figures(city.outside, "plan_filed", now=now) == found


def test_a_site_that_began_after_31_march_is_in_time(people, city):
    stream(city.outside, "Oil", city.oil.waste_code.code)
    with clock.standing_at(at(6, 1)):
        filed_plan(people.outsider, city.outside, YEAR)
    Facility.objects.filter(pk=city.outside.pk).update(operating_since=date(YEAR, 4, 1))
    assert figures(city.outside, "plan_filed", now=at(12, 31)) == (1, 0)
    Facility.objects.filter(pk=city.outside.pk).update(operating_since=date(YEAR, 3, 31))
    assert figures(city.outside, "plan_filed", now=at(12, 31)) == (1, 1)


def test_the_plan_is_of_the_class_that_the_site_has(people, city):
    assert figures(city.generator, "plan_class") == (0, 0)  # entered without tables
    filed_plan(people.clerk, city.generator, YEAR)
    assert figures(city.generator, "plan_class") == (1, 0)
    reclassify(by=people.city_regulator, facility=city.generator, management_class="key", reason="near a school")
    assert figures(city.generator, "plan_class") == (1, 1)
    filed_plan(people.clerk, city.generator, YEAR)
    assert figures(city.generator, "plan_class") == (1, 0)


def test_the_plan_names_what_arose(walk, city):
    walk.declared()
    assert figures(city.generator, "plan_covers") == (1, 0)
    walk.declared(stream=stream(city.generator, "Acid", ACID))
    assert figures(city.generator, "plan_covers") == (2, 1)


def test_no_more_arises_than_planned_to_the_gram(walk, city):
    walk.declared("100000")
    assert figures(city.generator, "plan_generation") == (1, 0)
    walk.declared(str(GRAM))
    assert figures(city.generator, "plan_generation") == (1, 1)


def test_no_more_is_handed_over_than_planned_to_the_gram(walk, people, city):
    PlanLine.objects.filter(plan__facility=city.generator).update(transferred_kg=1000)
    walk.issued()
    assert figures(city.generator, "plan_transfer") == (1, 0)
    left = clock.now() - timedelta(hours=5)
    with clock.standing_at(left):
        draft = walk.draft(walk.stored(str(GRAM)))
    on_paper(walk, people, draft, left)
    assert figures(city.generator, "plan_transfer") == (1, 1)


# Ledger and declarations


@pytest.fixture
def march(walk, city):
    """A key site with oil that arose in March."""
    Facility.objects.filter(pk=city.generator.pk).update(management_class="key")
    with clock.standing_at(at(3, 5)):
        return walk.stored()


@pytest.mark.parametrize(
    ("now", "found"), [(at(4, 15, 23, 59), (0, 0)), (at(4, 16, 0, 0), (1, 1)), (at(5, 16), (2, 2))]
)
def test_a_month_is_owed_until_the_15th(march, city, now, found):
    assert figures(city.generator, "declared", now=now) == found


@pytest.mark.parametrize(("confirmed", "late"), [(at(4, 15, 23, 59), 0), (at(4, 16, 0, 0), 1)])
def test_a_declaration_of_the_15th_is_in_time_and_of_the_16th_is_not(march, people, city, confirmed, late):
    with clock.standing_at(confirmed):
        confirm(people.clerk, city.generator, MARCH)
    assert figures(city.generator, "declared", now=at(4, 20)) == (1, 0)
    assert figures(city.generator, "declared_in_time", now=at(4, 20)) == (1, late)
    assert figures(city.generator, "declared_unchanged", now=at(4, 20)) == (1, 0)


def test_what_is_booked_for_a_month_after_it_was_declared_is_told(march, walk, people, city):
    with clock.standing_at(at(4, 10)):
        confirm(people.clerk, city.generator, MARCH)
    with clock.standing_at(at(4, 12)):
        perform(march, "lose", by=people.clerk, data={"kg": "1", "reason": "dried"}, happened_at=at(3, 20))
    assert figures(city.generator, "declared_unchanged", now=at(4, 20)) == (1, 1)


@pytest.mark.parametrize(("recorded", "late"), [(at(3, 31, 23, 59), 0), (at(4, 1, 0, 0), 1)])
def test_what_happens_in_march_is_booked_in_march(walk, people, city, recorded, late):
    data = {"stream": city.oil.pk, "kg": "5"}
    with clock.standing_at(recorded):
        perform(type(walk.declared("1")), "declare", by=people.clerk, data=data, happened_at=at(3, 31, 22))
    assert figures(city.generator, "booked", now=at(4, 20)) == (2, late)


def test_books_that_end_below_nothing_are_told(walk, city):
    walk.stored()
    assert figures(city.generator, "books") == (1, 0)
    asked = asked_of(city.generator)
    asked.books = [Sum("900-249-08", net=Decimal(5), closing=Decimal(3)), Sum("900-252-12", closing=-GRAM), Sum("x")]
    found = books_close(asked)
    assert (found.total, found.unfit) == (3, 2)


# Handing over


def test_contract_permit_licence_and_insurance_of_the_day(walk, city):
    walk.issued()
    for point in ("contract", "receiver", "carrier", "carrier_insurance"):
        assert figures(city.generator, point) == (1, 0), point


@pytest.mark.parametrize(
    ("point", "papers"),
    [
        ("contract", lambda city: Contract.objects.filter(consignor=city.generator)),
        ("receiver", lambda city: Permit.objects.filter(facility=city.site)),
        ("carrier", lambda city: CarrierLicence.objects.all()),
        ("carrier_insurance", lambda city: Insurance.objects.all()),
    ],
)
def test_a_paper_that_ended_the_day_before_covers_nothing(walk, people, city, point, papers):
    today = clock.today()
    left = clock.now() - timedelta(minutes=5) if clock.now().minute >= 5 else clock.now()
    papers(city).update(valid_to=today)
    ended = {"transfer_ended_at": left}
    with clock.standing_at(left):
        drafts = [walk.draft(), walk.draft()]
    on_paper(walk, people, drafts[0], left, **ended)
    assert figures(city.generator, point) == (1, 0)
    papers(city).update(valid_to=today - DAY)
    on_paper(walk, people, drafts[1], left, paper_number="P-2", **ended)
    assert figures(city.generator, point) == (2, 2)  # judged by the register as it is now
    papers(city).update(valid_to=today + DAY, revoked_on=today)
    assert figures(city.generator, point) == (2, 2)
    papers(city).update(revoked_on=today + DAY)
    assert figures(city.generator, point) == (2, 0)


def test_what_leaves_the_province_needs_an_approval_for_its_waste(walk, people, city):
    walk.issued()
    assert figures(city.generator, "approval") == (0, 0)
    Facility.objects.filter(pk=city.site.pk).update(region="330102")
    city.site.refresh_from_db()
    approval = Approval.objects.create(
        consignor=city.generator,
        consignee=city.site,
        code=city.oil.waste_code.code,
        method="D10",
        number="A-1",
        approved_kg=5000,
        valid_from=clock.today() - 30 * DAY,
        valid_to=clock.today(),
    )
    walk.issued()
    assert figures(city.generator, "approval") == (1, 0)
    Approval.objects.filter(pk=approval.pk).update(valid_to=clock.today() - DAY)
    assert figures(city.generator, "approval") == (1, 1)
    Approval.objects.filter(pk=approval.pk).update(valid_to=clock.today(), code="900-252-12")
    assert figures(city.generator, "approval") == (1, 1)


@pytest.mark.parametrize(("weighed", "found"), [("900", (1, 0)), ("899.999", (1, 1))])
def test_weights_agree_within_100_kg(walk, city, weighed, found):
    walk.judged(weighed_kg=weighed)
    assert figures(city.generator, "weights") == found


def test_what_differs_shows_both_weights(walk, city):
    walk.judged(weighed_kg="850")
    [row] = weights_agree(asked_of(city.generator)).page(QueryDict()).rows
    assert row.figures == "1,000 → 850 kg"


def test_a_load_of_voided_or_cancelled_paper_is_not_looked_at(walk, people, city):
    walk.to_state("voided")
    walk.to_state("cancelled")
    assert figures(city.generator, "contract") == figures(city.generator, "weights") == (0, 0)


@pytest.mark.parametrize(("entered_on", "late"), [(date(2026, 3, 16), 0), (date(2026, 3, 17), 1)])
def test_paper_is_entered_within_ten_working_days(walk, people, city, entered_on, late):
    """Monday 2 March 2026: the tenth working day after it is Monday 16 March."""
    ended = at(3, 2, year=2026)
    with clock.standing_at(ended - DAY):
        draft = walk.draft()
    with clock.standing_at(at(3, entered_on.day, year=2026)):
        on_paper(walk, people, draft, ended - timedelta(hours=4), transfer_ended_at=ended)
    span = {"start": date(2026, 1, 1), "now": at(12, 31, year=2026)}
    assert figures(city.generator, "back_filled", **span) == (1, late)


# Stores


@pytest.mark.parametrize(("after", "found"), [(DAY, (1, 0)), (DAY + SECOND, (1, 1))])
def test_waste_is_put_away_within_a_day(walk, people, city, after, found):
    with clock.standing_at(at(3, 5)):
        batch = walk.declared()
    with clock.standing_at(at(3, 5) + after):
        perform(batch, "store", by=people.clerk, data={"area": walk.area(city.generator).pk})
    assert figures(city.generator, "put_away", now=at(3, 10)) == found
    assert figures(city.generator, "put_away", now=at(3, 6)) == (0, 0)  # not judged before the day is over


@pytest.mark.parametrize(("days", "found"), [(365, (1, 0)), (366, (1, 1))])
def test_waste_lies_no_longer_than_a_year(walk, city, days, found):
    now = at(6, 30)
    with clock.standing_at(now - days * DAY):
        walk.stored()
    assert figures(city.generator, "storage_time", now=now) == found


def test_what_left_late_stays_late_and_another_year_asks_no_more(walk, city):
    with clock.standing_at(at(3, 1, year=YEAR - 1)):
        batch = walk.stored()
    with clock.standing_at(at(3, 5)):
        walk.in_transit(batch)
    assert figures(city.generator, "storage_time", now=at(6, 30)) == (1, 1)
    assert figures(city.generator, "storage_time", start=date(YEAR - 1, 1, 1), now=at(6, 30)) == (1, 0)
    assert figures(city.generator, "storage_time", start=date(YEAR, 4, 1), months=3, now=at(6, 30)) == (0, 0)


@pytest.mark.parametrize(("kg", "found"), [("3000.000", (1, 0)), ("3000.001", (1, 1))])
def test_a_storage_point_holds_three_tonnes_and_no_gram_more(walk, city, kg, found):
    walk.stored(kg)
    assert figures(city.generator, "storage_point") == (0, 0)
    StorageArea.objects.filter(facility=city.generator).update(kind="point")
    assert figures(city.generator, "storage_point") == found


def test_the_most_that_ever_lay_there_counts_and_not_what_lies_there_now(walk, city):
    StorageArea.objects.filter(facility=city.generator).update(kind="point")
    with clock.standing_at(at(2, 1)):
        first, second = walk.stored("2000"), walk.stored("2000")
    with clock.standing_at(at(2, 2)):
        walk.in_transit(first)
    assert figures(city.generator, "storage_point", now=at(3, 1)) == (1, 1)
    assert figures(city.generator, "storage_point", start=date(YEAR, 3, 1), months=1, now=at(4, 1)) == (1, 0)
    assert figures(city.generator, "storage_point", start=date(YEAR, 2, 1), months=1, now=at(4, 1)) == (1, 1)
    assert second.kg == 2000


@pytest.mark.parametrize(("kg", "found"), [("50000.000", (1, 0)), ("50000.001", (1, 1))])
def test_a_store_holds_what_it_is_built_for(walk, city, kg, found):
    walk.stored(kg)
    assert figures(city.generator, "capacity") == found
