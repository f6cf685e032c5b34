"""What a life carries from step to step: the planned load and what has become real of it."""

from dataclasses import dataclass, field
from decimal import Decimal

from config.demo.cast import Carrier, City, Crew, Site
from config.demo.days import in_hours
from config.demo.dice import Dice
from config.demo.load import Load, Turn
from facilities import clock
from manifests.models import Manifest, WasteBatch
from manifests.quantities import ZERO
from transport.models import Trip


@dataclass(eq=False)
class Consignment:
    city: City
    load: Load
    throw: Dice
    batches: list[WasteBatch] = field(default_factory=list)
    manifest: Manifest | None = None
    carrier: Carrier | None = None
    trip: Trip | None = None
    crew: Crew | None = None

    @property
    def site(self) -> Site:
        return self.load.site

    @property
    def goal(self) -> Site:
        return self.load.goal

    @property
    def kg(self) -> Decimal:
        """What is to be loaded."""
        return sum((batch.kg for batch in self.batches), ZERO)

    @property
    def turn(self) -> Turn:
        return self.load.turn

    def workday(self, n: int, first: int = 8, last: int = 16):
        """Some time of the n-th working day from the moment the story stands at."""
        return in_hours(self.city.days.working(clock.today(), n), self.throw, first, last)
