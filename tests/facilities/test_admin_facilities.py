"""Officials find a facility with all that is known of it, and set its management class."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from facilities import clock
from facilities.actions.reclassify import reclassify
from facilities.errors import BadInput, NotThere, Refusal
from facilities.models import Approval, Facility, Insurance, WorkingDay
from manifests.custody import perform
from tests.city import person

LIST = reverse("admin:facilities_facility_changelist")


def page(facility, action="change") -> str:
    return reverse(f"admin:facilities_facility_{action}", args=[facility.pk])


def listed(response) -> set:
    return {row.pk for row in response.context["cl"].result_list}


@pytest.fixture
def city_hall(client, people):
    client.force_login(people.city_regulator)
    return client


def test_filters_find_what_they_name(city_hall, city):
    everything = {city.generator.pk, city.collector.pk, city.site.pk, city.carrier.pk, city.outside.pk}
    for query, expected in (
        ({}, everything),
        ({"q": "Gen"}, {city.generator.pk}),
        ({"q": city.site.enterprise.registration_no.lower()}, {city.site.pk}),
        ({"district": "320412"}, {city.generator.pk, city.collector.pk, city.carrier.pk}),
        ({"role": "is_disposal_site"}, {city.site.pk, city.outside.pk}),
        ({"grade": "key"}, set()),
        ({"q": "erator"}, set()),
    ):
        assert listed(city_hall.get(LIST, query)) == expected, query


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("generator", {"generator", "collector", "outside"}),
        ("collector", {"collector"}),
        ("transporter", {"carrier", "outside"}),
        ("disposalsite", {"site", "outside"}),
    ],
)
def test_each_role_has_its_list_and_its_pages(city_hall, city, model, expected):
    response = city_hall.get(reverse(f"admin:facilities_{model}_changelist"))
    assert listed(response) == {getattr(city, name).pk for name in expected}
    one = response.context["cl"].result_list[0]
    assert city_hall.get(reverse(f"admin:facilities_{model}_change", args=[one.pk])).status_code == 200


def test_a_facility_shows_permits_use_plans_stock_and_history(city_hall, city, walk, people):
    walk.stored("700")
    walk.closed()
    walk.issued(walk.stored("500"))
    site = city_hall.get(page(city.site)).content.decode()
    assert "P-SITE" in site and "HW08, HW12, HW17" in site
    assert "1,000<span" in site and "500<span" in site  # accepted, and on the way
    assert "2\N{NO-BREAK SPACE}%" in site  # 1,500 of 100,000 kg
    generator = city_hall.get(page(city.generator)).content.decode()
    for text in ("PLAN-Generator", "TS001 Store", "1,200<span", "900-249-08", "Closed", "Latest events"):
        assert text in generator
    assert "Fleet" in city_hall.get(page(city.carrier)).content.decode()


def test_stock_over_its_day_limit_is_flagged(city_hall, city, walk):
    with clock.standing_at(clock.now() - timedelta(days=400)):
        batch = walk.stored()
    assert "Over its day limit" in city_hall.get(page(city.generator)).content.decode()
    batches = reverse("admin:manifests_wastebatch_changelist")
    assert "Over its day limit" in city_hall.get(batches).content.decode()
    assert listed(city_hall.get(batches, {"watch": "too_long"})) == {batch.pk}


def test_lists_cost_the_same_for_few_and_many(city_hall, city, django_assert_max_num_queries):
    with django_assert_max_num_queries(6) as few:
        city_hall.get(LIST)
    for number in range(40):
        Facility.objects.create(
            enterprise=city.generator.enterprise, name=f"Plant {number}", region=city.generator.region,
            address="x", contact_name="x", contact_phone="1", is_generator=True,
        )  # fmt: skip
    with django_assert_max_num_queries(6) as many:
        city_hall.get(LIST)
    assert len(few) == len(many)


def test_a_facilitys_page_costs_the_same_for_one_manifest_and_ten(city_hall, city, walk, django_assert_max_num_queries):
    walk.closed()
    with django_assert_max_num_queries(23) as few:
        city_hall.get(page(city.generator))
    for _ in range(6):
        walk.issued(walk.stored("10"))
    with django_assert_max_num_queries(23) as many:
        city_hall.get(page(city.generator))
    assert len(few) == len(many)


def test_facility_pages_follow_each_other_by_name(city_hall, city, monkeypatch):
    from facilities.admin.facility import FacilityAdmin

    monkeypatch.setattr(FacilityAdmin, "list_per_page", 2)
    seen, url = [], LIST
    while url:
        changes = city_hall.get(url).context["cl"]
        seen += [row.name for row in changes.result_list]
        url = f"{LIST}{changes.next_url}" if changes.next_url else ""
    assert seen == ["Carrier", "Collector", "Furnace", "Generator", "Outside"]


def test_the_class_is_set_with_a_reason_and_remembered(client, people, city):
    client.force_login(people.district_regulator)
    url = page(city.generator, "reclassify")
    assert client.get(url).status_code == 403  # HJ 1259 leaves it to the city and above
    assert url not in client.get(page(city.generator)).content.decode()
    client.force_login(people.city_regulator)
    assert url in client.get(page(city.generator)).content.decode()
    assert client.get(url).status_code == 200
    answer = client.post(url, {"management_class": "key", "reason": "over 100 t a year"}, follow=True)
    text = answer.content.decode()
    assert "over 100 t a year" in text and "city_regulator" in text
    city.generator.refresh_from_db()
    assert city.generator.management_class == "key"


@pytest.mark.parametrize(
    "data", [{}, {"management_class": "king", "reason": "x"}, {"management_class": "key", "reason": ""},
             {"management_class": "registered", "reason": "as it is"}],
)  # fmt: skip
def test_a_class_is_not_set_from_bad_input(city_hall, city, data):
    response = city_hall.post(page(city.generator, "reclassify"), data)
    assert response.status_code == 200 and response.context["form"].errors
    city.generator.refresh_from_db()
    assert city.generator.management_class == "registered"


def test_another_districts_official_sets_no_class(client, people, city):
    client.force_login(people.other_regulator)
    data = {"management_class": "key", "reason": "forged"}
    assert client.post(page(city.generator, "reclassify"), data).status_code == 404
    with pytest.raises(NotThere):
        reclassify(by=people.other_regulator, facility=city.generator, **data)
    with pytest.raises(NotThere):
        reclassify(by=people.outsider, facility=city.generator, **data)


def test_the_owner_sees_the_facility_and_does_not_classify_it(people, city):
    with pytest.raises(Refusal) as refused:
        reclassify(by=people.clerk, facility=city.generator, management_class="key", reason="we like it")
    assert refused.value.code == "not_permitted"
    with pytest.raises(BadInput):
        reclassify(by=people.city_regulator, facility=city.generator, management_class="king", reason="x")


def test_papers_are_found_by_their_term(city_hall, city):
    today = clock.today()
    for number, ends in (("OLD", -1), ("SOON", 10), ("FINE", 300)):
        Insurance.objects.create(
            facility=city.site, number=number, valid_from=date(2020, 1, 1), valid_to=today + timedelta(days=ends)
        )
    Insurance.objects.create(
        facility=city.site,
        number="GONE",
        valid_from=date(2020, 1, 1),
        valid_to=today + timedelta(days=20),
        revoked_on=today,
    )
    url = reverse("admin:facilities_insurance_changelist")

    def numbers(**query):
        return {row.number for row in city_hall.get(url, query).context["cl"].result_list}

    assert numbers(term="expired") == {"OLD"}
    assert numbers(term="expiring") == {"SOON"}
    assert numbers(term="revoked") == {"GONE"}
    assert numbers(term="valid") == {"SOON", "FINE", "INS-1"}
    assert numbers(q="SO") == {"SOON"}
    assert numbers(q="Carr") == {"INS-1"}
    assert numbers(district="320412") == {"INS-1"}


def test_papers_of_other_regions_are_not_there(client, people, city):
    client.force_login(people.other_regulator)
    for model, row in (("contract", city.site.contracts_in.first()), ("permit", city.site.permits.get()),
                       ("carrierlicence", city.carrier.carrier_licences.get())):  # fmt: skip
        assert listed(client.get(reverse(f"admin:facilities_{model}_changelist"))) == set()
        assert client.get(reverse(f"admin:facilities_{model}_change", args=[row.pk])).status_code == 404


def test_an_approval_shows_how_much_is_used(city_hall, city):
    Approval.objects.create(
        number="A-1", consignor=city.generator, consignee=city.site, code="900-249-08", method="D10",
        approved_kg=Decimal(1000), used_kg=Decimal(250), valid_from=date(2020, 1, 1), valid_to=date(2099, 1, 1),
    )  # fmt: skip
    assert "25\N{NO-BREAK SPACE}%" in city_hall.get(reverse("admin:facilities_approval_changelist")).content.decode()


def test_codes_are_searched_by_number_and_words(city_hall):
    url = reverse("admin:facilities_wastecode_changelist")
    assert {row.code for row in city_hall.get(url, {"q": "900-249"}).context["cl"].result_list} == {"900-249-08"}
    assert "336-064-17" in {row.code for row in city_hall.get(url, {"q": "HW17"}).context["cl"].result_list}
    assert city_hall.get(url, {"q": "矿物油"}).context["cl"].result_list


def day_data(**more) -> dict:
    return {"jurisdiction": "CN", "date": "2031-10-01", "name": "国庆", "name_en": "National Day", **more}


@pytest.fixture
def chief(client, city):
    """Whoever may set the country's limits sets its calendar."""
    client.force_login(person("chief", is_staff=True, is_superuser=True))
    return client


