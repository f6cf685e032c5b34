"""Name a truck, load it, drive, perhaps change trucks on the way, arrive, and come back empty."""

from collections.abc import Generator
from datetime import datetime

from config.demo.cast import Carrier, City, Crew, Site
from config.demo.days import later
from config.demo.lives.consignment import Consignment
from facilities import clock
from facilities.errors import Refusal
from manifests.custody import perform
from manifests.models import Manifest
from transport.actions.add_leg import add_leg
from transport.actions.end_trip import end_trip
from transport.actions.plan_trip import plan_trip
from transport.models import Trip


def name_truck(city: City, carrier: Carrier, manifests: list[Manifest], kg, day=None, crew=None) -> tuple[Trip, Crew]:
    """The smallest truck that carries it all; one whose papers turn out to have lapsed stays in the yard."""
    crew = crew or carrier.next_crew()
    for truck in carrier.fitting(kg):
        try:
            trip = plan_trip(
                by=carrier.dispatcher,
                carrier=carrier.facility,
                vehicle=truck,
                driver=crew.driver,
                escort=crew.escort,
                planned_for=day or clock.today(),
                manifests=manifests,
            )
        except Refusal as refusal:
            if refusal.code != "certificate_lapsed":
                raise
            city.refusals.update([refusal.code])
        else:
            return trip, crew
    raise LookupError(f"{carrier.facility} has no truck for {kg} kg.")


def depart(c: Consignment) -> None:
    c.manifest = _on_the_road(c, "depart", c.site)


def arrive(c: Consignment) -> None:
    c.manifest = _on_the_road(c, "arrive", c.goal)


def _on_the_road(c: Consignment, action: str, place: Site) -> Manifest:
    """Mostly the driver's phone tells where; now and then the desk enters it."""
    driver = c.crew.driver.person
    if c.throw.happens(0.12):
        return perform(c.manifest, action, by=c.carrier.dispatcher).subject
    site = place.facility
    return perform(
        c.manifest, action, by=driver, device="demo phone", longitude=site.longitude, latitude=site.latitude
    ).subject


def hand_over(c: Consignment) -> Generator[datetime, None, None]:
    """Another carrier takes over half-way (Order 23, Art. 17)."""
    before, before_trip = c.carrier, c.trip
    nearby = [carrier for carrier in c.city.carriers if carrier.fitting(c.kg) and carrier is not before]
    c.carrier = c.throw.choice(nearby)
    add_leg(by=before.dispatcher, manifest=c.manifest, carrier=c.carrier.facility)
    c.trip, c.crew = name_truck(c.city, c.carrier, [c.manifest], c.kg)
    yield later(c.throw, 30, 90)
    c.manifest = perform(c.manifest, "hand_over", by=c.crew.driver.person, data={"note": "中途换车"}).subject
    end_trip(by=before.dispatcher, trip=before_trip)


def come_home(carrier: Carrier, trip: Trip) -> None:
    end_trip(by=carrier.dispatcher, trip=trip)
