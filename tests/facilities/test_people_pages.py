"""A manager's people: adding one with a password shown once, taking a role away, and who may not."""

import re

import pytest
from django.urls import reverse

from facilities.actions.add_person import add_person
from facilities.actions.remove_role import remove_role
from facilities.errors import NotPermitted, Refusal
from facilities.models import Membership, Person
from tests.city import member

PEOPLE, NEW = reverse("facilities:people"), reverse("facilities:new_person")


@pytest.fixture
def manager(city, people):
    return member("manager", city.generator.enterprise, "manager")


def added(city, **changes) -> dict:
    return {
        "enterprise": city.generator.enterprise.pk,
        "name": "Zhang",
        "username": "zhang",
        "phone": "138",
        "roles": ["clerk", "dispatcher"],
        **changes,
    }


def membership(person) -> Membership:
    return Membership.objects.get(person=person)


def test_manager_adds_a_person_who_can_then_sign_in(client, city, manager):
    client.force_login(manager)
    response = client.post(NEW, added(city))
    password = response.context["password"]
    text = response.content.decode()
    assert password in text and "shown only once" in text
    assert text.count("Zhang can sign in") == 1
    assert "no-store" in response.headers["Cache-Control"]
    person = Person.objects.get(username="zhang")
    assert person.standing.roles == {"clerk", "dispatcher"}
    assert not person.is_staff and not person.is_superuser
    client.logout()
    assert client.post(reverse("sign_in"), {"username": "zhang", "password": password}).status_code == 302
    assert password not in client.get(PEOPLE).content.decode()


def test_passwords_differ_and_are_easy_to_read_out(city, manager):
    passwords = {
        add_person(by=manager, enterprise=city.generator.enterprise, username=f"p{i}", name="P", roles=["reader"])[1]
        for i in range(5)
    }
    assert len(passwords) == 5
    assert all(re.fullmatch(r"[a-km-np-z2-9]{12}", password) for password in passwords)


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"username": "clerk"}, "username", "This account name is taken."),
        ({"username": "two words"}, "username", "Enter a valid username."),
        ({"username": ""}, "username", "This field is required."),
        ({"name": "x" * 61}, "name", "at most 60 characters"),
        ({"roles": []}, "roles", "This field is required."),
        ({"roles": ["king"]}, "roles", "Select a valid choice."),
        ({"enterprise": "nonsense"}, "enterprise", "is not a valid"),
    ],
)
def test_wrong_input_is_said_beside_its_field_and_nobody_is_added(client, city, manager, wrong, field, sentence):
    client.force_login(manager)
    before = Person.objects.count()
    response = client.post(NEW, added(city, **wrong))
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors[field])
    assert (Person.objects.count(), Membership.objects.filter(role="dispatcher").count()) == (before, 1)


def test_nobody_is_added_to_anothers_enterprise(client, city, manager):
    client.force_login(manager)
    assert client.post(NEW, added(city, enterprise=city.site.enterprise.pk)).status_code == 422
    with pytest.raises(NotPermitted):
        add_person(by=manager, enterprise=city.site.enterprise, username="x", name="X", roles=["clerk"])
    with pytest.raises(Refusal) as refused:
        add_person(by=manager, enterprise=city.generator.enterprise, username="x", name="X", roles=["king"])
    assert refused.value.code == "role_unknown"


def test_list_shows_the_own_people_only(client, people, manager):
    client.force_login(manager)
    shown = {row.person.username for row in client.get(PEOPLE).context["page"].rows}
    assert shown == {"manager", "clerk", "reader"}


def test_list_costs_the_same_however_long(client, city, manager, django_assert_max_num_queries):
    client.force_login(manager)
    with django_assert_max_num_queries(6) as few:
        client.get(PEOPLE)
    for number in range(30):
        member(f"somebody{number}", city.generator.enterprise, "reader")
    with django_assert_max_num_queries(6) as many:
        client.get(PEOPLE)
    assert len(many) == len(few)


def test_a_role_taken_away_is_gone_at_the_next_request(client, people, manager):
    client.force_login(manager)
    remove = reverse("facilities:remove_role", args=[membership(people.clerk).pk])
    assert client.get(remove).status_code == 405
    assert "clerk is no longer clerk." in client.post(remove, follow=True).content.decode()
    assert client.post(remove).status_code == 404
    client.force_login(people.clerk)
    assert client.get(reverse("manifests:declare")).status_code == 403


def test_the_last_manager_stays(client, city, manager):
    client.force_login(manager)
    remove = reverse("facilities:remove_role", args=[membership(manager).pk])
    client.post(remove)
    assert membership(manager)
    assert remove not in client.get(PEOPLE).content.decode()
    second = member("second", city.generator.enterprise, "manager")
    assert remove in client.get(PEOPLE).content.decode()
    assert client.post(remove).url == reverse("home")
    assert client.get(PEOPLE).status_code == 403
    with pytest.raises(Refusal) as refused:
        remove_role(membership(second), by=second)
    assert refused.value.code == "last_manager"


@pytest.mark.parametrize("name", ["clerk", "reader", "driver", "city_regulator"])
def test_only_managers_see_people(client, city, people, name):
    client.force_login(getattr(people, name))
    for address in (PEOPLE, NEW):
        assert client.get(address).status_code == 403
    assert client.post(NEW, added(city)).status_code == 403
    assert client.post(reverse("facilities:remove_role", args=[membership(people.clerk).pk])).status_code == 403


def test_others_people_are_not_there(client, people):
    client.force_login(people.outsider)
    assert client.post(reverse("facilities:remove_role", args=[membership(people.clerk).pk])).status_code == 404
    with pytest.raises(NotPermitted):
        remove_role(membership(people.clerk), by=people.outsider)