def test_a_holiday_is_entered_by_hand(chief):
    assert chief.post(reverse("admin:facilities_workingday_add"), day_data()).status_code == 302
    row = WorkingDay.objects.get(date=date(2031, 10, 1))
    assert (row.is_working, row.source) == (False, "edited")


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": "2031-02-30"},
        {"date": "10000-01-01"},
        {"date": ""},
        {"date": "\x00"},
        {"name": "\x00"},
        {"name": "x" * 41},
        {"jurisdiction": "CHN"},
        {"date": "2026-10-01"},  # there already
    ],
)
def test_a_holiday_that_is_none_is_told_and_not_kept(chief, wrong):
    before = WorkingDay.objects.count()
    answer = chief.post(reverse("admin:facilities_workingday_add"), day_data(**wrong))
    assert answer.status_code == 200 and answer.context["errors"]
    assert WorkingDay.objects.count() == before


def test_a_published_day_that_is_changed_counts_as_entered_by_hand(chief):
    row = WorkingDay.objects.filter(source="state_council").first()
    url = reverse("admin:facilities_workingday_change", args=[row.pk])
    assert chief.post(url, day_data(date=row.date.isoformat(), is_working="on")).status_code == 302
    row.refresh_from_db()
    assert (row.is_working, row.source) == (True, "edited")


