"""Plan the year: which loads, when, how much and what becomes of them. Papers are drawn up to fit (`papers`)."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from config.demo.cast import City, Site
from config.demo.days import Days
from config.demo.dice import Dice, dice
from config.demo.load import Load, Part, Round, Turn
from config.demo.outlets import MEDICAL_CARRIER, WORKS
from config.demo.scenes import Scene, set_scenes
from config.demo.wastes import WASTES

# At scale 1.
DIRECT, ROUNDS, MEDICAL_ROUNDS, ASHES = 270, 42, 16, 16
MOST_KG = 28_000
# What becomes of every hundred direct loads; each kind happens at least once in the smallest city.
TURNS = {
    Turn.LIGHTER: 5, Turn.HEAVIER: 4, Turn.PART: 3, Turn.REFUSED: 2, Turn.LATE: 7, Turn.UNCLOSED: 2, Turn.DROPPED: 3,
    Turn.CALLED_OFF: 2, Turn.VOIDED: 1, Turn.FROZEN: 2, Turn.HELD: 1, Turn.HANDED_OVER: 3, Turn.NO_CONTRACT: 3,
    Turn.WRONG_METHOD: 3, Turn.PLAN_SHORT: 3,
}  # fmt: skip
# Turns that need what comes after to be over before today, in days, and one that must still be fresh.
SETTLED = {Turn.VOIDED: 30, Turn.REFUSED: 40, Turn.PART: 40, Turn.LATE: 45, Turn.UNCLOSED: 25, Turn.PLAN_SHORT: 40}
FRESH = {Turn.HELD: 20}


@dataclass
class Year:
    loads: list[Load] = field(default_factory=list)
    rounds: list[Round] = field(default_factory=list)
    scenes: list[Scene] = field(default_factory=list)

    @property
    def all_loads(self) -> list[Load]:
        """Everything that needs papers, the scenes on today's desks included."""
        stops = [stop for round_ in self.rounds for stop in round_.stops]
        return [*self.loads, *stops, *(scene.load for scene in self.scenes)]


def plan_year(city: City, scale: float) -> Year:
    year = Year()
    _direct(city, year, max(len(TURNS) + 3, round(DIRECT * scale)))
    _ashes(city, year, max(2, round(ASHES * scale)))
    _rounds(city, year, max(2, round(ROUNDS * scale)))
    _medical(city, year, max(1, round(MEDICAL_ROUNDS * scale)))
    year.scenes = set_scenes(city)
    year.loads.sort(key=lambda load: load.day)
    return year


def _direct(city: City, year: Year, count: int) -> None:
    sites = [site for site in city.generators if not site.store]
    turns = [turn for turn, share in TURNS.items() for _ in range(max(1, round(share * count / 100)))]
    turns += [Turn.PLAIN] * (count - len(turns))
    dice("turns").shuffle(turns)
    for i, turn in enumerate(turns):
        throw = dice("load", i)
        # Every site ships now and then; the demo clerk's own has something to look back on in any city.
        site = city.generators[0] if i % 12 == 0 else throw.choice(sites)
        first = throw.choice(site.wastes)
        waste = WASTES[first]
        along = [
            other
            for other in site.wastes
            if other != first and (WASTES[other].works, WASTES[other].method) == (waste.works, waste.method)
        ]
        wastes = [first, *along[: throw.choice((0, 0, 0, 1, 1, 2))]]
        year.loads.append(
            Load(
                site,
                city.works[waste.works],
                waste.method,
                _truckload([_part(site, waste, throw) for waste in wastes]),
                _day(city.days, turn, throw),
                _carrier(city, site, throw),
                turn,
                f"load {i}",
            )
        )


def _truckload(parts: list[Part]) -> tuple[Part, ...]:
    """As many of the parts as one truck carries; the first always."""
    taken = parts[:1]
    for part in parts[1:]:
        if sum(other.kg for other in taken) + part.kg <= MOST_KG:
            taken.append(part)
    return tuple(taken)


def _part(site: Site, waste: str, throw: Dice, share: float = 1.0) -> Part:
    profile = WASTES[waste]
    low, high = int(profile.low * site.size * share), int(profile.high * site.size * share)
    return Part.of(waste, throw.kg(max(low, 4), max(high, low + 6, 10)))


