"""A district store ships on as a new shipper: regroup what is of one code, then a manifest of its own (Art. 31).

A furnace does the same with the ash and slag that its treatments left.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from config.demo.cast import City, Site
from config.demo.days import in_hours, later
from config.demo.dice import dice
from config.demo.lives import gate, paper, road
from config.demo.lives.consignment import Consignment
from config.demo.lives.delivery import settle
from config.demo.load import Load
from config.demo.wastes import WASTES
from facilities import clock
from manifests.custody import perform
from manifests.models import WasteBatch

ENOUGH_KG = {"store": 1200, "works": 200}  # less than this waits for the next time
MOST_KG = 24_000
BY_CODE = {waste.code: waste for waste in WASTES.values()}


def ship_on(city: City, store: Site, every: int, start) -> Iterator[datetime]:
    """Every so many days, look at the stock and send off what has become a load; the rest goes on lying there."""
    n = 0
    while True:
        n += 1
        throw = dice("onward", store.key, n)
        for (works, method), batches in _ready(store).items():
            yield later(throw, 10, 60)
            start(_send(city, store, works, method, batches, f"onward {store.key} {n} {works} {method}"))
        yield in_hours(city.days.working(clock.today() + timedelta(days=every)), throw, 9, 11)


def _ready(store: Site) -> dict[tuple[str, str], list[WasteBatch]]:
    """Stock in store by works and method, oldest first, as long as there is enough for a truck."""
    own = {"stream__facility": store.facility} if store.role == "works" else {}
    stock = (
        WasteBatch.objects.filter(holder=store.facility, state="stored", **own)
        .with_particulars()
        .order_by("held_since", "pk")
    )
    groups: dict[tuple[str, str], list[WasteBatch]] = defaultdict(list)
    for batch in stock:
        waste = BY_CODE[batch.waste_code.code]
        group = groups[waste.works, waste.method]
        if sum(other.kg for other in group) + batch.kg <= MOST_KG:
            group.append(batch)
    return {
        key: group for key, group in sorted(groups.items()) if sum(batch.kg for batch in group) >= ENOUGH_KG[store.role]
    }


def _send(city: City, store: Site, works: str, method: str, batches: list[WasteBatch], name: str) -> Iterator[datetime]:
    throw = dice(name)
    whole = _regroup(store, batches)
    load = Load(store, city.works[works], method, (), clock.today(), _carrier(city, store), name=name)
    c = Consignment(city, load, throw, whole)
    paper.draw_up(c)
    yield later(throw, 10, 60)
    if not (yield from paper.issue(c)):
        return
    yield c.workday(1, 8, 10)
    c.trip, c.crew = road.name_truck(city, c.carrier, [c.manifest], c.kg)
    yield later(throw, 20, 60)
    road.depart(c)
    yield later(throw, 40, 120)
    road.arrive(c)
    yield later(throw, 10, 50)
    gate.receive(c)
    road.come_home(c.carrier, c.trip)
    yield from settle(c)


def _regroup(store: Site, batches: list[WasteBatch]) -> list[WasteBatch]:
    """One batch for each code, of a furnace's own waste for each stream: fly ash is not put to slag."""
    alike: dict[object, list[WasteBatch]] = defaultdict(list)
    for batch in batches:
        alike[batch.stream_id if store.role == "works" else batch.waste_code.code].append(batch)
    whole = []
    for same in alike.values():
        if len(same) == 1:
            whole += same
            continue
        first, *others = same
        outcome = perform(first, "regroup", by=store.clerk, data={"batches": [batch.pk for batch in others]})
        made = outcome.event.particulars["into"]["id"]
        whole.append(WasteBatch.objects.with_particulars().get(pk=made))
    return whole


def _carrier(city: City, store: Site) -> int:
    return next(i for i, carrier in enumerate(city.carriers) if carrier.district == store.district)
