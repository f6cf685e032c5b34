"""Who plays: sites with their people and places, carriers with their fleets, and the city that holds them."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from config.demo.days import Days
from facilities.models import Facility, Person, ProductionUnit, StorageArea, WasteStream
from transport.models import Driver, Escort, Vehicle


@dataclass(eq=False)
class Site:
    """A facility of the demo with its people. `wastes` are keys of `wastes.WASTES`."""

    key: str
    role: str  # generator, clinic, store, works, carrier
    district: str
    trade: str
    industry: str  # class of GB/T 4754
    wastes: tuple[str, ...] = ()
    size: float = 1.0
    store: str = ""  # the district store that fetches from it, for small firms
    carrier: int = 0  # whose trucks it usually calls
    facility: Facility | None = None
    area: StorageArea | None = None
    streams: dict[str, WasteStream] = field(default_factory=dict)
    units: dict[str, ProductionUnit] = field(default_factory=dict)  # by process
    clerk: Person | None = None
    gate: Person | None = None

    @property
    def keeper(self) -> Person:
        """Who puts waste into the store: a storekeeper where there is one."""
        return self.gate or self.clerk


@dataclass(eq=False)
class Crew:
    driver: Driver
    escort: Escort


@dataclass(eq=False)
class Carrier(Site):
    dispatcher: Person | None = None
    trucks: list[Vehicle] = field(default_factory=list)
    crews: list[Crew] = field(default_factory=list)
    trips: int = 0  # crews and trucks take turns

    def next_crew(self) -> Crew:
        self.trips += 1
        return self.crews[self.trips % len(self.crews)]

    def fitting(self, kg) -> list[Vehicle]:
        """Trucks that may carry the load, the smallest first, taking turns among equals."""
        fit = [truck for truck in self.trucks if truck.max_kg >= kg]
        turn = self.trips % len(fit) if fit else 0
        return sorted(fit[turn:] + fit[:turn], key=lambda truck: truck.max_kg)


@dataclass(eq=False)
class City:
    """Everybody, and what happened so far."""

    days: Days
    until: date
    generators: list[Site]
    clinics: list[Site]
    plant: Site
    newcomer: Site
    stores: dict[str, Site]
    works: dict[str, Site]
    carriers: list[Carrier]
    officials: dict[str, Person] = field(default_factory=dict)
    refusals: Counter = field(default_factory=Counter)
    drawn_up: int = 0

    @property
    def shippers(self) -> list[Site]:
        """All sites that hand over waste of their own."""
        furnaces = [site for site in self.works.values() if site.wastes]
        return [*self.generators, *self.clinics, self.plant, self.newcomer, *furnaces]

    @property
    def sites(self) -> list[Site]:
        return [
            *self.generators, *self.clinics, self.plant, self.newcomer,
            *self.stores.values(), *self.works.values(), *self.carriers,
        ]  # fmt: skip

    def official(self, region: str) -> Person:
        return self.officials[region]
