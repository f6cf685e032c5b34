"""Build the city: cast it, plan its year, write its papers, and let a year pass."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction

from config.demo import casting, classes, fleet, founding, papers, people, plans
from config.demo.balance import Balance, balance
from config.demo.cast import City
from config.demo.clockwork import Clockwork
from config.demo.days import at, in_hours
from config.demo.dice import dice
from config.demo.lives import declaring, delivery, milk_run, onward, other_waste, scene
from config.demo.lives.consignment import Consignment
from config.demo.names import Names
from config.demo.scenes import forgotten
from config.demo.year import Year, plan_year
from facilities import clock

ONWARD_EVERY = 30  # days, at scale 1


class DoesNotBalance(AssertionError):
    """Mass appeared or vanished: the ledger is wrong, and the city is not kept."""


@dataclass(frozen=True)
class Built:
    city: City
    balance: Balance


def build(
    until: date, scale: float, passwords: dict[str, str], passed: Callable[[datetime], None] = lambda moment: None
) -> Built:
    """All of it or nothing: evidence cannot be deleted, so a city half built could never be taken down again.

    `until` is today; the history ends on the evening before, so that nothing in it lies in the future.
    """
    with transaction.atomic():
        city = casting.cast(until, scale)
        year = plan_year(city, scale)
        with clock.standing_at(at(city.days.first, 8)):
            _found(city, year, passwords)
        _analyze()
        _live(city, year, scale, passed)
        found = balance()
        if not found.holds:
            raise DoesNotBalance(found)
    return Built(city, found)


def _found(city: City, year: Year, passwords: dict[str, str]) -> None:
    names = Names(dice("names"))
    register = people.Register(names, passwords)
    founding.found(city, names)
    people.settle(city, register)
    fleet.hire(city, names, register)
    register.write()
    fleet.write(city)
    papers.draw_up(city, year)
    classes.classify(city, year)
    plans.file_plans(city, year)


def _analyze() -> None:
    """Tell the planner how large the reference and master tables are; the history grows too fast for autovacuum."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _live(city: City, year: Year, scale: float, passed: Callable[[datetime], None]) -> None:
    clockwork = Clockwork()
    for load in year.loads:
        clockwork.start(delivery.begins(load), delivery.deliver(city, load))
    for round_ in year.rounds:
        stops = [Consignment(city, load, dice(load.name)) for load in round_.stops]
        for c in stops:
            clockwork.start(milk_run.begins(round_, c.load), milk_run.gather(c))
        clockwork.start(milk_run.starts(round_), milk_run.tour(city, round_, stops))
    every = round(min(max(ONWARD_EVERY / scale, 3), 45))
    furnaces = [works for works in city.works.values() if works.wastes]
    for i, store in enumerate([*city.stores.values(), *furnaces]):
        first = in_hours(
            city.days.working(city.days.first + timedelta(days=every + i)), dice("onward", store.key), 9, 11
        )
        clockwork.start(first, onward.ship_on(city, store, every, _starter(clockwork)))
    for n, (site, part, day) in enumerate(forgotten(city)):
        clockwork.start(at(day, 10, n), scene.forget(site, part, f"{n}"))
    for n, played in enumerate(year.scenes):
        clockwork.start(scene.begins(city, n), scene.play(city, played))
    clockwork.start(at(city.days.first, 9), declaring.declare(city))
    clockwork.run(at(city.days.last, 18, 30), passed)
    other_waste.play(city)


def _starter(clockwork: Clockwork) -> Callable:
    """Let a story begin at once, from within another."""
    return lambda story: clockwork.start(clock.now(), story)
