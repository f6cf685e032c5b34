"""Splitting by the drum, repacking and treating to new waste over HTTP; every answer is as described."""

import pytest

from tests.api import Api
from tests.city import stream


@pytest.fixture
def api(people):
    return {name: Api(person) for name, person in vars(people).items()}


@pytest.fixture
def drums(walk):
    return walk.stored("100", container_count=4, container_litres="200")


def path(batch, verb="") -> str:
    return f"/api/batches/{getattr(batch, 'pk', batch)}/{verb}"


def open_actions(subject: dict) -> set[str]:
    return {row["action"] for row in subject["allowed_actions"]}


def test_a_part_is_named_by_its_drums(api, drums):
    clerk = api["clerk"]
    seen = clerk.see(path(drums))
    assert {"split", "repack"} <= open_actions(seen) and "transform" not in open_actions(seen)
    chosen = [row["id"] for row in seen["containers"][:3]]
    split = clerk.do(path(drums, "split/"), {"containers": chosen})["batch"]
    assert (split["state"], split["containers"]) == ("split", [])
    part, rest = (clerk.see(path(child["batch"])) for child in split["children"])
    assert (part["kg"], rest["kg"]) == ("75.000", "25.000")
    assert [row["id"] for row in part["containers"]] == chosen and len(rest["containers"]) == 1


def test_repacked_drums_are_listed_with_the_time_they_were_emptied(api, drums):
    sent = {"container_count": 2, "container_litres": "1000"}
    repacked = api["clerk"].do(path(drums, "repack/"), sent, key="r")
    rows = repacked["batch"]["containers"]
    assert [row["emptied_at"] is None for row in rows] == [False] * 4 + [True] * 2
    assert repacked["batch"]["state"] == "stored" and rows[-1]["kg"] == "50.000"
    assert len(repacked["event"]["particulars"]["emptied"]) == 4
    again = api["clerk"].post(path(drums, "repack/"), sent, key="r")
    assert again.headers["Idempotent-Replay"] == "true" and len(again.json()["batch"]["containers"]) == 6


def test_a_treatment_yields_new_waste(api, walk, city):
    ash = stream(city.site, "Fly ash", "772-003-18")
    manifest = walk.judged(manifest=walk.arrived(walk.stored("600"), walk.stored("400")))
    first, second = (line.batch_id for line in manifest.lines.order_by("position"))
    furnace = api["receiver"]
    assert "transform" in open_actions(furnace.see(path(first)))
    product = {"stream": str(ash.pk), "kg": "150.5", "area": str(walk.area(city.site).pk)}
    body = {
        "method": "D10",
        "batches": [str(second)],
        "products": [product | {"container_count": 2, "container_litres": "1000"}],
        "additives_kg": "0.500",
        "burn_off_kg": "850",
    }
    done = furnace.do(path(first, "transform/"), body, key="t")
    batch = done["batch"]
    assert (batch["state"], batch["treated_by"], batch["burn_off_kg"]) == ("disposed", "D10", "510.000")
    assert batch["additives_kg"] is None
    (child,) = batch["children"]
    assert child["kg"] == "90.000"
    made = furnace.see(path(child["batch"]))
    assert (made["kg"], made["additives_kg"], made["burn_off_kg"]) == ("150.500", "0.500", None)
    assert sorted(row["kg"] for row in made["parents"]) == ["60.000", "90.000"]
    assert len(made["containers"]) == 2 and made["state"] == "stored"
    again = furnace.post(path(first, "transform/"), body, key="t")
    assert again.headers["Idempotent-Replay"] == "true" and again.json()["batch"] == batch


@pytest.mark.parametrize(
    ("verb", "body", "pointer", "code"),
    [
        ("split", {}, "/kg", "required"),
        ("split", {"containers": []}, "/kg", "required"),
        ("split", {"containers": ["x"]}, "/containers/0", "invalid"),
        ("split", {"containers": ["00000000-0000-7000-8000-000000000000"]}, "/containers", "container_unknown"),
        ("repack", {}, "/container_count", "required"),
        ("repack", {"container_count": 0}, "/container_count", "required"),
        ("repack", {"container_count": 1000, "container_litres": "5"}, "/container_count", "too_many_containers"),
        ("transform", {"method": "D10", "products": []}, "/products", "required"),
        ("transform", {"method": "D10", "products": [{}]}, "/products/0/stream", "required"),
        ("transform", {"method": "D10", "products": [7]}, "/products/0", "invalid"),
    ],
)
def test_what_is_missing_or_wrong_is_pointed_at(api, drums, verb, body, pointer, code):
    response = api["clerk"].post(path(drums, f"{verb}/"), body)
    assert response.status_code in (409, 422), response.content
    found = [(problem["field"], problem["code"]) for problem in response.json()["errors"]]
    assert (pointer, code) in found, found


@pytest.mark.parametrize(
    ("who", "status"), [("outsider", 404), ("reader", 403), ("city_regulator", 403), ("dispatcher", 404)]
)
def test_who_may_not_repack(api, drums, who, status):
    sent = {"container_count": 1, "container_litres": "50"}
    assert api[who].post(path(drums, "repack/"), sent).status_code == status


def test_lines_of_a_draft_are_named_by_drums(api, city, drums):
    clerk = api["clerk"]
    chosen = [row["id"] for row in clerk.see(path(drums))["containers"][1:3]]
    body = {
        "consignor": str(city.generator.pk),
        "consignee": str(city.site.pk),
        "carrier": str(city.carrier.pk),
        "method": "D10",
        "lines": [{"batch": str(drums.pk), "containers": chosen}],
    }
    (line,) = clerk.make("/api/manifests/", body)["manifest"]["lines"]
    assert (line["declared_kg"], line["container_count"]) == ("50.000", 2)
