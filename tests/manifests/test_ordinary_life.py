"""The whole life of a load, told through the actions; every kilogram accounted for at each step."""

from decimal import Decimal

import pytest

from manifests.custody import perform
from manifests.custody.chain import event_hash
from manifests.models import CustodyEvent, Flow, Manifest, Movement, Stock, WasteBatch
from manifests.states import ManifestState


def stock_of(batch) -> dict:
    return {row.account: row.kg for row in Stock.objects.filter(batch=batch)}


def test_one_drum_from_the_shop_floor_to_the_furnace(walk, people, city):
    batch = walk.stored("1000", container_count=5, container_litres="200")
    assert batch.containers.count() == 5
    assert all(len(c.digital_id) == 37 for c in batch.containers.all())
    assert stock_of(batch) == {"store": Decimal(1000)}

    manifest = walk.arrived(batch)
    assert manifest.number.startswith("LD3204")
    assert stock_of(batch) == {"transit": Decimal(1000)}

    manifest = walk.judged(manifest=manifest, weighed_kg="990")
    assert manifest.state == ManifestState.ACCEPTED
    assert manifest.received_kg == Decimal(990)
    batch.refresh_from_db()
    assert (batch.state, batch.kg, batch.holder) == ("received", Decimal(990), city.site)
    assert stock_of(batch) == {"site": Decimal(990)}
    assert Flow.objects.get().kg == Decimal(990)

    manifest = perform(manifest, "close", by=people.receiver).subject
    assert manifest.state == ManifestState.CLOSED
    treated = perform(batch, "treat", by=people.receiver, data={"method": "D10"}).subject
    assert treated.state == "disposed"
    assert not Stock.objects.exists()
    entered = sum(m.kg for m in Movement.objects.filter(from_account="source"))
    left = sum(m.kg for m in Movement.objects.filter(to_account__in=("process", "adjustment")))
    assert entered == left == Decimal(1000)


def test_part_of_a_load_goes_back_under_a_child_manifest(walk, people, city):
    parent = walk.judged("part")
    assert parent.state == ManifestState.PARTIALLY_ACCEPTED
    child = parent.children.get()
    assert child.events.get().on_behalf_of == city.site.enterprise.name
    assert (child.state, child.consignee, child.declared_kg) == ("in_transit", city.generator, Decimal(500))
    child = perform(child, "arrive", by=people.driver).subject
    line = child.lines.get()
    data = {"lines": [{"line": str(line.pk), "opinion": "accept", "weighed_kg": "500"}]}
    child = perform(child, "receive", by=people.clerk, data=data).subject
    assert child.state == ManifestState.ACCEPTED
    back = line.batch
    back.refresh_from_db()
    assert (back.holder, back.state) == (city.generator, "received")
    assert Flow.objects.get().kg == Decimal(500)


@pytest.mark.parametrize("state", [state.value for state in ManifestState])
def test_every_state_can_be_walked_to(walk, state):
    assert Manifest.objects.get(pk=walk.to_state(state).pk).state == state


def test_chains_hold_from_the_first_event_to_the_head(walk):
    manifest = walk.closed()
    for subject in (manifest, WasteBatch.objects.get()):
        previous = "0" * 64
        events = list(subject.events.order_by("sequence"))
        assert [event.sequence for event in events] == list(range(1, len(events) + 1))
        for event in events:
            assert event.previous_hash == previous
            assert event_hash(CustodyEvent.objects.get(pk=event.pk)) == event.hash
            previous = event.hash
        assert type(subject).objects.get(pk=subject.pk).event_head == previous


def test_voiding_books_everything_back(walk, people, city):
    manifest = walk.judged(weighed_kg="900")
    perform(manifest, "void", by=people.city_regulator, data={"reason": "typed twice"})
    batch = WasteBatch.objects.get()
    assert (batch.holder, batch.state, batch.kg) == (city.generator, "stored", Decimal(1000))
    assert stock_of(batch) == {"store": Decimal(1000)}
    assert Flow.objects.get().kg == 0
