"""A plan beside what the ledger says happened, line by line, and on paper."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities import clock
from facilities.actions.begin_plan import begin_plan
from facilities.actions.file_plan import file_plan, remarks_on
from facilities.actions.write_plan import write_table
from facilities.duties import PlanTable
from facilities.happened import Happened, happened
from facilities.models import Facility, ManagementPlan, StorageArea
from facilities.planning.compared import compare
from facilities.planning.content import content_of
from facilities.planning.difference import differences
from manifests.custody import perform
from tests.city import OIL, PAINT, SLUDGE, drafted_plan, filed_plan, permit, stream
from tests.declared import HOME
from tests.digest import stored


@pytest.fixture
def year(db) -> int:
    return clock.today().year


def test_what_happened_in_the_year(walk, city, people, year):
    walk.judged("part", walk.arrived(walk.stored("500")))
    walk.stored("40")
    walk.declared("5", city.paint)
    found = happened(city.generator.pk, year)
    assert found.generated == {city.oil.pk: Decimal(540), city.paint.pk: Decimal(5)}
    assert found.stored == {(walk.area(city.generator).pk, city.oil.pk): Decimal(40)}
    assert found.held == {OIL: Decimal(40), PAINT: Decimal(5)}
    (handed,) = found.handed
    assert (handed.code, handed.receiver_name, handed.kg) == (OIL, "Furnace", Decimal(250))
    assert happened(city.generator.pk, year - 1).generated == {}
    assert happened(city.site.pk, year).generated == {}  # what came in arose elsewhere


def test_voided_loads_were_not_handed_over(walk, city, people, year):
    walk.to_state("voided")
    assert happened(city.generator.pk, year).handed == ()


def lines(sections) -> dict:
    return {
        (section.table.value, line.code, line.where): (line.planned, line.actual, line.percent)
        for section in sections
        for line in section.lines
    }


def test_the_plan_stands_beside_it(walk, city, people, year):
    Facility.objects.filter(pk=city.generator.pk).update(management_class="simplified")
    version = filed_plan(people.clerk, city.generator, year)
    walk.judged("accept", walk.arrived(walk.stored("5000")))
    walk.stored("40")
    unplanned = stream(city.generator, "Oil of hall 9", OIL)
    walk.declared("5", unplanned)
    sections = compare(version.content, happened(city.generator.pk, year))
    arose = {line.name: (line.planned, line.actual, line.percent) for line in sections[0].lines}
    found, full = lines(sections), Decimal(100000)
    assert arose["Used oil"] == (full, Decimal(5040), 5)
    assert arose["Oil of hall 9"] == (None, Decimal(5), None)
    assert found["A.3", PAINT, ""] == (full, Decimal(0), 0)
    assert found["A.4", OIL, "TS001"] == (Decimal(0), Decimal(40), None)
    assert found["A.7", OIL, "Furnace"] == (None, Decimal(5000), None)  # to whom it was not planned
    assert found["A.7", OIL, "Works of another city"] == (full, Decimal(0), 0)
    assert ("A.5", OIL, "") not in found


def test_nothing_planned_and_nothing_happened_is_nothing(db):
    assert compare({}, Happened()) == []


def test_pages_for_the_firm_and_for_officials(client, walk, city, people, year):
    version = filed_plan(people.clerk, city.generator, year)
    walk.declared("100001")
    pages = [reverse("facilities:plan_actual", args=[version.plan_id])]
    pages.append(reverse("admin:facilities_facility_change", args=[city.generator.pk]))
    for person, page in (
        (people.clerk, pages[0]),
        (people.city_regulator, pages[0]),
        (people.city_regulator, pages[1]),
    ):
        client.force_login(person)
        text = client.get(page).content.decode()
        assert "100.001" in text and "100" in text
    client.force_login(people.clerk)
    assert "Above the plan" in client.get(pages[0]).content.decode()


def test_the_page_costs_the_same_for_one_stream_and_ten(
    client, walk, city, people, year, django_assert_max_num_queries
):
    version = filed_plan(people.clerk, city.generator, year)
    page = reverse("facilities:plan_actual", args=[version.plan_id])
    client.force_login(people.clerk)
    walk.stored("10")
    with django_assert_max_num_queries(13) as few:
        client.get(page)
    for number in range(10):
        walk.stored("10", stream(city.generator, f"Oil {number}", OIL))
    with django_assert_max_num_queries(13) as many:
        client.get(page)
    assert len(many) == len(few)


def test_differences_name_rows_and_columns():
    old = {"A.3": [{"stream": "1", "code": OIL, "alias": "oil", "kg": "10"}, {"stream": "2", "code": PAINT, "kg": "1"}]}
    new = {
        "A.3": [{"stream": "1", "code": OIL, "alias": "oil", "kg": "12"}, {"stream": "3", "code": SLUDGE, "kg": "1"}]
    }
    found = differences(old, new)
    assert [(change.kind, change.title) for change in found] == [
        ("changed", f"{OIL} · oil"),
        ("dropped", PAINT),
        ("added", SLUDGE),
    ]
    assert [column.key for column in found[0].columns] == ["kg"]
    assert found[0].table == PlanTable.GENERATION and differences(new, new) == []


@pytest.mark.parametrize("grade", ["registered", "simplified", "key"])
def test_the_plan_on_paper(client, people, city, year, grade):
    Facility.objects.filter(pk=city.generator.pk).update(management_class=grade)
    version = filed_plan(people.clerk, city.generator, year)
    client.force_login(people.clerk)
    before = stored()
    response = client.get(reverse("manifests:plan_pdf", args=[version.pk]))
    assert response.content.startswith(b"%PDF-") and response["Content-Type"] == "application/pdf"
    assert version.receipt_no in response["Content-Disposition"]
    again = client.get(reverse("manifests:plan_pdf", args=[version.pk]), headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert stored() == before


def test_who_reads_a_version(client, people, city, year):
    version = filed_plan(people.clerk, city.generator, year)
    names = ("facilities:plan_version", "manifests:plan_pdf")
    for name, status in (("reader", 200), ("district_regulator", 200), ("other_regulator", 404), ("outsider", 404)):
        client.force_login(getattr(people, name))
        assert {client.get(reverse(page, args=[version.pk])).status_code for page in names} == {status}


def of_last_year(day: int):
    """So many days before this year began."""
    return datetime(clock.today().year, 1, 1, 12, tzinfo=HOME) - timedelta(days=day)


def test_what_lay_there_when_the_year_ended_and_not_what_lies_there_now(client, walk, city, people, year):
    with clock.standing_at(of_last_year(20)):
        went, stays = walk.stored("300"), walk.stored("40")
        walk.declared("5", city.paint)
        Facility.objects.filter(pk=city.generator.pk).update(management_class="simplified")
        version = filed_plan(people.clerk, city.generator, year - 1)
    walk.stored("7")
    yard = StorageArea.objects.create(facility=city.generator, code="TS7", name="Yard", kind="yard", capacity_kg=900)
    perform(stays, "move", by=people.clerk, data={"area": yard.pk})
    walk.judged("accept", walk.arrived(went))
    store = StorageArea.objects.get(facility=city.generator, code="TS001")
    before, now = happened(city.generator.pk, year - 1), happened(city.generator.pk, year)
    assert before.stored == {(store.pk, city.oil.pk): Decimal(340)}
    assert before.held == {OIL: Decimal(340), PAINT: Decimal(5)}
    assert now.stored == {(store.pk, city.oil.pk): Decimal(7), (yard.pk, city.oil.pk): Decimal(40)}
    assert now.held == {OIL: Decimal(47), PAINT: Decimal(5)}
    found = lines(compare(version.content, before))
    assert found["A.4", OIL, "TS001"][1] == Decimal(340) and ("A.4", OIL, "TS7") not in found
    client.force_login(people.clerk)
    text = client.get(reverse("facilities:plan_actual", args=[version.plan_id])).content.decode()
    assert "In store at the end of the year" in text and "In store now" not in text


def test_the_last_minute_of_the_year_belongs_to_it(walk, city, people, year):
    with clock.standing_at(of_last_year(3)):
        batch = walk.stored("100")
    new_year = datetime(year, 1, 1, tzinfo=HOME)
    for moment, kg in ((new_year - timedelta(minutes=1), "99"), (new_year, "99")):
        perform(batch, "lose", by=people.clerk, data={"kg": "1", "reason": "dry"}, happened_at=moment)
        assert happened(city.generator.pk, year - 1).held == {OIL: Decimal(kg)}


def treated(walk, people, batch, method="R9"):
    return perform(batch, "treat", by=people.clerk, data={"method": method})


def test_own_treatment_is_filled_in_from_what_was_treated(walk, city, people, year):
    """The plan of the year before says in which facility; what is new goes to the one there is, or to nobody yet."""
    Facility.objects.filter(pk=city.generator.pk).update(management_class="key", treats_own_waste=True)
    site = Facility.objects.get(pk=city.generator.pk)
    still = {"facility_kind": "Still", "facility_code": "MF9", "stream": city.oil, "method": city.re_refine}
    with clock.standing_at(of_last_year(40)):
        permit(site, "P-OWN", (["HW08", "HW12"], ["R9", "D10"], 100_000))
        for batch in (walk.stored("120"), walk.stored("30")):
            treated(walk, people, batch)
        treated(walk, people, walk.stored("9", city.paint), "D10")
        drafted_plan(people.clerk, site, year - 1)
        rows = [{**still, "kg": Decimal(80)}, {**still, "stream": city.sludge, "kg": Decimal(1)}]
        write_table(by=people.clerk, facility=site, year=year - 1, table=PlanTable.OWN_TREATMENT, rows=rows)
        file_plan(by=people.clerk, facility=site, year=year - 1, note="first")
    ManagementPlan.objects.filter(facility=site, year=year).update(year=year + 1)
    plan = begin_plan(by=people.clerk, facility=site, year=year)
    made = plan.plannedtreatments.values_list("stream__alias", "method__code", "facility_code", "kg")
    assert list(made) == [
        ("Used oil", "R9", "MF9", Decimal(150)),
        ("Plating sludge", "R9", "MF9", Decimal(0)),  # the facility is there, though nothing was treated
        ("Paint waste", "D10", "MF9", Decimal(9)),  # the only facility that the plan names
    ]


def test_without_a_plan_the_clerk_is_asked_for_the_facility(walk, city, people, year):
    Facility.objects.filter(pk=city.generator.pk).update(management_class="key", treats_own_waste=True)
    site = Facility.objects.get(pk=city.generator.pk)
    permit(site, "P-OWN", (["HW08"], ["R9"], 100_000))
    treated(walk, people, walk.stored("120"))
    plan = begin_plan(by=people.clerk, facility=site, year=year + 1)
    (row,) = plan.plannedtreatments.all()
    assert (row.kg, row.method.code, row.facility_code) == (Decimal(120), "R9", "")
    said = {(one.code, one.pointer) for one in remarks_on(plan, content_of(plan), []) if one.blocks}
    assert ("required", "/A.5/0/facility_code") in said


def test_what_a_site_treated_for_others_is_not_in_its_own_table(walk, city, people, year):
    held = walk.judged().lines.get().batch
    perform(held, "treat", by=people.receiver, data={"method": "D10"})
    assert happened(city.site.pk, year).treatments == {}
