"""Treatment: what waits, oldest first, with where it came from; several batches ended in one go, or none."""

from datetime import timedelta
from decimal import Decimal

import pytest

from facilities import clock
from facilities.errors import Refusal
from manifests.actions.treat_together import treat_together
from manifests.custody import perform
from manifests.models import CustodyEvent, Movement, WasteBatch

PAGE = "/treatments/"


@pytest.fixture
def furnace(client, people):
    client.force_login(people.receiver)
    return client


def taken_in(walk, *batches):
    manifest = walk.judged(manifest=walk.arrived(*(batches or [walk.stored()])))
    return manifest, list(WasteBatch.objects.filter(lines__manifest=manifest).order_by("pk"))


def waiting(response) -> list:
    return [row["batch"] for row in response.context["rows"]]


def test_what_waits_is_listed_oldest_first_with_its_origin(furnace, walk, people, city):
    with clock.standing_at(clock.now() - timedelta(days=9)):
        manifest, (older,) = taken_in(walk)
    _later, (newer,) = taken_in(walk, walk.stored(stream=city.paint))
    perform(newer, "store", by=people.receiver, data={"area": walk.area(city.site).pk})
    walk.arrived()
    response = furnace.get(PAGE)
    assert waiting(response) == [older, newer]
    text = response.content.decode()
    assert str(manifest) in text and "Generator" in text and "9 days here" in text
    assert waiting(furnace.get(PAGE, {"find": "paint"})) == [newer]
    assert "Nothing that waits here fits" in furnace.get(PAGE, {"find": "zinc"}).content.decode()


def test_the_part_that_was_accepted_names_its_manifest_too(furnace, walk):
    manifest = walk.judged("part")
    (row,) = furnace.get(PAGE).context["rows"]
    assert row["batch"].kg == Decimal(500) and row["line"].manifest == manifest


def test_several_batches_are_treated_at_once(furnace, walk, city):
    _manifest, batches = taken_in(walk, walk.stored("100"), walk.stored("200", stream=city.paint))
    response = furnace.get(PAGE)
    assert response.context["form"]["method"].value() == "D10"
    sent = {"batches": [str(batch.pk) for batch in batches], "method": "D10", "idempotency_key": "k"}
    text = furnace.post(PAGE, sent, follow=True).content.decode()
    assert "2 batches are treated." in text and "Nothing waits for treatment" in text
    assert set(WasteBatch.objects.values_list("state", "treated_by__code")) == {("disposed", "D10")}
    assert sum(row.kg for row in Movement.objects.filter(to_account="process")) == Decimal(300)


def test_a_second_click_treats_once(furnace, walk):
    _manifest, (batch,) = taken_in(walk)
    sent = {"batches": [str(batch.pk)], "method": "R9", "idempotency_key": "k"}
    for _ in range(2):
        assert furnace.post(PAGE, sent).status_code == 302
    batch.refresh_from_db()
    assert batch.state == "utilised"
    assert CustodyEvent.objects.filter(action="treat").count() == 1


def test_one_batch_that_is_gone_stops_them_all(furnace, walk, people):
    _manifest, (first, second) = taken_in(walk, walk.stored("100"), walk.stored("200"))
    perform(second, "treat", by=people.receiver, data={"method": "D10"})
    sent = {"batches": [str(first.pk), str(second.pk)], "method": "D10", "idempotency_key": "k"}
    response = furnace.post(PAGE, sent)
    assert response.status_code == 422
    assert f"Batch {second.number}: This cannot be done" in response.content.decode()
    first.refresh_from_db()
    assert first.state == "received"
    assert f'value="{first.pk}" checked' in response.content.decode()


@pytest.mark.parametrize(
    "sent, field",
    [
        ({"method": "D10"}, "batches"),
        ({"batches": ["x"], "method": "D10"}, "batches"),
        ({"batches": ["BATCH"]}, "method"),
        ({"batches": ["BATCH"], "method": "Z1"}, "method"),
        ({"batches": ["00000000-0000-7000-8000-000000000000"], "method": "D10"}, "batches"),
    ],
)
def test_what_is_missing_or_unknown_is_said(furnace, walk, sent, field):
    _manifest, (batch,) = taken_in(walk)
    sent = {**sent, "batches": [key.replace("BATCH", str(batch.pk)) for key in sent.get("batches", [])]}
    response = furnace.post(PAGE, {**sent, "idempotency_key": "k"})
    assert response.status_code == 422 and response.context["form"].errors[field]
    batch.refresh_from_db()
    assert batch.state == "received"


def test_a_method_outside_the_permit_is_recorded_and_told(furnace, walk):
    _manifest, (batch,) = taken_in(walk)
    sent = {"batches": [str(batch.pk)], "method": "D1", "idempotency_key": "k"}
    assert "does not cover" in furnace.post(PAGE, sent, follow=True).content.decode()


def test_another_sites_batch_is_not_treated_here(client, walk, people):
    _manifest, (batch,) = taken_in(walk)
    client.force_login(people.outsider)
    assert waiting(client.get(PAGE)) == []
    sent = {"batches": [str(batch.pk)], "method": "D10", "idempotency_key": "k"}
    assert client.post(PAGE, sent).status_code == 422
    with pytest.raises(Refusal):
        treat_together([batch], by=people.outsider, method="D10")
    batch.refresh_from_db()
    assert batch.state == "received"


@pytest.mark.parametrize(
    "who, status", [("collector", 200), ("clerk", 403), ("reader", 403), ("driver", 403), ("city_regulator", 403)]
)
def test_who_opens_the_page(client, people, who, status):
    client.force_login(getattr(people, who))
    assert client.get(PAGE).status_code == status


def test_what_a_collector_holds_is_not_offered_for_treatment(client, walk, people, city):
    walk.judged(manifest=walk.arrived(consignee=city.collector))
    client.force_login(people.collector)
    assert waiting(client.get(PAGE)) == []


def test_the_list_costs_the_same_however_long_it_is(furnace, walk, django_assert_max_num_queries):
    taken_in(walk, *[walk.stored("10") for _ in range(6)])
    with django_assert_max_num_queries(6):
        assert len(waiting(furnace.get(PAGE))) == 6
