"""The whole life of one load: from the shop floor to its end, with what goes wrong on the way."""

from collections.abc import Generator, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from config.demo.cast import City, Site
from config.demo.days import at, in_hours, later
from config.demo.dice import HALF_KG, dice
from config.demo.lives import gate, paper, road
from config.demo.lives.consignment import Consignment
from config.demo.lives.hold import hold, put_away
from config.demo.load import Load, Part, Turn
from config.demo.outlets import WORKS, Works
from config.demo.places import CITY
from config.demo.wastes import WASTES
from manifests.custody import perform
from manifests.models import WasteBatch


def begins(load: Load) -> datetime:
    """Waste arises some days before it is handed over."""
    throw = dice(load.name, "begins")
    return in_hours(load.day - timedelta(days=throw.randint(2, 10)), throw)


def deliver(city: City, load: Load) -> Iterator[datetime]:
    c = Consignment(city, load, dice(load.name))
    c.batches = yield from hold(load.site, load.parts, c.throw)
    yield in_hours(load.day, c.throw, 8, 10)
    paper.draw_up(c)
    if c.turn == Turn.DROPPED:
        yield c.workday(c.throw.randint(0, 3), 13, 17)
        paper.cancel(c)
        return
    yield later(c.throw, 5, 90)
    if not (yield from paper.issue(c)):
        return
    if c.turn == Turn.CALLED_OFF:
        yield c.workday(1)
        paper.cancel(c)
        return
    yield from _ride(c)
    yield later(c.throw, 8, 50)
    gate.receive(c)
    if c.turn in (Turn.PART, Turn.REFUSED):
        yield from gate.bring_back(c)
    else:
        yield later(c.throw, 20, 60)
        road.come_home(c.carrier, c.trip)
    yield from settle(c)


def _ride(c: Consignment) -> Generator[datetime, None, None]:
    yield later(c.throw, 20, 120)
    c.trip, c.crew = road.name_truck(c.city, c.carrier, [c.manifest], c.kg)
    yield later(c.throw, 30, 150)
    road.depart(c)
    yield later(c.throw, 20, 60)
    if c.turn == Turn.HANDED_OVER:
        yield from road.hand_over(c)
        yield later(c.throw, 20, 60)
    if c.turn in (Turn.FROZEN, Turn.HELD):
        perform(c.manifest, "freeze", by=c.city.official(c.site.district), data={"reason": "例行抽查，暂缓办结"})
        yield later(c.throw, 10, 30)
    road.arrive(c)


def settle(c: Consignment) -> Generator[datetime, None, None]:
    """Closing, perhaps late or never; then what the receiver does with the waste."""
    if c.turn == Turn.FROZEN:
        yield c.workday(c.throw.randint(1, 2))
        perform(c.manifest, "release", by=c.city.official(c.site.district), data={"reason": "核查无误"})
    if c.turn not in (Turn.UNCLOSED, Turn.HELD):
        wait = c.throw.randint(7, 14) if c.turn == Turn.LATE else c.throw.choice((0, 0, 1, 1, 2, 3, 4))
        yield c.workday(wait, 9, 17)
        gate.close(c)
        gate.acknowledge(c)
    if c.turn == Turn.VOIDED:
        yield later(c.throw, 30, 240)
        perform(c.manifest, "void", by=c.city.official(CITY), data={"reason": "重复填报，按移出人申请作废"})
        return
    yield from treat(c.goal, c)


def treat(works: Site, c: Consignment) -> Generator[datetime, None, None]:
    """Some of it waits in the receiver's store; in the end it is burnt, buried or made into something."""
    spec = WORKS[works.key]
    if c.batches and c.throw.happens(spec.stores_first):
        yield later(c.throw, 60, 300)
        c.batches = [put_away(works, batch) for batch in c.batches]
    yield _furnace_time(c, c.throw.randint(0, spec.longest_wait))
    if spec.yields and c.batches:
        burn(works, spec, c.batches, c.load.method)
        return
    for batch in c.batches:
        end(works, batch, c.load.method)


def _furnace_time(c: Consignment, days: int) -> datetime:
    """Furnaces run day and night."""
    day = later(c.throw, 90, 400) + timedelta(days=days)
    return max(day, at(day.date(), 9, c.throw.randint(0, 59)))


def end(works: Site, batch: WasteBatch, method: str) -> None:
    perform(batch, "treat", by=works.gate, data={"method": method})


def burn(works: Site, spec: Works, batches: list[WasteBatch], method: str) -> None:
    """All of a load at once. What comes out goes into the works' own store, in bags."""
    # As weighed at the gate, which the story's own batches need not know.
    first, *others = WasteBatch.objects.filter(pk__in=[batch.pk for batch in batches]).order_by("pk")
    kg = sum(batch.kg for batch in (first, *others))
    lime = _half_kg(kg, spec.lime)
    products = [_bagged(works, residue.waste, _half_kg(kg, residue.share)) for residue in spec.yields]
    data = {
        "method": method,
        "batches": [batch.pk for batch in others],
        "products": products,
        "additives_kg": lime,
        "burn_off_kg": kg + lime - sum(product["kg"] for product in products),
    }
    perform(first, "transform", by=works.gate, data=data)


def _bagged(works: Site, waste: str, kg: Decimal) -> dict:
    return {
        "stream": works.streams[waste].pk,
        "kg": kg,
        "area": works.area.pk,
        "container_count": Part.of(waste, kg).containers,
        "container_litres": WASTES[waste].litres,
    }


def _half_kg(kg: Decimal, share: float) -> Decimal:
    """A share of a weight as a works' scale shows it."""
    return max((kg * Decimal(str(share)) * 2).quantize(Decimal(1)) / 2, HALF_KG)
