"""A correction over the API: what may be asked, proposed, answered; keys; and the one code of every sealed field."""

import pytest

from manifests.models import Amendment, Manifest
from manifests.sealing import AMENDABLE, LINE, MANIFEST
from tests.api import Api

WEIGHT = "/lines/1/accepted_kg"


def body(manifest, field=WEIGHT, value="950") -> dict:
    return {"manifest": str(manifest.pk), "changes": [{"field": field, "value": value}], "reason": "typed wrongly"}


def test_a_program_asks_what_may_be_corrected_proposes_and_the_other_agrees(walk, people):
    manifest = walk.closed()
    receiver, clerk = Api(people.receiver), Api(people.clerk)
    offered = {row["field"]: row for row in receiver.get(f"/api/manifests/{manifest.pk}/amendable/").json()}
    assert offered[WEIGHT] == {
        "field": WEIGHT, "value": "1000.000", "consent": ["consignor", "consignee"], "may_propose": True,
    }  # fmt: skip
    assert offered["/legs/1/plate"]["may_propose"] is False
    made = receiver.make("/api/amendments/", body(manifest), key="k1")
    assert (made["state"], [row["agrees"] for row in made["voters"]]) == ("proposed", [None, True])
    again = receiver.post("/api/amendments/", body(manifest), key="k1")
    assert (again.status_code, again.headers["Idempotent-Replay"], again.json()["id"]) == (200, "true", made["id"])
    address = f"/api/amendments/{made['id']}/"
    done = clerk.do(f"{address}agree/", {}, key="k2")
    assert done["state"] == "agreed" and done["event"]
    repeated = clerk.post(f"{address}agree/", {}, key="k2")
    assert (repeated.status_code, repeated.headers["Idempotent-Replay"]) == (200, "true")
    assert Manifest.objects.get(pk=manifest.pk).received_kg == 950
    assert clerk.rows("/api/amendments/", running="true") == []
    assert [row["id"] for row in clerk.rows("/api/amendments/", manifest=manifest.pk)] == [made["id"]]


def test_an_official_imposes_and_a_repeated_key_imposes_once(walk, people):
    manifest = walk.closed()
    made = Api(people.receiver).make("/api/amendments/", body(manifest))
    official = Api(people.city_regulator)
    first = official.do(f"/api/amendments/{made['id']}/override/", {"reason": "seen"}, key="k")
    again = official.post(f"/api/amendments/{made['id']}/override/", {"reason": "seen"}, key="k")
    assert first["state"] == "overridden"
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (200, "true")
    assert manifest.events.filter(action="override").count() == 1


SEALED_FOR_EVER = sorted({*MANIFEST, *LINE} - {pointer.rsplit("/", 1)[-1] for pointer in AMENDABLE})


@pytest.mark.parametrize("who", ["clerk", "receiver"])
def test_every_field_without_a_row_in_the_table_answers_field_sealed(walk, people, who):
    manifest, api = walk.closed(), Api(getattr(people, who))
    assert "declared_kg" in SEALED_FOR_EVER and "consignee" in SEALED_FOR_EVER
    for name in SEALED_FOR_EVER:
        for pointer in (f"/{name}", f"/lines/1/{name}"):
            refused = api.post("/api/amendments/", body(manifest, pointer))
            assert (refused.status_code, refused.json()["code"]) == (409, "field_sealed"), pointer
            assert [row["field"] for row in refused.json()["errors"]] == ["/changes/0/field"]
    assert not Amendment.objects.exists()


def test_what_is_not_signed_yet_is_no_correction(walk, people):
    manifest = walk.issued()
    refused = Api(people.clerk).post("/api/amendments/", body(manifest))
    assert (refused.status_code, refused.json()["code"]) == (409, "field_sealed")
    assert Api(people.clerk).get(f"/api/manifests/{walk.draft().pk}/amendable/").json() == []


def test_every_problem_is_said_at_once_at_its_place(walk, people):
    sent = body(walk.closed())
    sent["changes"] += [{"field": "/number", "value": "x"}, {"field": "/national_no", "value": "12"}]
    refused = Api(people.clerk).post("/api/amendments/", sent).json()
    assert [(row["code"], row["field"]) for row in refused["errors"]] == [
        ("field_sealed", "/changes/1/field"),
        ("national_no_invalid", "/changes/2/value"),
    ]
