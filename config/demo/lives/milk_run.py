"""One truck, several shippers: the district stores' tours to small firms and the daily tour to the clinics."""

from collections.abc import Generator, Iterator
from datetime import datetime, timedelta

from config.demo.cast import City
from config.demo.days import at, in_hours, later
from config.demo.dice import dice
from config.demo.lives import gate, paper, road
from config.demo.lives.consignment import Consignment
from config.demo.lives.delivery import end
from config.demo.lives.hold import hold, put_away
from config.demo.load import Load, Round, Turn


def gather(c: Consignment) -> Iterator[datetime]:
    """A stop's own waste, declared and stored in the days before the truck comes."""
    c.batches = yield from hold(c.site, c.load.parts, c.throw)


def begins(round_: Round, load: Load) -> datetime:
    """Small firms gather for a week or two; a clinic's waste is at most two days old."""
    throw = dice(load.name, "begins")
    if round_.goal.key == "medical":
        return in_hours(round_.day - timedelta(days=1), throw, 8, 17)
    return in_hours(round_.day - timedelta(days=throw.randint(2, 12)), throw)


def tour(city: City, round_: Round, stops: list[Consignment]) -> Iterator[datetime]:
    throw = dice(round_.name)
    for c in stops:
        paper.draw_up(c)
        yield later(throw, 3, 12)
    for c in stops:
        if not (yield from paper.issue(c)):
            raise LookupError(f"{round_.name}: the tour goes without {c.site.facility}.")
    yield later(throw, 10, 40)
    carrier = city.carriers[round_.carrier]
    manifests = [c.manifest for c in stops]
    trip, crew = road.name_truck(city, carrier, manifests, sum(c.kg for c in stops))
    for c in stops:
        c.trip, c.crew = trip, crew
        yield later(throw, 20, 50)
        road.depart(c)
    yield later(throw, 30, 70)
    for c in stops:
        road.arrive(c)
    for c in stops:
        yield later(throw, 5, 20)
        gate.receive(c)
    road.come_home(carrier, trip)
    yield later(throw, 20, 60)
    if round_.goal.role == "store":
        for c in stops:
            c.batches = [put_away(round_.goal, batch) for batch in c.batches]
    yield from _close(stops)
    if round_.goal.role == "works":
        for c in stops:
            for batch in c.batches:
                end(round_.goal, batch, c.load.method)


def _close(stops: list[Consignment]) -> Generator[datetime, None, None]:
    """The desk confirms the whole tour at once; a forgotten one follows when somebody notices."""
    first, late = stops[0], [c for c in stops if c.turn == Turn.LATE]
    yield first.workday(first.throw.choice((0, 1, 1, 2)), 13, 17)
    for c in stops:
        if c not in late:
            gate.close(c)
    for c in late:
        yield c.workday(c.throw.randint(6, 10))
        gate.close(c)


def starts(round_: Round) -> datetime:
    return at(round_.day, 8, 5)
