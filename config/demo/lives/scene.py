"""Tell a load of the last day up to the step where somebody signs in and takes over."""

from collections.abc import Iterator
from datetime import datetime

from config.demo.cast import City, Site
from config.demo.days import at, later
from config.demo.dice import dice
from config.demo.lives import gate, paper, road
from config.demo.lives.consignment import Consignment
from config.demo.lives.hold import declare, hold, put_away
from config.demo.load import Part
from config.demo.scenes import Scene, Step
from manifests.custody import perform
from manifests.models import Manifest


def play(city: City, scene: Scene) -> Iterator[datetime]:
    """One step after the other, in the table's order, until the scene's own."""
    load, throw = scene.load, dice(scene.load.name)
    c = Consignment(city, load, throw)
    batch = declare(load.site, load.parts[0])
    c.batches = [batch]
    for step, act in (
        (Step.STORED, lambda: put_away(load.site, batch)),
        (Step.DRAWN_UP, lambda: paper.draw_up(c)),
        (Step.ISSUED, lambda: None),
        (Step.ASSIGNED, lambda: _assign(c, scene)),
        (Step.DEPARTED, lambda: road.depart(c)),
        (Step.ARRIVED, lambda: road.arrive(c)),
        (Step.RECEIVED, lambda: gate.receive(c)),
        (Step.RETURNED, lambda: _turn_back(c)),
    ):
        if scene.step < step:
            return
        yield later(throw, 15, 45)
        if step == Step.ISSUED:
            yield from paper.issue(c)
        else:
            act()


def _assign(c: Consignment, scene: Scene) -> None:
    """A load that waits for its driver is on today's list, the others went yesterday."""
    day = c.city.until if scene.step == Step.ASSIGNED else None
    crew = c.carrier.crews[scene.crew]
    c.trip, c.crew = road.name_truck(c.city, c.carrier, [c.manifest], c.kg, day, crew)


def _turn_back(c: Consignment) -> None:
    child = Manifest.objects.get(parent=c.manifest)
    perform(child, "arrive", by=c.crew.driver.person)


def forget(site: Site, part: Part, name: str) -> Iterator[datetime]:
    """Declared, stored, and never fetched."""
    yield from hold(site, (part,), dice("forgotten", name))


def begins(city: City, order: int) -> datetime:
    """Yesterday morning, one after the other; by the evening all scenes stand where they should."""
    return at(city.days.last, 7, 30 + order)
