"""The management plan of the year: filing, amending, and what is left of it."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities import clock
from facilities.actions.file_plan import PlannedWaste, file_plan
from facilities.errors import NotPermitted, Refusal
from facilities.models import ManagementPlan, PlanLine
from tests.city import OIL, PAINT, SLUDGE, stream

PLANS = reverse("facilities:plans")


def address(site, year=None) -> str:
    return reverse("facilities:file_plan", args=[site.pk, year or clock.today().year])


def filed(*lines) -> dict:
    """lines: (code, generated, transferred), as the formset sends them."""
    sent = {"form-TOTAL_FORMS": len(lines), "form-INITIAL_FORMS": len(lines)}
    for i, (code, generated, transferred) in enumerate(lines):
        sent |= {f"form-{i}-code": code, f"form-{i}-generated_kg": generated, f"form-{i}-transferred_kg": transferred}
    return sent


@pytest.fixture
def unplanned(city):
    PlanLine.objects.filter(plan__facility=city.generator).delete()
    ManagementPlan.objects.filter(facility=city.generator).delete()
    return city.generator


def lines_of(site) -> dict:
    rows = PlanLine.objects.filter(plan__facility=site).values_list("code", "generated_kg", "transferred_kg")
    return {code: (generated, transferred) for code, generated, transferred in rows}


def test_page_shows_planned_issued_and_left(client, people, city, walk):
    walk.issued(walk.stored("95000"))
    client.force_login(people.clerk)
    response = client.get(PLANS)
    (row,) = response.context["shown"]
    oil = next(entry for entry in row["lines"] if entry["line"].code == OIL)
    assert (oil["line"].issued_kg, oil["left"], oil["is_short"]) == (Decimal(95000), Decimal(5000), True)
    assert "Nearly used" in response.content.decode()


def test_page_without_a_plan_leads_to_filing_one(client, people, unplanned):
    client.force_login(people.clerk)
    text = client.get(PLANS).content.decode()
    assert "is filed" in text and address(unplanned) in text
    client.force_login(people.reader)
    assert address(unplanned) not in client.get(PLANS).content.decode()


def test_page_costs_the_same_however_many_sites_and_lines(client, people, city, django_assert_max_num_queries):
    client.force_login(people.clerk)
    with django_assert_max_num_queries(6) as few:
        client.get(PLANS)
    plan = ManagementPlan.objects.get(facility=city.generator)
    for number in range(30):
        PlanLine.objects.create(plan=plan, code=f"900-{number:03d}-08", generated_kg=1, transferred_kg=1)
    with django_assert_max_num_queries(6) as many:
        client.get(PLANS)
    assert len(many) == len(few)


@pytest.mark.parametrize("year", ["2020", "x", "99999", "-1", "²²²²"])
def test_page_of_any_year_opens(client, people, year):
    client.force_login(people.clerk)
    assert client.get(PLANS, {"year": year}).status_code == 200


def test_clerk_files_the_plan(client, people, city, unplanned):
    client.force_login(people.clerk)
    page = client.get(address(unplanned))
    assert [form["code"].value() for form in page.context["formset"]] == sorted([OIL, PAINT, SLUDGE])
    response = client.post(address(unplanned), filed((OIL, "1000", "900.5"), (PAINT, "", ""), (SLUDGE, "5", "")))
    assert response.url == PLANS
    assert lines_of(unplanned) == {OIL: (Decimal(1000), Decimal("900.5")), SLUDGE: (Decimal(5), Decimal(0))}
    plan = ManagementPlan.objects.get(facility=unplanned)
    assert re.fullmatch(rf"P{clock.today().year}-320412-\d{{4}}", plan.filing_no)
    assert plan.filed_on == clock.today()


def test_filing_numbers_count_up_in_a_district(people, city, unplanned):
    lines = [PlannedWaste(OIL, Decimal(1), Decimal(1))]
    year = clock.today().year
    first = file_plan(by=people.clerk, facility=unplanned, year=year, lines=lines)
    second = file_plan(by=people.clerk, facility=unplanned, year=year + 1, lines=lines)
    stream(city.collector, "Oil", OIL)
    third = file_plan(by=people.collector, facility=city.collector, year=year + 1, lines=lines)
    assert [plan.filing_no[-4:] for plan in (first, second, third)] == ["0001", "0001", "0002"]


def test_amending_keeps_number_and_what_is_issued(client, people, city, walk):
    walk.issued(walk.stored("500"))
    before = ManagementPlan.objects.get(facility=city.generator)
    client.force_login(people.clerk)
    client.post(address(city.generator), filed((OIL, "600", "500"), (PAINT, "1", "1"), (SLUDGE, "", "")))
    after = ManagementPlan.objects.get(facility=city.generator)
    assert (after.pk, after.filing_no) == (before.pk, before.filing_no)
    assert after.lines.get(code=OIL).issued_kg == Decimal(500)
    assert set(lines_of(city.generator)) == {OIL, PAINT}


@pytest.mark.parametrize(
    ("line", "where", "sentence"),
    [
        ((OIL, "600", "499.999"), "transferred_kg", "500 kg are issued already."),
        ((OIL, "", ""), None, "must stay in the plan"),
        ((OIL, "-1", "900"), "generated_kg", "greater than or equal to 0"),
        ((OIL, "x", "900"), "generated_kg", "Enter a number."),
        ((OIL, "1", "1.0001"), "transferred_kg", "no more than 3 decimal places"),
        (("900-000-08", "1", "900"), "__all__", "None of your wastes has this code."),
        ((PAINT, "1", "900"), "__all__", "This code is in the plan twice."),
    ],
)
def test_a_wrong_line_is_said_beside_it_and_nothing_is_filed(client, people, city, walk, line, where, sentence):
    walk.issued(walk.stored("500"))
    before = lines_of(city.generator)
    client.force_login(people.clerk)
    response = client.post(address(city.generator), filed((PAINT, "1", "1"), line))
    assert response.status_code == 422
    formset = response.context["formset"]
    errors = formset.non_form_errors() if where is None else formset.forms[1].errors[where]
    assert sentence in " ".join(errors)
    assert sentence in response.content.decode()
    assert lines_of(city.generator) == before


def test_an_empty_plan_is_refused(client, people, unplanned):
    client.force_login(people.clerk)
    response = client.post(address(unplanned), filed((OIL, "", "")))
    assert "Plan at least one waste." in response.content.decode()
    assert not ManagementPlan.objects.filter(facility=unplanned).exists()
    assert client.post(address(unplanned), {}).status_code == 422  # not even the form's own fields


def test_a_site_without_wastes_is_told_to_describe_them(client, people, city):
    client.force_login(people.outsider)
    assert "Describe the wastes" in client.get(address(city.outside)).content.decode()


def test_only_this_year_and_the_next_are_planned(client, people, city):
    client.force_login(people.clerk)
    year = clock.today().year
    for other, status in ((year - 1, 404), (year, 200), (year + 1, 200), (year + 2, 404)):
        assert client.get(address(city.generator, other)).status_code == status
    with pytest.raises(Refusal) as refused:
        file_plan(by=people.clerk, facility=city.generator, year=year - 1, lines=[])
    assert refused.value.code == "plan_year_invalid"


def test_who_may_file(client, people, city):
    for name, status in (("reader", 403), ("city_regulator", 403), ("driver", 403), ("outsider", 404)):
        client.force_login(getattr(people, name))
        assert client.get(address(city.generator)).status_code == status
        assert client.post(address(city.generator), filed((OIL, "1", "1"))).status_code == status
    with pytest.raises(NotPermitted):
        file_plan(by=people.reader, facility=city.generator, year=clock.today().year, lines=[])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_open_in_both_languages(client, people, city, language):
    client.force_login(people.clerk)
    client.cookies["django_language"] = language
    assert client.get(PLANS).status_code == client.get(address(city.generator)).status_code == 200