def test_a_published_day_is_not_deleted(chief):
    row = WorkingDay.objects.filter(source="state_council").first()
    url = reverse("admin:facilities_workingday_delete", args=[row.pk])
    assert chief.post(url, {"post": "yes"}).status_code == 403
    assert WorkingDay.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("who", ["district_regulator", "city_regulator"])
def test_no_district_and_no_city_changes_the_countrys_calendar(client, people, who):
    client.force_login(getattr(people, who))
    row = WorkingDay.objects.first()
    before = WorkingDay.objects.filter(pk=row.pk).values().get()
    url = reverse("admin:facilities_workingday_change", args=[row.pk])
    assert client.get(url).status_code == 200
    assert 'name="_save"' not in client.get(url).content.decode()
    assert client.post(url, day_data()).status_code == 403
    assert client.post(reverse("admin:facilities_workingday_add"), day_data()).status_code == 403
    assert WorkingDay.objects.filter(pk=row.pk).values().get() == before


def test_the_enterprise_shows_its_facilities_of_the_region(city_hall, city):
    url = reverse("admin:facilities_enterprise_change", args=[city.generator.enterprise.pk])
    text = city_hall.get(url).content.decode()
    assert page(city.generator) in text and city.generator.enterprise.registration_no in text


def test_a_batch_shows_its_family_and_its_steps(city_hall, walk, people):
    batch = walk.stored("900")
    perform(batch, "split", by=people.clerk, data={"kg": "300"})
    url = reverse("admin:manifests_wastebatch_change", args=[batch.pk])
    text = city_hall.get(url).content.decode()
    assert text.count("went into") == 2
    for word in ("Declared", "Stored", "Split"):
        assert word in text


@pytest.mark.parametrize(
    "query", [{"q": "HWCS"}, {"state": "open"}, {"code": "HW08"}, {"district": "320412"}, {"holder": "Gen"}]
)
def test_batches_are_found(city_hall, walk, query, django_assert_max_num_queries):
    batch = walk.stored()
    with django_assert_max_num_queries(6):
        response = city_hall.get(reverse("admin:manifests_wastebatch_changelist"), query)
    assert listed(response) == {batch.pk}
