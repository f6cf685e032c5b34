"""October of a key site, and how its declaration is read and confirmed."""

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from facilities import clock
from facilities.models import Facility, Person
from manifests.actions.confirm_declaration import confirm_declaration
from manifests.custody import perform
from manifests.declarations.figures import content_of, digest_of
from manifests.declarations.period import read_stretch
from manifests.models import Declaration

HOME = ZoneInfo("Asia/Shanghai")
OCTOBER = read_stretch("2026-10")


def at(*when) -> datetime:
    return datetime(*when, tzinfo=HOME)


def fresh(person) -> Person:
    """The person as the next request finds them."""
    return Person.objects.get(pk=person.pk)


def seen(site, stretch=OCTOBER) -> dict:
    return content_of(Facility.objects.select_related("enterprise", "region").get(pk=site.pk), stretch)


def confirm(by, site, stretch=OCTOBER, **more) -> Declaration:
    data = {"digest": digest_of(seen(site, stretch)), **more}
    return confirm_declaration(by=fresh(by), facility=site, stretch=stretch, **data)


@pytest.fixture
def october(walk, people, city):
    """Oil that arose in October: a part left for the furnace, a part was lost, the rest lies there. It is November."""
    city.generator.management_class = "key"
    city.generator.save()
    with clock.standing_at(at(2026, 9, 20, 9)):
        walk.stored("200")
    with clock.standing_at(at(2026, 10, 6, 9)):
        manifest = walk.arrived(walk.stored("1000"))
        left = walk.stored("50")
        perform(left, "lose", by=people.clerk, data={"kg": "5", "reason": "evaporated"})
        walk.judged(manifest=manifest, weighed_kg="990")
    with clock.standing_at(at(2026, 11, 3, 9)):
        yield SimpleNamespace(manifest=manifest, left=left)
