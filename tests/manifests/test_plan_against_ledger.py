"""A plan beside what the ledger says happened, line by line, and on paper."""

from decimal import Decimal

import pytest
from django.urls import reverse

from facilities import clock
from facilities.duties import PlanTable
from facilities.happened import Happened, happened
from facilities.models import Facility
from facilities.planning.compared import compare
from facilities.planning.difference import differences
from tests.city import OIL, PAINT, SLUDGE, filed_plan, stream
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
