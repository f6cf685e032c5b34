"""Getting a token, giving it back, and how often one may try; the browser's session beside it."""

import pytest
from django.core.cache import cache
from django.test import Client
from rest_framework.authtoken.models import Token

from tests.api import Api
from tests.city import PASSWORD

GOOD = {"username": "clerk", "password": PASSWORD}


@pytest.fixture(autouse=True)
def _nobody_has_tried(db):
    cache.clear()


def test_a_token_is_got_with_a_password_and_opens_the_door(people):
    made = Api().post("/api/token/", GOOD)
    assert made.status_code == 201
    again = Api().post("/api/token/", GOOD)
    assert (again.status_code, again.json()) == (200, made.json())
    headers = {"authorization": f"Token {made.json()['token']}"}
    assert Client().get("/api/waste-streams/", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"username": "clerk", "password": "guess"}, {"username": "nobody", "password": PASSWORD}]
)
def test_a_wrong_password_and_an_unknown_account_read_the_same(people, wrong):
    refused = Api().post("/api/token/", wrong)
    assert (refused.status_code, refused.json()["title"]) == (401, "The account or the password is wrong.")
    assert not Token.objects.exists()


def test_a_token_given_back_opens_nothing(people):
    api = Api(people.clerk)
    other = Api(people.receiver)
    assert api.delete("/api/token/").status_code == 204
    assert api.get("/api/batches/").status_code == 401
    assert other.get("/api/batches/").status_code == 200


def test_nobody_gives_back_a_token_without_one(people):
    assert Api().delete("/api/token/").status_code == 401
    client = Client()
    client.force_login(people.clerk)
    assert client.delete("/api/token/").status_code == 401


def test_passwords_cannot_be_tried_by_the_thousand(people):
    nobody = Api()
    for _ in range(10):
        assert nobody.post("/api/token/", {**GOOD, "password": "guess"}).status_code == 401
    late = nobody.post("/api/token/", GOOD)
    assert (late.status_code, late.json()["code"]) == (429, "throttled")
    assert 1 <= int(late.headers["Retry-After"]) <= 60
    # What a client writes into the header does not make it somebody else.
    assert nobody.post("/api/token/", GOOD, **{"x-forwarded-for": "203.0.113.9"}).status_code == 429
    assert Api(people.clerk).get("/api/batches/").status_code == 200  # who has a token is not counted


def test_a_session_reads_and_must_prove_itself_to_write(people, city):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.clerk)
    assert browser.get("/api/batches/").status_code == 200
    body = {"stream": str(city.oil.pk), "kg": "1"}
    forged = browser.post("/api/batches/", body, content_type="application/json")
    assert (forged.status_code, forged.json()["code"]) == (403, "permission_denied")
    browser.get("/api/docs/?script=")
    token = browser.cookies["csrftoken"].value
    meant = browser.post("/api/batches/", body, content_type="application/json", headers={"x-csrftoken": token})
    assert meant.status_code == 201