def _day(days: Days, turn: Turn, throw: Dice) -> date:
    """A working day of the year; early or late enough for what is to become of the load."""
    whole = (days.last - days.first).days
    first, last = 12, whole - SETTLED.get(turn, 1)
    if turn in FRESH:
        first = whole - FRESH[turn]
        last = whole - 8
    return days.working(days.first + timedelta(days=throw.randint(first, last)))


def _carrier(city: City, site: Site, throw: Dice) -> int:
    if throw.happens(0.75):
        return site.carrier
    return throw.choice([i for i in range(len(city.carriers)) if i != MEDICAL_CARRIER])


def _ashes(city: City, year: Year, count: int) -> None:
    """The household plant's fly ash is regular as its furnace is. Other furnaces' ash is what they really burn."""
    step = (city.days.last - city.days.first).days / count
    for i in range(count):
        throw = dice("ash", i)
        (waste,) = city.plant.wastes
        goal = city.works[WASTES[waste].works]
        day = city.days.working(city.days.first + timedelta(days=round(step * i) + 3))
        part = _part(city.plant, waste, throw)
        year.loads.append(
            Load(city.plant, goal, WASTES[waste].method, (part,), day, city.plant.carrier, Turn.PLAIN, f"ash {i}")
        )


def _rounds(city: City, year: Year, count: int) -> None:
    """Tours of the district stores' own trucks to small firms; each firm waits a while before the next one."""
    customers: dict[str, list[Site]] = defaultdict(list)
    for site in city.generators:
        if site.store:
            customers[site.store].append(site)
    stores = [key for key in city.stores if customers[key]]
    span = (city.days.last - city.days.first).days - 14
    for i in range(count):
        throw = dice("round", i)
        key = stores[i % len(stores)]
        day = city.days.working(city.days.first + timedelta(days=12 + round(span * i / count)))
        sites = throw.sample(customers[key], min(len(customers[key]), throw.randint(3, 6)))
        round_ = Round(city.stores[key], day, _store_carrier(city, key), name=f"round {i}")
        for n, site in enumerate(sites):
            waste = throw.choice(site.wastes)
            turn = Turn.LATE if throw.happens(0.04) else Turn.PLAIN
            parts = (_part(site, waste, throw),)
            round_.stops.append(
                Load(site, round_.goal, WASTES[waste].method, parts, day, round_.carrier, turn, f"{round_.name} {n}")
            )
        year.rounds.append(round_)


def _store_carrier(city: City, key: str) -> int:
    """The first carrier of the store's own district."""
    district = city.stores[key].district
    return next(i for i, carrier in enumerate(city.carriers) if carrier.district == district)


def _medical(city: City, year: Year, count: int) -> None:
    """Clinical waste is fetched within two days (医疗废物管理条例, Art. 18); on weekends too."""
    step = (city.days.last - city.days.first).days / count
    for i in range(count):
        throw = dice("medical", i)
        day = city.days.first + timedelta(days=round(step * (i + 0.5)))
        round_ = Round(city.works["medical"], day, MEDICAL_CARRIER, name=f"medical {i}")
        for n, site in enumerate(throw.sample(city.clinics, min(len(city.clinics), throw.randint(3, 5)))):
            hot = throw.happens(0.2)
            wastes = ("pathological",) if hot else ("infectious", "sharps")[: throw.choice((1, 1, 2))]
            parts = tuple(_part(site, waste, throw) for waste in wastes)
            method = WASTES[wastes[0]].method
            round_.stops.append(
                Load(site, round_.goal, method, parts, day, MEDICAL_CARRIER, Turn.PLAIN, f"{round_.name} {n}")
            )
        year.rounds.append(round_)


def licensed_line(works: str, code: str, method: str) -> int:
    """Which line of the works' permit covers the waste; the plan never sends anything elsewhere."""
    for i, line in enumerate(WORKS[works].lines):
        if method in line.methods and (code in line.codes or f"HW{code[-2:]}" in line.codes):
            return i
    raise LookupError(f"No line of {works} covers {code} by {method}.")
