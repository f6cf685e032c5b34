"""Waste arises at a site and goes into its store."""

from collections.abc import Generator
from datetime import datetime

from config.demo.cast import Site
from config.demo.days import later
from config.demo.dice import Dice
from config.demo.load import Part
from config.demo.wastes import WASTES
from manifests.custody import perform
from manifests.models import WasteBatch


def declare(site: Site, part: Part) -> WasteBatch:
    data = {
        "stream": site.streams[part.waste].pk,
        "kg": part.kg,
        "container_count": part.containers,
        "container_litres": WASTES[part.waste].litres,
    }
    return perform(WasteBatch, "declare", by=site.clerk, data=data).subject


def put_away(site: Site, batch: WasteBatch) -> WasteBatch:
    return perform(batch, "store", by=site.keeper, data={"area": site.area.pk}).subject


def hold(site: Site, parts: tuple[Part, ...], throw: Dice) -> Generator[datetime, None, list[WasteBatch]]:
    """Declare and store each part, one after the other."""
    batches = []
    for part in parts:
        batch = declare(site, part)
        yield later(throw, 15, 150)
        batches.append(put_away(site, batch))
        yield later(throw, 20, 90)
    return batches
