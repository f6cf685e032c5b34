"""Who may enter the officials' pages: every admin address against every role."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from facilities.models import Jurisdiction, Person
from tests.city import PASSWORD, TIANNING, official, person

ENTERPRISE_PEOPLE = ["clerk", "reader", "dispatcher", "driver", "collector", "receiver", "outsider"]
OFFICIALS = ["city_regulator", "district_regulator", "other_regulator"]
FOR_SUPERUSERS = {"person"}
ADDED = {
    *("limit", "deadlinerule", "numberblock"),
    *("enterprise", "facility", "permit", "carrierlicence"),
}
PLAIN = ["admin:index", "admin:flows", "admin:password_change", "admin:jsi18n"]


def lists() -> dict[str, str]:
    return {
        model._meta.model_name: reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    }


def addresses() -> list[str]:
    return [reverse(name) for name in PLAIN] + list(lists().values())


@pytest.fixture
def superuser(db):
    return Person.objects.create_superuser(username="root", password=PASSWORD, name="Root")


@pytest.fixture
def records(city, people, walk, fleet) -> list:
    """One record of each kind that lies in the city's region."""
    manifest = walk.closed()
    line = manifest.lines.get()
    return [
        manifest,
        line.batch,
        city.generator,
        city.generator.enterprise,
        city.site.permits.get(),
        city.carrier.carrier_licences.get(),
        city.carrier.insurances.get(),
        city.site.contracts_in.first(),
        fleet.truck,
        fleet.driver,
        fleet.escort,
    ]


def change_page(record) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


@pytest.mark.parametrize("role", ENTERPRISE_PEOPLE)
def test_enterprise_people_find_nothing_here(client, people, role):
    client.force_login(getattr(people, role))
    assert {url: client.get(url).status_code for url in addresses()} == dict.fromkeys(addresses(), 404)


@pytest.mark.parametrize("role", ENTERPRISE_PEOPLE)
def test_enterprise_people_find_no_record_here(client, people, records, role):
    client.force_login(getattr(people, role))
    for record in records:
        assert client.get(change_page(record)).status_code == 404
        assert client.post(change_page(record), {"_save": "Save"}).status_code == 404


@pytest.mark.django_db
def test_strangers_are_sent_to_the_one_sign_in_page(client):
    for url in addresses():
        response = client.get(url, follow=True)
        assert response.request["PATH_INFO"] == reverse("sign_in"), url


@pytest.mark.parametrize("role", OFFICIALS)
def test_officials_read_every_list(client, people, records, role):
    client.force_login(getattr(people, role))
    for name, url in lists().items():
        assert client.get(url).status_code == (403 if name in FOR_SUPERUSERS else 200), url
    for name in PLAIN:
        assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("role", OFFICIALS)
def test_officials_open_the_records_of_their_region_only(client, people, records, role):
    client.force_login(getattr(people, role))
    in_wujin = {
        record.pk
        for record in records
        if getattr(record, "facility", None) is None or record.facility.region_id != TIANNING
    }
    for record in records:
        expected = {"city_regulator": True, "district_regulator": record.pk in in_wujin, "other_regulator": False}[role]
        assert client.get(change_page(record)).status_code == (200 if expected else 404), repr(record)


@pytest.mark.parametrize("role", OFFICIALS)
def test_no_posted_form_changes_a_record(client, people, records, role):
    client.force_login(getattr(people, role))
    for record in records:
        before = type(record).objects.filter(pk=record.pk).values().get()
        forged = {**dict.fromkeys(before, "1"), "_save": "Save", "post": "yes"}
        for action in ("change", "delete"):
            url = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{action}", args=[record.pk])
            assert client.post(url, forged).status_code in (403, 404)
        assert type(record).objects.filter(pk=record.pk).values().get() == before


def test_what_is_only_read_offers_no_adding(client, people):
    client.force_login(people.city_regulator)
    for model in admin.site._registry:
        name = model._meta.model_name
        status = client.get(reverse(f"admin:{model._meta.app_label}_{name}_add")).status_code
        assert status == (200 if name in ADDED else 403), name


def test_an_official_without_a_region_is_no_official_yet(client, city):
    client.force_login(person("newcomer", is_staff=True))
    assert client.get(reverse("admin:index")).status_code == 404


def test_a_closed_account_enters_nowhere(client, people):
    client.force_login(people.city_regulator)
    people.city_regulator.is_active = False
    people.city_regulator.save()
    assert client.get(reverse("admin:index"), follow=True).request["PATH_INFO"] == reverse("sign_in")


def test_taking_the_region_away_closes_the_door_at_once(client, people):
    client.force_login(people.city_regulator)
    Jurisdiction.objects.filter(person=people.city_regulator).delete()
    assert client.get(reverse("admin:index")).status_code == 404


def test_the_admins_own_sign_in_leads_each_to_their_place(client, people):
    login = reverse("admin:login")
    assert client.get(login, {"next": "/admin/flows/"}).url == f"{reverse('sign_in')}?next=/admin/flows/"
    client.force_login(people.city_regulator)
    assert client.get(login).url == reverse("admin:index")
    client.force_login(people.clerk)
    assert client.get(login).url == reverse("home")
    assert client.post(login, {"username": "clerk", "password": PASSWORD}).url == reverse("home")


