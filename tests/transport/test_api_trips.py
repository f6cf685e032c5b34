"""Trips and legs over HTTP: planned once however often sent, loaded, and refused with reasons."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection

from tests.api import Api, description
from transport.models import Leg, Trip, Vehicle


@pytest.fixture
def crew(city, fleet) -> dict:
    return {
        "carrier": str(city.carrier.pk),
        "vehicle": str(fleet.truck.pk),
        "driver": str(fleet.driver.pk),
        "escort": str(fleet.escort.pk),
    }


def test_a_trip_carries_several_manifests(walk, people, crew):
    manifests = [str(walk.issued().pk) for _ in range(3)]
    trip = Api(people.dispatcher).make("/api/trips/", {**crew, "manifests": manifests})
    assert [load["manifest"] for load in trip["loads"]] == manifests
    assert {load["state"] for load in trip["loads"]} == {"issued"}
    (seen,) = Api(people.driver).rows("/api/trips/", ended="false")
    assert seen == trip


def test_a_trip_sent_twice_is_planned_once(people, crew):
    api = Api(people.dispatcher)
    first, second = api.post("/api/trips/", crew, key="k-1"), api.post("/api/trips/", crew, key="k-1")
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json() and second.headers["Idempotent-Replay"] == "true"
    assert Trip.objects.count() == 1
    other = api.post("/api/trips/", {**crew, "planned_for": "2026-01-01"}, key="k-1")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert Api(people.outsider).post("/api/trips/", crew, key="k-1").status_code == 422  # another person's key


def test_a_refused_trip_leaves_nothing_and_its_key_may_be_used_again(walk, people, crew, fleet):
    api, draft = Api(people.dispatcher), walk.draft()
    refused = api.post("/api/trips/", {**crew, "manifests": [str(draft.pk)]}, key="k-1")
    assert refused.status_code == 422
    assert not Trip.objects.exists()
    Vehicle.objects.update(valid_to="2020-12-31", valid_from="2020-01-01")
    lapsed = api.post("/api/trips/", crew, key="k-2")
    assert (lapsed.status_code, lapsed.json()["errors"][0]["field"]) == (422, "/vehicle")
    assert api.post("/api/trips/", {**crew, "vehicle": str(fleet.second_truck.pk)}, key="k-2").status_code == 422
    Vehicle.objects.update(valid_to="2099-12-31")
    assert api.post("/api/trips/", crew, key="k-1").status_code == 201


def test_a_manifest_is_put_on_a_trip_and_again_without_harm(walk, people, crew):
    api, manifest = Api(people.dispatcher), walk.issued()
    trip = api.make("/api/trips/", crew)
    at = f"/api/trips/{trip['id']}/assign/"
    first = api.post(at, {"manifest": str(manifest.pk)}, key="k-1")
    again = api.post(at, {"manifest": str(manifest.pk)}, key="k-1")
    assert first.json() == again.json() and again.headers["Idempotent-Replay"] == "true"
    assert Leg.objects.count() == 1
    assert [row["id"] for row in api.rows("/api/trips/", manifest=str(manifest.pk))] == [trip["id"]]


def test_the_next_carrier_is_named_once(walk, people, city):
    api, manifest = Api(people.dispatcher), walk.in_transit()
    body = {"manifest": str(manifest.pk), "carrier": str(city.outside.pk)}
    first, again = api.post("/api/legs/", body, key="k-1"), api.post("/api/legs/", body, key="k-1")
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Leg.objects.filter(manifest=manifest).count() == 2
    assert Api(people.outsider).see(f"/api/manifests/{manifest.pk}/")["state"] == "in_transit"


def test_the_fleet_is_narrowed_by_valid_papers(people, fleet):
    api = Api(people.dispatcher)
    Vehicle.objects.filter(pk=fleet.truck.pk).update(valid_to="2020-12-31", valid_from="2020-01-01")
    assert [row["plate"] for row in api.rows("/api/vehicles/", valid_on="2020-06-01")] == ["苏D12345"]
    assert {row["name"] for row in api.rows("/api/drivers/", carrier=str(fleet.driver.carrier_id))} == {"Wang", "Li"}


@pytest.mark.django_db(transaction=True)
def test_eight_equal_requests_at_once_plan_one_trip(people, crew):
    description()  # worked out once a process, and not by eight threads at once
    token = Api(people.dispatcher).headers

    def send(_):
        api = Api()
        api.headers = token
        try:
            return api.post("/api/trips/", crew, key="at-once")
        finally:
            connection.close()

    try:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(send, range(8)))
    finally:
        cache.clear()
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert Trip.objects.count() == 1
