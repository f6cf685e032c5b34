"""Where waste went, as each reader may see it: pages, picture, file, API, and never the neighbour's name."""

import csv
import io
import itertools
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from facilities import clock
from facilities.models import StorageArea
from manifests.actions.update_fate import update_fate
from manifests.custody import perform
from manifests.models import Fate, FateDue, WasteBatch
from manifests.trace_picture import draw
from manifests.tracing import gathered, trace_of
from tests.api import Api
from tests.city import OIL, WUJIN, contract, facility, member, plan, stream
from tests.lineages import mesh

FATE, BATCHES = reverse("manifests:fate"), reverse("manifests:fate_batches")


def trace(batch) -> str:
    return reverse("manifests:trace", args=[batch.pk])


def text_of(client, path: str, **query) -> str:
    response = client.get(path, query)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def as_(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def mixed(walk, people, city) -> SimpleNamespace:
    """300 kg of the generator's oil and 100 kg of its neighbour's, regrouped by the collector; a quarter is burnt."""
    neighbour = facility(30, "Neighbour", WUJIN, is_generator=True)
    StorageArea.objects.create(facility=neighbour, code="TS001", name="Store", kind="warehouse", capacity_kg=9000)
    plan(neighbour, OIL)
    contract(neighbour, city.collector)
    people.neighbour = member("neighbour", neighbour.enterprise, "clerk")
    oil = stream(neighbour, "Neighbour's oil", OIL)
    mine = walk.stored("300")
    data = {"stream": oil.pk, "kg": "100"}
    other = perform(WasteBatch, "declare", by=people.neighbour, data=data).subject
    other = perform(other, "store", by=people.neighbour, data={"area": walk.area(neighbour).pk}).subject
    route = {"consignee": city.collector, "method": "R9"}
    loads = [walk.arrived(mine, **route), walk.arrived(other, consignor=neighbour, by=people.neighbour, **route)]
    first, second = (walk.judged(manifest=load) for load in loads)
    area = {"area": walk.area(city.collector).pk}
    for batch in (mine, other):
        perform(batch, "store", by=people.collector, data=area)
    regrouped = perform(mine, "regroup", by=people.collector, data={"batches": [str(other.pk)]})
    whole = WasteBatch.objects.get(pk=regrouped.event.particulars["into"]["id"])
    perform(whole, "split", by=people.collector, data={"kg": "100"})
    part = WasteBatch.objects.get(links_up__parent=whole, kg=100)
    onward = walk.judged(manifest=walk.arrived(part, consignor=city.collector, by=people.collector))
    perform(part, "treat", by=people.receiver, data={"method": "D10"})
    return SimpleNamespace(
        mine=mine, other=other, whole=whole, part=part, first=first, second=second, onward=onward, neighbour=neighbour
    )


# What is said


def test_a_batch_says_where_it_went(mixed, people):
    text = text_of(as_(people.clerk), reverse("manifests:batch", args=[mixed.mine.pk]))
    assert "Where it went" in text
    for said in ("75.000", "225.000", "25.00 %", "75.00 %", "D10", "Furnace", "Collector · TS001 Store"):
        assert said in text, said


def test_a_manifest_says_it_of_what_it_declared(mixed, people):
    for person in (people.clerk, people.collector):
        text = text_of(as_(person), mixed.first.get_absolute_url())
        assert "Where it went" in text and "75.000" in text and "300.000" in text
    assert "Where it went" not in text_of(as_(people.dispatcher), mixed.first.get_absolute_url())
    assert "Where it went" not in text_of(as_(people.driver), mixed.first.get_absolute_url())


@pytest.mark.parametrize("state", ["draft", "issued", "voided"])
def test_what_has_not_left_or_was_taken_back_went_nowhere(walk, people, state):
    assert "Where it went" not in text_of(as_(people.clerk), walk.to_state(state).get_absolute_url())


def test_a_second_manifest_counts_from_its_own_weight(walk, people, city):
    """900 of 1000 kg came to the collector; what it sends on is 900, of which the next gate finds 890."""
    batch = walk.judged(manifest=walk.arrived(consignee=city.collector, method="R9"), weighed_kg="900")
    batch = batch.lines.get().batch
    perform(batch, "store", by=people.collector, data={"area": walk.area(city.collector).pk})
    second = walk.judged(manifest=walk.arrived(batch, consignor=city.collector, by=people.collector), weighed_kg="890")
    rows = Api(people.collector).see(f"/api/manifests/{second.pk}/fate/")
    assert (rows["kg"], [(row["kind"], row["kg"]) for row in rows["rows"]]) == (
        "900.000",
        [("site", "890.000"), ("scale", "10.000")],
    )
    api = Api(people.city_regulator)
    first = api.see(f"/api/batches/{batch.pk}/fate/")
    assert [(row["kind"], row["kg"]) for row in first["rows"]] == [("site", "890.000"), ("scale", "110.000")]


def test_the_trace_shows_the_family_and_its_weights(mixed, people):
    text = text_of(as_(people.receiver), trace(mixed.part))
    for said in ("Generator", "Neighbour", "From 2 generators.", "75.000", "25.000", "2 steps before", "This batch"):
        assert said in text, said
    assert "style=" not in text


def test_the_file_has_every_link_and_adds_up(mixed, people):
    response = as_(people.receiver).get(reverse("manifests:trace_csv", args=[mixed.part.pk]))
    assert response.headers["Content-Type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    kg: dict[str, list[Decimal]] = {}
    for row in rows:
        kg.setdefault(row["Row"], []).append(Decimal(row["Weight (kg)"]))
    assert kg == {"made of": [75, 25], "step": [75, 25, 100], "went to": [100]}


def test_a_name_is_no_formula_in_the_file(walk, people, city):
    city.generator.name = "=1+1"
    city.generator.save()
    response = as_(people.clerk).get(reverse("manifests:trace_csv", args=[walk.stored().pk]))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1][3] == "'=1+1"


# Who may see what


def test_a_generator_follows_its_own_kilograms_and_learns_nothing_of_its_neighbour(mixed, people):
    client, api = as_(people.clerk), Api(people.clerk)
    pages = [
        text_of(client, trace(mixed.mine)),
        text_of(client, reverse("manifests:trace_csv", args=[mixed.mine.pk])),
        text_of(client, reverse("manifests:batch", args=[mixed.mine.pk])),
        text_of(client, mixed.first.get_absolute_url()),
        text_of(client, FATE),
        str(api.see(f"/api/batches/{mixed.mine.pk}/trace/")),
        str(api.see(f"/api/batches/{mixed.mine.pk}/fate/")),
    ]
    for text in pages:
        assert "Furnace" in text and "Collector" in text
        for secret in ("Neighbour", "400.000", ">100.000", ">25.000"):
            assert secret not in text, secret
    nodes = api.see(f"/api/batches/{mixed.mine.pk}/trace/")["nodes"]
    assert {node["number"]: (node["kg"], node["opens"]) for node in nodes} == {
        mixed.mine.number: ("300.000", True),
        mixed.whole.number: ("300.000", False),
        mixed.part.number: ("75.000", False),
        mixed.part.number[:-1] + "2": ("225.000", False),
    }
    assert client.get(trace(mixed.whole)).status_code == 404
    assert client.get(trace(mixed.other)).status_code == 404


@pytest.mark.parametrize("who", ["collector", "city_regulator", "district_regulator"])
def test_who_put_it_together_and_who_watches_sees_all_that_is_in_it(mixed, people, who):
    found = Api(getattr(people, who)).see(f"/api/batches/{mixed.whole.pk}/trace/")
    assert {(source["generator"], source["kg"], source["percent"]) for source in found["sources"]} == {
        ("Generator", "300.000", "75.00"),
        ("Neighbour", "100.000", "25.00"),
    }


@pytest.mark.parametrize("who", ["outsider", "other_regulator", "dispatcher"])
def test_others_find_nothing(mixed, people, who):
    person = getattr(people, who)
    assert as_(person).get(trace(mixed.part)).status_code == 404
    assert Api(person).get(f"/api/batches/{mixed.part.pk}/trace/").status_code == 404


def test_officials_find_it_in_their_own_pages(mixed, people):
    client = as_(people.city_regulator)
    batch = text_of(client, reverse("admin:manifests_wastebatch_change", args=[mixed.mine.pk]))
    manifest = text_of(client, reverse("admin:manifests_manifest_change", args=[mixed.first.pk]))
    for text in (batch, manifest):
        assert "Where it went" in text and "25.00\N{NO-BREAK SPACE}%" in text and trace(mixed.mine) in text


def test_the_api_adds_up(mixed, people):
    api = Api(people.clerk)
    found = api.see(f"/api/batches/{mixed.mine.pk}/fate/")
    assert [(row["kind"], row["facility_name"], row["method"][:3], row["kg"]) for row in found["rows"]] == [
        ("treated", "Furnace", "D10", "75.000"),
        ("store", "Collector", "", "225.000"),
    ]
    assert sum(Decimal(row["percent"]) for row in found["rows"]) == 100
    assert api.see(f"/api/manifests/{mixed.first.pk}/fate/")["kg"] == "300.000"
    edges = api.see(f"/api/batches/{mixed.mine.pk}/trace/")["edges"]
    assert [edge["kg"] for edge in edges] == ["300.000", "225.000", "75.000"]
    assert Api(people.driver).get(f"/api/manifests/{mixed.first.pk}/fate/").json()["code"] == "not_permitted"


# The generator's page


def figures(client, **query) -> dict:
    """kind → kg of the rows of the page."""
    rows = client.get(FATE, query).context["fate"].rows
    found: dict = {}
    for row in rows:
        found[str(row.word)] = found.get(str(row.word), Decimal(0)) + row.kg
    return found


@pytest.mark.parametrize("is_stored", [True, False], ids=["from the stored rows", "with everything due"])
def test_a_generator_s_page_is_never_behind(mixed, walk, people, is_stored):
    if is_stored:
        update_fate()
        walk.stored("11")  # due, among what is stored
    else:
        walk.stored("11")
        assert FateDue.objects.exists() and not Fate.objects.exists()
    client = as_(people.clerk)
    assert figures(client) == {"Treated": 75, "In store": 225 + 11}
    assert figures(client, code=OIL) == figures(client, code="HW08") == figures(client)
    assert figures(client, code="HW12") == {}
    assert figures(as_(people.neighbour)) == {"Treated": 25, "In store": 75}


def test_when_too_much_is_due_all_of_ones_own_is_worked_out(mixed, people, monkeypatch):
    monkeypatch.setattr("manifests.waste_fates.MOST_DUE", 1)
    assert figures(as_(people.clerk)) == {"Treated": 75, "In store": 225}


def test_a_figure_opens_the_batches_it_is_made_of(mixed, walk, people):
    walk.stored("11")
    client = as_(people.clerk)
    page = client.get(FATE)
    urls = {row.kg: row.url for row in page.context["fate"].rows}
    behind = client.get(urls[Decimal(225)])
    assert [row["url"] for row in behind.context["rows"]] == [trace(mixed.mine)]
    assert "225.000" in behind.content.decode()
    (line,) = page.context["streams"]["rows"]
    held = line["cells"][5].split('"')[1].replace("&amp;", "&")
    assert "236.000" in text_of(client, held)
    assert "311.000" in text_of(client, line["url"])


def test_months_are_of_when_it_arose(walk, people):
    last_year = clock.now() - timedelta(days=400)
    perform(WasteBatch, "declare", by=people.clerk, data={"stream": walk.city.oil.pk, "kg": "7"}, happened_at=last_year)
    client = as_(people.clerk)
    assert figures(client) == {}
    month = f"{last_year:%Y-%m}"
    assert figures(client, start=month, end=month) == {"On site, not in a store": 7}


@pytest.mark.parametrize("query", [{"start": "2026-13"}, {"start": "2026-05", "end": "2026-04"}, {"code": "x" * 12}])
def test_a_period_that_cannot_be_read_is_said(client, people, query):
    client.force_login(people.clerk)
    assert "The period cannot be read" in text_of(client, FATE, **query)
    assert client.get(BATCHES, query).status_code == 404


def test_a_reader_of_the_generator_has_it_in_the_navigation(people):
    assert f'href="{FATE}"' in text_of(as_(people.reader), reverse("manifests:batches"))
    assert f'href="{FATE}"' not in text_of(as_(people.receiver), reverse("manifests:batches"))


# Large families


@pytest.fixture
def thousand(city, people) -> list[list[WasteBatch]]:
    return mesh(city, people.clerk, generations=20, width=50)


def test_pages_about_a_large_family_cost_eleven_statements(thousand, people):
    update_fate()
    client, batch = as_(people.clerk), thousand[10][0]
    pages = {
        "trace": trace(batch),
        "file": reverse("manifests:trace_csv", args=[batch.pk]),
        "batch": reverse("manifests:batch", args=[batch.pk]),
        "fate": FATE,
        "api": f"/api/batches/{batch.pk}/trace/",
    }
    costs = {}
    for name, path in pages.items():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        costs[name] = len([query for query in asked if "SAVEPOINT" not in query["sql"]])
    assert max(costs.values()) <= 11, costs


def test_a_large_family_is_drawn_in_boxes_that_can_be_followed(thousand, people):
    whole = trace_of(people.clerk, thousand[10][0])
    assert len(whole.members) > 100
    drawn = gathered(whole)
    assert len(drawn.members) == 20
    assert sum(found.count for found in drawn.members) == len(whole.members)
    for generation in range(-10, 10):
        assert sum(found.exact for found in drawn.members if found.generation == generation) == 100
    assert {step.kg for step in drawn.steps} == {100}
    picture = draw(drawn)
    assert len(picture.boxes) == 20 and len(picture.bands) == 19
    assert len({(box.x, box.y) for box in picture.boxes}) == 20


def test_where_sites_are_many_the_lightest_are_drawn_together(thousand, people):
    whole = trace_of(people.clerk, thousand[10][0])
    apart = [replace(found, site=f"Site {number}") for number, found in enumerate(whole.members)]
    drawn = gathered(replace(whole, members=apart))
    assert len(drawn.members) <= 60
    assert sum(found.count for found in drawn.members) == len(whole.members)
    assert any(found.site == "" for found in drawn.members)


def test_boxes_do_not_lie_on_each_other(mixed, people):
    picture = draw(trace_of(people.collector, mixed.whole))
    columns: dict[int, list[int]] = {}
    for box in picture.boxes:
        columns.setdefault(box.x, []).append(box.y)
        assert 0 < box.x < picture.width and 0 < box.y < picture.height
    for heights in columns.values():
        heights.sort()
        assert all(below - above >= 74 for above, below in itertools.pairwise(heights))
