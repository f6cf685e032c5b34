"""Whatever goes wrong is said in one shape, in the reader's language, with every reason at its place."""

import pytest
from django.test import Client

from facilities import clock
from facilities.models import CarrierLicence
from tests.api import PROBLEM, Api


def problem(response) -> dict:
    assert response.headers["Content-Type"] == PROBLEM
    body = response.json()
    assert body["status"] == response.status_code
    assert body["type"] == f"urn:liandan:problem:{body['code']}"
    assert (body["code"], body["title"]) == (body["errors"][0]["code"], body["errors"][0]["message"])
    return body


def reasons(response) -> dict[str, str]:
    return {row["field"]: row["code"] for row in problem(response)["errors"]}


def test_every_wrong_field_is_named_at_once(people):
    response = Api(people.clerk).post(
        "/api/batches/",
        {
            "stream": "x",
            "kg": "much",
            "containers": [{"litres": "20", "kg": "1"}, {"litres": "20", "kg": None}],
            "lattitude": 3,
        },
    )
    assert response.status_code == 422
    assert reasons(response) == {
        "/stream": "invalid",
        "/kg": "kg_invalid",
        "/containers/1/kg": "null",
        "/lattitude": "unknown_field",
    }
    values = {error["field"]: error["value"] for error in problem(response)["errors"]}
    assert values["/kg"] == "much"


def test_every_rule_against_it_is_named_at_once_with_its_law(walk, people, city):
    manifest = walk.draft(method="D10")
    CarrierLicence.objects.all().delete()
    city.generator.plans.get().lines.all().delete()
    response = Api(people.clerk).post(f"/api/manifests/{manifest.pk}/issue/")
    assert response.status_code == 409
    errors = problem(response)["errors"]
    assert len(errors) >= 2
    assert all(row["rule"] for row in errors)


def test_messages_come_in_the_language_that_is_asked_for(people, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    chinese = Api(people.clerk, language="zh-CN").post("/api/batches/", {"stream": None})
    english = Api(people.clerk, language="en").post("/api/batches/", {"stream": None})
    unsaid = Api(people.clerk, language="").post("/api/batches/", {"stream": None})
    assert chinese.json()["title"] == "该字段不能为 null。"
    assert english.json()["title"] == "This field may not be null."
    assert unsaid.json()["title"] == chinese.json()["title"]
    assert reasons(chinese) == reasons(english)


def test_a_query_that_cannot_be_read_is_named_as_such(people):
    response = Api(people.clerk).get("/api/manifests/", state="melted", consignor="x")
    assert response.status_code == 400
    assert set(reasons(response)) == {"?state", "?consignor"}


@pytest.mark.parametrize(
    ("send", "status", "code"),
    [
        (lambda client, headers: client.get("/api/batches/"), 401, "not_authenticated"),
        (lambda client, headers: client.get("/api/batches/", headers={"authorization": "Token x"}), 401,
         "authentication_failed"),
        (lambda client, headers: client.get("/api/batches/", headers=headers | {"accept": "text/html"}), 406,
         "not_acceptable"),
        (lambda client, headers: client.post("/api/batches/", {"kg": "1"}, headers=headers), 415,
         "unsupported_media_type"),
        (lambda client, headers: client.post("/api/batches/", "{", content_type="application/json", headers=headers),
         400, "parse_error"),
        (lambda client, headers: client.post("/api/batches/", " " * 2_000_000, content_type="application/json",
                                             headers=headers), 413, "body_too_large"),
        (lambda client, headers: client.put("/api/batches/", headers=headers), 405, "method_not_allowed"),
        (lambda client, headers: client.get("/api/batches/x/", headers=headers), 404, "not_found"),
        (lambda client, headers: client.get("/api/batches/?cursor=cD1hYmM=", headers=headers), 404, "cursor_invalid"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)  # fmt: skip
def test_what_the_framework_refuses_has_the_same_shape(people, send, status, code):
    response = send(Client(), Api(people.clerk).headers)
    assert response.status_code == status
    assert problem(response)["code"] == code


def test_what_was_sent_is_repeated_but_never_a_password(people):
    long = Api(people.clerk).post("/api/batches/", {"stream": "s" * 5_000, "kg": "1"})
    assert problem(long)["errors"][0]["value"] == "s" * 200
    secret = Api().post("/api/token/", {"username": "clerk", "password": "p" * 200})
    assert secret.status_code == 422 and "ppp" not in secret.content.decode()


def test_numbers_are_read_as_written_and_times_need_an_offset(people, city):
    api = Api(people.clerk)
    for kg in ("0.1", "1e2", "100.000", "123456789012.125"):
        made = api.post("/api/batches/", raw=f'{{"stream": "{city.oil.pk}", "kg": {kg}}}'.encode())
        assert made.status_code == 201
    assert [row["kg"] for row in api.rows("/api/batches/")] == ["123456789012.125", "100.000", "100.000", "0.100"]
    finer = api.post("/api/batches/", raw=f'{{"stream": "{city.oil.pk}", "kg": 0.1000001}}'.encode())
    assert reasons(finer) == {"/kg": "kg_invalid"}
    bare = api.post("/api/batches/", {"stream": str(city.oil.pk), "kg": "1", "happened_at": "2026-01-05T08:00:00"})
    assert reasons(bare) == {"/happened_at": "offset_missing"}
    day = clock.now().replace(hour=0, minute=30, second=0, microsecond=0)
    sent = {"stream": str(city.oil.pk), "kg": "1", "happened_at": day.isoformat()}
    assert api.make("/api/batches/", sent)["batch"]["generated_at"] == f"{day:%Y-%m-%dT00:30:00}Z"
