"""Several declarations confirmed by a program: which, what is refused and why, and sending it again."""

import pytest

from facilities import clock
from manifests.custody import perform
from manifests.declarations.figures import digest_of
from manifests.declarations.period import read_stretch
from manifests.models import Declaration
from tests.api import Api
from tests.declared import OCTOBER, at, confirm, fresh, seen

MANY = "/api/declarations/confirm_many/"
SEPTEMBER = read_stretch("2026-09")


def one(site, stretch=OCTOBER, **more) -> dict:
    return {"facility": str(site.pk), "label": stretch.label, "digest": digest_of(seen(site, stretch)), **more}


def test_two_months_are_confirmed_at_once_and_the_oldest_comes_first(october, people, city):
    both = {"declarations": [one(city.generator), one(city.generator, SEPTEMBER)]}
    answer = Api(people.clerk).do(MANY, both)
    assert [row["content"]["label"] for row in answer["confirmed"]] == ["2026-09", "2026-10"]
    assert answer["left"] == []
    assert {row["label"] for row in Api(people.clerk).see("/api/declarations/due/") if row["version"] == 0} == set()


def test_what_is_refused_stands_with_its_reasons_and_holds_nothing_up(october, people, city):
    wrong = [
        one(city.generator) | {"digest": "0" * 64},
        one(city.generator, read_stretch("2026-11")),
        one(city.generator, read_stretch("2026-Q3")),
        one(city.outside),
    ]
    answer = Api(people.clerk).do(MANY, {"declarations": [one(city.generator, SEPTEMBER), *wrong]})
    assert [row["content"]["label"] for row in answer["confirmed"]] == ["2026-09"]
    assert {(row["facility"], row["label"]): [error["code"] for error in row["errors"]] for row in answer["left"]} == {
        (str(city.generator.pk), "2026-10"): ["figures_changed"],
        (str(city.generator.pk), "2026-11"): ["period_not_over"],
        (str(city.generator.pk), "2026-Q3"): ["period_not_owed"],
        (str(city.outside.pk), "2026-10"): ["not_found"],
    }
    assert Declaration.objects.count() == 1


def test_the_reason_goes_with_each(october, people, city):
    confirm(people.clerk, city.generator)
    perform(october.left, "lose", by=people.clerk, data={"kg": "1", "reason": "dry"}, happened_at=at(2026, 10, 9, 9))
    body = {"declarations": [one(city.generator), one(city.generator, SEPTEMBER)]}
    left = Api(people.clerk).do(MANY, body)["left"]
    assert [(row["label"], row["errors"][0]["field"]) for row in left] == [("2026-10", "/reason")]
    body["declarations"][0]["reason"] = "a drum had dried out"
    answer = Api(people.clerk).do(MANY, body)
    assert {(row["start"], row["version"]) for row in answer["confirmed"]} == {("2026-09-01", 1), ("2026-10-01", 2)}


def test_sent_again_with_its_key_it_is_answered_as_before_and_does_nothing(october, people, city):
    body = {"declarations": [one(city.generator, SEPTEMBER), one(city.generator) | {"digest": "old"}]}
    api = Api(people.clerk)
    first = api.post(MANY, body, key="k")
    body["declarations"][1]["digest"] = digest_of(seen(city.generator))
    other = api.post(MANY, body, key="k")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    body["declarations"][1]["digest"] = "old"
    again = api.post(MANY, body, key="k")
    assert again.json() == first.json() and again.headers["Idempotent-Replay"] == "true"
    assert "Idempotent-Replay" not in first.headers
    assert Declaration.objects.count() == 1


def test_without_a_key_twice_is_once(october, people, city):
    body = {"declarations": [one(city.generator), one(city.generator, SEPTEMBER)]}
    first, second = (Api(people.clerk).do(MANY, body) for _try in range(2))
    assert first == second and Declaration.objects.count() == 2


@pytest.mark.parametrize(("role", "status"), [("reader", 403), ("city_regulator", 403), ("driver", 403)])
def test_who_confirms_nothing_at_all_is_told_so(october, people, city, role, status):
    refused = Api(getattr(people, role)).post(MANY, {"declarations": [one(city.generator)]})
    assert (refused.status_code, refused.json()["code"]) == (status, "not_permitted")
    assert not Declaration.objects.exists()


def test_another_firm_s_clerk_finds_none_of_them(october, people, city):
    answer = Api(people.outsider).do(MANY, {"declarations": [one(city.generator)]})
    assert (answer["confirmed"], answer["left"][0]["errors"][0]["code"]) == ([], "not_found")


@pytest.mark.parametrize("label", ["2026-13", "2026-Q5", "x", "1999", "", "2026-1"])
def test_a_period_that_is_none_is_said_at_its_place(october, people, city, label):
    sent = {"declarations": [one(city.generator, SEPTEMBER), one(city.generator) | {"label": label}]}
    refused = Api(people.clerk).post(MANY, sent)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "/declarations/1/label"
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("count", [0, 51])
def test_none_and_more_than_fifty_are_too_few_and_too_many(october, people, city, count):
    sent = {"declarations": [one(city.generator)] * count}
    assert Api(people.clerk).post(MANY, sent).status_code == 422


def test_a_consent_to_declare_is_enough(october, people, city):
    from facilities.actions.give_delegation import give_delegation
    from facilities.models import Membership

    helper = people.outsider
    manager = people.clerk
    Membership.objects.filter(person=manager).update(role="manager")
    give_delegation(
        by=fresh(manager), facility=city.generator,
        registration_no=city.outside.enterprise.registration_no, may_declare=True, may_fill=False,
        valid_from=clock.today(), valid_to=clock.today(),
    )  # fmt: skip
    answer = Api(helper).do(MANY, {"declarations": [one(city.generator)]})
    assert answer["confirmed"][0]["on_behalf_of"] == city.generator.enterprise.name
