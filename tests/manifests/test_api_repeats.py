"""A request sent twice does its work once and is answered alike."""

import pytest

from manifests.models import CustodyEvent, Manifest, WasteBatch
from tests.api import Api


def test_a_batch_declared_twice_is_there_once(people, city):
    api, body = Api(people.clerk), {"stream": str(city.oil.pk), "kg": "5", "container_count": 1}
    body["container_litres"] = "20"
    first = api.post("/api/batches/", body, key="k-1")
    second = api.post("/api/batches/", body, key="k-1")
    assert (first.status_code, second.status_code) == (201, 200)
    assert "Idempotent-Replay" not in first.headers and second.headers["Idempotent-Replay"] == "true"
    assert second.json() == first.json()
    assert WasteBatch.objects.count() == 1


def test_a_manifest_issued_twice_has_one_number(walk, people):
    api, at = Api(people.clerk), f"/api/manifests/{walk.draft().pk}/issue/"
    first, second = api.post(at, key="k-1"), api.post(at, key="k-1")
    assert second.json() == first.json() and second.headers["Idempotent-Replay"] == "true"
    third = api.post(at, key="k-2")
    assert (third.status_code, third.json()["code"]) == (409, "transition_not_allowed")


def test_a_retry_tells_the_first_event_and_the_manifest_as_it_is_now(walk, people):
    manifest = walk.draft()
    api, at = Api(people.clerk), f"/api/manifests/{manifest.pk}/"
    first = api.do(f"{at}issue/", key="k-1")
    api.do(f"{at}cancel/", {"reason": "changed mind"})
    late = api.do(f"{at}issue/", key="k-1")
    assert late["event"] == first["event"] and late["manifest"]["state"] == "cancelled"


def test_a_key_sent_with_something_else_is_refused(people, city):
    api = Api(people.clerk)
    api.make("/api/batches/", {"stream": str(city.oil.pk), "kg": "5"}, key="k-1")
    other = api.post("/api/batches/", {"stream": str(city.oil.pk), "kg": "6"}, key="k-1")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")
    assert WasteBatch.objects.count() == 1


def test_the_same_weight_written_otherwise_is_the_same_request(people, city):
    api = Api(people.clerk)
    api.make("/api/batches/", {"stream": str(city.oil.pk), "kg": "5"}, key="k-1")
    assert api.post("/api/batches/", raw=b'{"kg": 5.0, "stream": "%s"}' % str(city.oil.pk).encode(), key="k-1")
    assert WasteBatch.objects.count() == 1


def test_two_people_s_keys_do_not_meet(walk, people):
    manifest = walk.draft()
    Api(people.clerk).do(f"/api/manifests/{manifest.pk}/issue/", key="same")
    frozen = Api(people.city_regulator).post(f"/api/manifests/{manifest.pk}/freeze/", {"reason": "look"}, key="same")
    assert frozen.status_code == 200 and "Idempotent-Replay" not in frozen.headers


def test_a_refused_request_may_be_sent_again_with_its_key(walk, people, city):
    manifest, api = walk.draft(), Api(people.clerk)
    item = city.site.permits.get().items.get()
    type(item).objects.update(methods=["R9"])
    assert api.post(f"/api/manifests/{manifest.pk}/issue/", key="k-1").status_code == 409
    type(item).objects.update(methods=["D10"])
    assert api.post(f"/api/manifests/{manifest.pk}/issue/", key="k-1").status_code == 200


@pytest.mark.parametrize("action", ["depart", "arrive", "receive", "close"])
def test_the_steps_of_the_road_can_be_sent_again(walk, people, action):
    manifest = {
        "depart": walk.assigned,
        "arrive": walk.in_transit,
        "receive": walk.arrived,
        "close": walk.judged,
    }[action]()
    line = {"line": str(manifest.lines.get().pk), "opinion": "accept", "weighed_kg": "1000"}
    body = {"lines": [line]} if action == "receive" else {}
    api = Api(people.driver if action in ("depart", "arrive") else people.receiver)
    at = f"/api/manifests/{manifest.pk}/{action}/"
    first, second = api.post(at, body, key="k"), api.post(at, body, key="k")
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert CustodyEvent.objects.filter(manifest=manifest, action=action).count() == 1
    assert Manifest.objects.get(pk=manifest.pk).event_count == first.json()["event"]["sequence"]
