"""The management plan of the year on its pages: written table by table, filed, and what is left of it."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities import clock
from facilities.actions.begin_plan import begin_plan, drop_draft
from facilities.actions.file_plan import file_plan
from facilities.actions.write_plan import write_table
from facilities.duties import PlanTable
from facilities.errors import NotPermitted, Refusal
from facilities.forms.plan_rows import FORMSETS, MOST
from facilities.models import Facility, ManagementPlan, PlanLine, PlannedTransfer, PlanVersion
from tests.city import BASICS, OIL, SLUDGE, drafted_plan, filed_plan
from tests.facilities.plan_rows import address, formset, lines_of, table

PLANS = reverse("facilities:plans")
A3, A7 = PlanTable.GENERATION, PlanTable.TRANSFER


def test_page_shows_planned_issued_and_left(client, people, city, walk):
    walk.issued(walk.stored("95000"))
    client.force_login(people.clerk)
    response = client.get(PLANS)
    (row,) = response.context["shown"]
    oil = next(entry for entry in row["lines"] if entry["line"].code == OIL)
    assert (oil["line"].issued_kg, oil["left"], oil["is_short"]) == (Decimal(95000), Decimal(5000), True)
    assert "Nearly used" in response.content.decode()


def test_page_without_a_plan_leads_to_writing_one(client, people, unplanned):
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


@pytest.mark.parametrize("asked", ["2020", "0000", "9999", "x", "99999", "-1", "²²²²"])
def test_page_of_any_year_opens(client, people, asked):
    client.force_login(people.clerk)
    assert client.get(PLANS, {"year": asked}).status_code == 200


def test_clerk_writes_and_files_the_plan(client, people, city, unplanned, year):
    client.force_login(people.clerk)
    assert "Begin the plan" in client.get(address(unplanned)).content.decode()
    client.post(address(unplanned), {"do": "begin"})
    page = client.get(address(unplanned)).content.decode()
    assert "Legal representative is missing." in page and "It can be filed once nothing is missing." in page
    assert client.post(table(unplanned, "a1"), BASICS).url == address(unplanned)

    asked = client.get(table(unplanned, "a3")).context["formset"]
    assert [form["stream"].value() for form in asked][:3] == [
        str(one.pk) for one in (city.sludge, city.oil, city.paint)
    ]
    oil, paint = {"stream": city.oil.pk, "kg": "1.5", "step": "turning"}, {"stream": city.paint.pk, "DELETE": "on"}
    sludge = {"stream": city.sludge.pk, "kg": "0.005", "step": "plating"}
    assert client.post(table(unplanned, "a3"), formset(oil, paint, sludge)).url == address(unplanned)
    row = {"code": OIL, "kg": "0.9005", "method": city.re_refine.pk, "receiver": city.site.pk}
    row |= {"scope": "abroad", "receiver_kind": "permit"}
    client.post(table(unplanned, "a7"), formset(row))
    response = client.post(address(unplanned), {"do": "file"})

    version = PlanVersion.objects.get()
    assert response.url == reverse("facilities:plan_version", args=[version.pk])
    assert lines_of(unplanned) == {OIL: (Decimal(1500), Decimal("900.5")), SLUDGE: (Decimal(5), Decimal(0))}
    plan = ManagementPlan.objects.get(facility=unplanned)
    assert re.fullmatch(rf"P{year}-320412-\d{{4}}", plan.filing_no)
    assert (plan.filed_on, plan.draft_since) == (clock.today(), None)
    assert version.receipt_no == f"{plan.filing_no}-01"
    # A receiver that is registered here says for itself what it is, whatever was chosen beside it.
    (sent,) = version.content["A.7"]
    assert (sent["receiver_name"], sent["permit_no"], sent["scope"]) == ("Furnace", "P-SITE", "province")
    assert version.content["A.1"]["technical_lead"] == BASICS["technical_lead"]
    assert set(version.content) == {"A.1", "A.3", "A.7"}  # what a registered site owes
    assert not PlannedTransfer.objects.exists()


def test_a_key_site_owes_seven_tables_and_a_production_facility(client, people, city, year):
    Facility.objects.filter(pk=city.generator.pk).update(management_class="key")
    drafted_plan(people.clerk, city.generator, year + 1)
    client.force_login(people.clerk)
    page = client.get(address(city.generator, year + 1)).content.decode()
    assert "Name at least one production facility." in page
    for slug in ("a1", "a2", "a3", "a4", "a5", "a6", "a7"):
        assert client.get(table(city.generator, slug, year + 1)).status_code == 200
    unit = {"unit": "Hall 1", "name": "Lathe", "code": "MF0001"}
    assert client.post(table(city.generator, "a2", year + 1), formset(unit, initial=0)).status_code == 302
    method = str(city.re_refine.pk)
    row = {"facility_kind": "Furnace", "facility_code": "TS9", "stream": city.oil.pk, "method": method, "kg": "0.1"}
    assert client.post(table(city.generator, "a5", year + 1), formset(row, initial=0)).status_code == 302
    version = file_plan(by=people.clerk, facility=city.generator, year=year + 1)
    assert set(version.content) == {table.value for table in PlanTable}
    assert [row["code"] for row in version.content["A.2"]] == ["MF0001"]
    assert version.content["A.5"][0]["kg"] == "100"


@pytest.mark.parametrize(("slug", "status"), [("a1", 200), ("a2", 404), ("a3", 200), ("a4", 404), ("a9", 404)])
def test_a_registered_site_has_three_tables(client, people, city, year, slug, status):
    begin_plan(by=people.clerk, facility=city.generator, year=year)
    client.force_login(people.clerk)
    assert client.get(table(city.generator, slug)).status_code == status


def test_an_empty_plan_is_refused(client, people, unplanned, year):
    client.force_login(people.clerk)
    drafted_plan(people.clerk, unplanned, year)
    for kind in (A3, A7):
        write_table(by=people.clerk, facility=unplanned, year=year, table=kind, rows=[])
    response = client.post(address(unplanned), {"do": "file"})
    assert response.status_code == 422 and "Plan at least one waste." in response.content.decode()
    assert not ManagementPlan.objects.filter(facility=unplanned).filed().exists()
    assert client.post(address(unplanned), {}).status_code == 422  # not even what to do


@pytest.mark.parametrize(
    ("sent", "name", "sentence"),
    [
        ({"kg": "-1"}, "kg", "greater than or equal to 0"),
        ({"kg": "x"}, "kg", "Enter a number."),
        ({"kg": "1.0000001"}, "kg", "no more than 6 decimal places"),
        ({"step": ""}, "step", "required"),
        ({"stream": "garbage"}, "stream", "Select a valid choice"),
    ],
)
def test_a_wrong_line_is_said_beside_it_and_nothing_is_kept(client, people, city, year, sent, name, sentence):
    begin_plan(by=people.clerk, facility=city.generator, year=year)
    client.force_login(people.clerk)
    row = {"stream": city.oil.pk, "kg": "1", "step": "turning"}
    response = client.post(table(city.generator, "a3"), formset(row, row | sent))
    assert response.status_code == 422
    assert sentence in " ".join(response.context["formset"].forms[1].errors[name])
    plan = ManagementPlan.objects.get(facility=city.generator)
    assert plan.plannedgenerations.filter(kg=1000).count() == 0


@pytest.mark.parametrize("slug", ["a2", "a3", "a4", "a5", "a6", "a7"])
def test_a_table_as_it_is_shown_can_be_sent_back(client, people, city, year, slug):
    """The empty last line asks for nothing, whatever its choices stand at."""
    Facility.objects.filter(pk=city.generator.pk).update(management_class="key")
    drafted_plan(people.clerk, city.generator, year)
    client.force_login(people.clerk)
    shown = client.get(table(city.generator, slug)).context["formset"]
    fields = [field for form in (shown.management_form, *shown) for field in form]
    sent = {field.html_name: value for field in fields if (value := field.value()) is not None and value is not False}
    assert client.post(table(city.generator, slug), sent).status_code == 302


def test_a_table_that_arrives_without_lines_wipes_nothing(client, people, city, year):
    plan = begin_plan(by=people.clerk, facility=city.generator, year=year)
    client.force_login(people.clerk)
    for sent in (formset(), formset() | {"form-TOTAL_FORMS": "-1"}, {}):
        assert client.post(table(city.generator, "a3"), sent).status_code == 422
    assert plan.plannedgenerations.count() == 3


@pytest.mark.parametrize("day", ["1899-12-31", "9999-12-31"])
def test_a_site_began_on_a_day_that_is_past(client, people, city, year, day):
    begin_plan(by=people.clerk, facility=city.generator, year=year)
    client.force_login(people.clerk)
    response = client.post(table(city.generator, "a1"), BASICS | {"operating_since": day})
    assert response.status_code == 422 and "operating_since" in response.context["form"].errors


def test_a_dropped_draft_leaves_nothing(client, people, unplanned, year):
    begin_plan(by=people.clerk, facility=unplanned, year=year)
    client.force_login(people.clerk)
    assert client.post(address(unplanned), {"do": "drop"}).url == PLANS
    assert not ManagementPlan.objects.filter(facility=unplanned).exists()


def test_a_site_without_wastes_is_told_to_describe_them(client, people, city):
    client.force_login(people.outsider)
    assert "Describe the wastes" in client.get(address(city.outside)).content.decode()


def test_only_this_year_and_the_next_are_planned(client, people, city, year):
    client.force_login(people.clerk)
    for other, status in ((year - 1, 404), (year, 200), (year + 1, 200), (year + 2, 404)):
        assert client.get(address(city.generator, other)).status_code == status
    with pytest.raises(Refusal) as refused:
        begin_plan(by=people.clerk, facility=city.generator, year=year - 1)
    assert refused.value.code == "plan_year_invalid"


def test_who_may_file(client, people, city, year):
    begin_plan(by=people.clerk, facility=city.generator, year=year)
    for name, status in (("reader", 403), ("city_regulator", 403), ("driver", 403), ("outsider", 404)):
        client.force_login(getattr(people, name))
        for page in (address(city.generator), table(city.generator, "a3")):
            assert client.get(page).status_code == status
            assert client.post(page, {"do": "file"}).status_code == status
    where = {"by": people.reader, "facility": city.generator, "year": year}
    for act in (begin_plan, file_plan, drop_draft, lambda **w: write_table(**w, table=A3, rows=[])):
        with pytest.raises(NotPermitted):
            act(**where)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_open_in_both_languages(client, people, city, year, language):
    version = filed_plan(people.clerk, city.generator, year)
    drafted_plan(people.clerk, city.generator, year)
    client.force_login(people.clerk)
    client.cookies["django_language"] = language
    pages = [PLANS, address(city.generator), *(table(city.generator, slug) for slug in ("a1", "a3", "a7"))]
    pages += [reverse("facilities:plan_version", args=[version.pk])]
    pages += [reverse("facilities:plan_actual", args=[version.plan_id])]
    pages += [reverse("facilities:site_class", args=[city.generator.pk])]
    assert {client.get(page).status_code for page in pages} == {200}


def test_the_longest_table_is_not_too_long_to_be_sent(settings):
    widest = max(len(formset.form.base_fields) + 1 for formset in FORMSETS.values())  # and a box to leave it out
    assert MOST * widest + 10 <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