def test_the_superuser_sets_up_people_and_sees_no_waste(client, superuser, people, walk):
    walk.issued()
    client.force_login(superuser)
    text = client.get(reverse("admin:index")).content.decode()
    assert lists()["person"] in text and lists()["manifest"] not in text
    assert client.get(lists()["manifest"]).status_code == 403
    assert client.get(lists()["generator"]).status_code == 403
    for name in ("enterprise", "facility", "permit", "carrierlicence"):  # the register, which the superuser may begin
        assert client.get(lists()[name]).status_code == 200, name
    page = client.get(change_page(walk.city.generator)).content.decode()
    assert "History in the register" in page and "Used oil" not in page
    assert client.get(reverse("admin:flows")).status_code == 403
    assert client.get(lists()["person"]).status_code == 200


def management(prefix: str, total: int = 0) -> dict:
    return {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": 0}


def account(somebody: Person, **more) -> dict:
    fields = {"username": somebody.username, "name": somebody.name, "is_active": "on"}
    return {**fields, **management("memberships"), **management("jurisdictions"), **more}


def test_the_superuser_makes_an_official(client, superuser, city):
    client.force_login(superuser)
    somebody = person("dana")
    url = reverse("admin:facilities_person_change", args=[somebody.pk])
    data = account(somebody, is_staff="on", **management("jurisdictions", 1))
    data |= {"jurisdictions-0-region": TIANNING, "jurisdictions-0-office": "Tianning bureau"}
    response = client.post(url, data)
    assert response.status_code == 302, response.context["adminform"].form.errors
    client.force_login(Person.objects.get(pk=somebody.pk))
    assert client.get(reverse("admin:index")).status_code == 200


def test_the_superuser_gives_a_role_by_credit_code(client, superuser, city):
    client.force_login(superuser)
    somebody = person("erin")
    url = reverse("admin:facilities_person_change", args=[somebody.pk])
    number = city.generator.enterprise.registration_no
    data = account(somebody, **management("memberships", 1))
    wrong = data | {"memberships-0-registration_no": "nobody's", "memberships-0-role": "clerk"}
    assert "No enterprise has this number." in client.post(url, wrong).content.decode()
    right = data | {"memberships-0-registration_no": number.lower(), "memberships-0-role": "clerk"}
    assert client.post(url, right).status_code == 302
    assert Person.objects.get(pk=somebody.pk).standing.has("clerk")
    assert number in client.get(url).content.decode()


def test_the_superuser_opens_an_account_and_deletes_none(client, superuser):
    client.force_login(superuser)
    data = {
        "username": "frank",
        "name": "Frank",
        "usable_password": "true",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    assert client.post(reverse("admin:facilities_person_add"), data).status_code == 302
    made = Person.objects.get(username="frank")
    assert made.check_password(PASSWORD)
    assert client.post(reverse("admin:facilities_person_delete", args=[made.pk]), {"post": "yes"}).status_code == 403


def test_officials_do_not_set_up_people(client, people):
    client.force_login(people.city_regulator)
    url = reverse("admin:facilities_person_change", args=[people.clerk.pk])
    assert client.get(url).status_code == 403
    assert client.post(url, account(people.clerk, is_superuser="on")).status_code == 403
    assert not Person.objects.get(pk=people.clerk.pk).is_superuser


def test_records_of_other_makers_are_not_registered():
    assert {model._meta.app_label for model in admin.site._registry} == {"facilities", "manifests", "transport"}


def test_the_overview_costs_the_same_however_much_there_is(client, people, walk, django_assert_max_num_queries):
    client.force_login(people.city_regulator)
    with django_assert_max_num_queries(12) as few:
        client.get(reverse("admin:index"))
    for _ in range(5):
        walk.judged(manifest=walk.arrived(walk.stored("10")))
    with django_assert_max_num_queries(12) as many:
        client.get(reverse("admin:index"))
    assert len(few) == len(many)


def stats(response) -> dict:
    return {str(stat["label"]): stat for _heading, group in response.context["groups"] for stat in group}


def test_each_figure_of_the_overview_opens_as_many_rows(client, people, city, walk, fleet):
    from datetime import timedelta

    from facilities import clock

    with clock.standing_at(clock.now() - timedelta(days=400)):
        walk.stored()  # lies over its 365 days by now
    with clock.standing_at(clock.now() - timedelta(days=20)):
        walk.judged()  # confirmation is overdue
    walk.judged("refuse")
    walk.issued()
    client.force_login(people.city_regulator)
    frozen = walk.issued()
    client.post(reverse("admin:manifests_manifest_freeze", args=[frozen.pk]), {"reason": "odd"})
    fleet.truck.valid_to = clock.today() + timedelta(days=5)
    fleet.truck.save()
    shown = stats(client.get(reverse("admin:index")))
    expected = {"Confirmation overdue": 1, "Frozen": 1, "Refused lately": 1, "Issued": 2, "Vehicles": 1}
    expected |= {"Batches stored over their day limit": 1, "Permits": 0}
    assert {label: shown[label]["figure"] for label in expected} == expected
    for label, stat in shown.items():
        rows = client.get(stat["url"]).context["cl"].result_list
        assert len(rows) == stat["figure"], label


def test_the_overview_is_of_the_own_region(client, people, walk):
    walk.issued()
    for who, found in ((people.district_regulator, 1), (people.other_regulator, 0), (official("t", TIANNING), 1)):
        client.force_login(who)
        assert stats(client.get(reverse("admin:index")))["Issued"]["figure"] == found


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_render_in_both_languages(client, people, records, language):
    client.force_login(people.city_regulator)
    client.cookies["django_language"] = language
    for url in [*addresses(), *map(change_page, records)]:
        response = client.get(url)
        assert response.status_code == (403 if url == lists()["person"] else 200), url
        assert not re.search(r"&lt;(span|time|a|svg)", response.content.decode()), url
