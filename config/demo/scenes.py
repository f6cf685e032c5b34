"""What lies on the desks of the demo accounts this morning: something to do for each of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import IntEnum

from config.demo.cast import City, Site
from config.demo.load import Load, Part, Turn
from config.demo.wastes import WASTES


class Step(IntEnum):
    """How far a load has come."""

    DECLARED = 1
    STORED = 2
    DRAWN_UP = 3
    ISSUED = 4
    ASSIGNED = 5
    DEPARTED = 6
    ARRIVED = 7
    RECEIVED = 8
    RETURNED = 9  # what was refused stands at its own gate again


@dataclass(frozen=True, eq=False)
class Scene:
    """A load told up to one step on the last day. `crew`: which of the carrier's crews drives; 0 is the demo driver."""

    load: Load
    step: Step
    crew: int = 1


def set_scenes(city: City) -> list[Scene]:
    """Yesterday's work that waits for today; everything the clerk's enterprise, the store and the furnace need."""
    clerk, small = city.generators[0], _small_firm(city)
    furnace, oil, store = city.works["incinerator"], city.works["oil"], city.stores["wujin"]

    def load(site: Site, goal: Site, waste: str, kg: int, turn: Turn = Turn.PLAIN) -> Load:
        part = Part.of(waste, Decimal(kg))
        return Load(site, goal, WASTES[waste].method, (part,), city.days.last, 0, turn)

    scenes = [
        # clerk: two drafts, and stock to pick; storekeeper: three batches to put away
        Scene(load(clerk, furnace, "paint", 720), Step.DRAWN_UP),
        Scene(load(clerk, oil, "oil", 990), Step.DRAWN_UP),
        Scene(load(clerk, furnace, "grinding_sludge", 950), Step.STORED),
        Scene(load(clerk, oil, "hydraulic_oil", 660), Step.STORED),
        Scene(load(clerk, oil, "emulsion", 1900), Step.DECLARED),
        Scene(load(clerk, furnace, "drums", 360), Step.DECLARED),
        Scene(load(clerk, oil, "gear_oil", 495), Step.DECLARED),
        # a refused load is back at the clerk's gate
        Scene(load(clerk, furnace, "drums", 480, Turn.REFUSED), Step.RETURNED),
        # dispatcher: two wait for a truck; driver: one to pick up, one on the truck
        Scene(load(clerk, oil, "oil", 1320), Step.ISSUED),
        Scene(load(clerk, oil, "emulsion", 2850), Step.ISSUED),
        Scene(load(clerk, oil, "hydraulic_oil", 825), Step.ASSIGNED, crew=0),
        Scene(load(clerk, furnace, "paint", 1080), Step.DEPARTED, crew=0),
        # receiver: one coming (the driver's), one at the gate, one weighed in and neither closed nor burnt
        Scene(load(clerk, furnace, "grinding_sludge", 1900), Step.ARRIVED),
        Scene(load(clerk, furnace, "paint", 900), Step.RECEIVED),
        # half of another load was taken, the rest is on its way home
        Scene(load(clerk, furnace, "drums", 600, Turn.PART), Step.RECEIVED, crew=2),
        # collector: one at the gate, one weighed in and to be put away
        Scene(load(small, store, small.wastes[0], 165), Step.ARRIVED),
        Scene(load(small, store, small.wastes[-1], 120), Step.RECEIVED),
    ]
    for n, scene in enumerate(scenes):
        scene.load.name = f"scene {n}"
    return scenes


def _small_firm(city: City) -> Site:
    """A customer of the Wujin store, or in a small city of whichever."""
    customers = [site for site in city.generators if site.store]
    return next((site for site in customers if site.store == "wujin"), customers[0])


def forgotten(city: City) -> list[tuple[Site, Part, date]]:
    """Waste that has lain longer than its store allows: over a year, over 90 days, over two days."""
    large = [site for site in city.generators[1:] if not site.store]
    small = [site for site in city.generators if site.store]
    lots = [(site, site.wastes[-1], city.until - timedelta(days=405 + 9 * n)) for n, site in enumerate(large[:3])]
    lots += [(site, site.wastes[-1], city.until - timedelta(days=118 + 12 * n)) for n, site in enumerate(small[-3:])]
    lots += [(city.clinics[-1], "infectious", city.until - timedelta(days=4))]
    return [(site, Part.of(waste, Decimal(WASTES[waste].low)), day) for site, waste, day in lots]
