"""How many statements an answer may cost; lists the same however long they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api import Api


def cost(call) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = call()
    assert response.status_code in (200, 201), response.content
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


LISTS = {
    "clerk": ["facilities/", "facilities/directory/", "waste-streams/", "storage-areas/", "waste-codes/", "methods/",
              "waste-codes/?search=oil", "plans/", "batches/", "manifests/", "stock/", "deadlines/", "legs/",
              "amendments/", "imports/", "declarations/", "declarations/due/", "prints/", "assessments/",
              "crossings/", "label-blocks/", "label-codes/", "label-prints/", "contracts/", "evidence/"],
    "dispatcher": ["insurances/", "licences/", "trips/", "vehicles/", "drivers/", "escorts/", "manifests/", "legs/"],
    "driver": ["manifests/", "trips/", "legs/"],
    "receiver": ["permits/", "manifests/", "batches/"],
    "city_regulator": ["permits/", "manifests/", "batches/", "trips/", "stock/?account=store",
                       "deadlines/?overdue=true"],
}  # fmt: skip


def test_a_list_costs_the_same_however_long_it_is(walk, people):
    apis = {role: Api(getattr(people, role)) for role in LISTS}
    walk.judged("part")
    costs = {}
    for role, paths in LISTS.items():
        for path in paths:
            costs[role, path] = cost(lambda role=role, path=path: apis[role].get(f"/api/{path}"))
    for opinion in ("accept", "part", "refuse"):
        walk.judged(opinion)
        walk.assigned()
    for (role, path), before in costs.items():
        now = cost(lambda role=role, path=path: apis[role].get(f"/api/{path}"))
        assert now <= before <= 6, (role, path, before, now)


@pytest.mark.parametrize("role", ["clerk", "dispatcher", "driver", "receiver", "city_regulator"])
def test_one_manifest(walk, people, role):
    manifest, api = walk.judged("part"), Api(getattr(people, role))
    assert cost(lambda: api.get(f"/api/manifests/{manifest.pk}/")) <= 8


def test_one_batch(walk, people):
    batch, api = walk.stored(container_count=3, container_litres="50"), Api(people.clerk)
    assert cost(lambda: api.get(f"/api/batches/{batch.pk}/")) <= 8


@pytest.mark.parametrize("noun", ["fate", "trace"])
def test_where_one_batch_went(walk, people, noun):
    batch, api = walk.judged("part").lines.get().batch, Api(people.clerk)
    assert cost(lambda: api.get(f"/api/batches/{batch.pk}/{noun}/")) <= 8


def test_where_one_manifest_went(walk, people):
    manifest, api = walk.judged("part"), Api(people.receiver)
    assert cost(lambda: api.get(f"/api/manifests/{manifest.pk}/fate/")) <= 10


def test_issuing(walk, people):
    manifest, api = walk.draft(walk.stored("10"), walk.stored("20"), walk.stored("30")), Api(people.clerk)
    spent = cost(lambda: api.post(f"/api/manifests/{manifest.pk}/issue/", key="k"))
    assert spent <= 20
    again = cost(lambda: api.post(f"/api/manifests/{manifest.pk}/issue/", key="k"))
    assert again <= 10


def test_the_other_steps_of_a_day(walk, people):
    manifest, driver = walk.assigned(), Api(people.driver)
    at = f"/api/manifests/{manifest.pk}/"
    assert cost(lambda: driver.post(f"{at}depart/")) <= 25
    assert cost(lambda: driver.post(f"{at}arrive/")) <= 15
    line = {"line": str(manifest.lines.get().pk), "opinion": "accept", "weighed_kg": "1000"}
    receiver = Api(people.receiver)
    assert cost(lambda: receiver.post(f"{at}receive/", {"lines": [line]})) <= 30
    assert cost(lambda: receiver.post(f"{at}close/")) <= 15
