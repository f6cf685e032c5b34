"""The whole measurement at size, figure by figure as they come."""

import os
from collections.abc import Iterator
from math import ceil
from time import perf_counter

from django.db import connection

from config.bench.keys import own_key
from config.bench.lanes import Lane
from config.bench.scratch import duplicate, parameters
from config.bench.size import growth, measured
from config.bench.size.family import raise_family
from config.bench.size.figure import Figure
from config.bench.size.history import History
from config.bench.size.samples import sample_lives
from manifests.actions.seal import seal
from manifests.ledger import breaks
from manifests.models import CustodyEvent, Manifest

SHORT = 10_000  # manifests of the history that the long one is compared with
NEW_EVENTS = 100_000
SHOWN = 9  # manifests whose proof is asked


def at_size(
    lanes: list[Lane], manifests: int, *, short: int = SHORT, new: int = NEW_EVENTS, lives: int = 4
) -> Iterator[Figure]:
    """Load `manifests` whole lives and yield a Figure of each measurement; whatever is loaded is verified at the end.

    The database is a scratch one that only the caller uses. Of the seconds that loading and sealing all of it take
    nothing is asked.
    """
    short = min(short, manifests)
    samples = sample_lives(lanes)
    each = sum(len(life.events) for life in samples) / len(samples)
    total = manifests + ceil(new / each)
    history = History(samples, total)
    with own_key():
        began = perf_counter()
        history.load(0, short)
        _settle()
        with duplicate(f"{connection.settings_dict['NAME']}_short") as small:
            history.load(short, manifests)
            yield Figure(f"{manifests:,} manifests of {each:.1f} events loaded", perf_counter() - began, "s")
            began = perf_counter()
            seal()
            yield Figure("all of them sealed", perf_counter() - began, "s")
            _settle()
            yield from growth.compared(small, parameters(), lanes, lives, (short, manifests))
        yield from measured.lineage(raise_family(lanes[0]))
        yield _sealing(history, manifests, total)
        yield measured.proof(_some_manifests())
        began = perf_counter()
        found = breaks()
        if found:
            raise RuntimeError(f"The loaded ledger does not add up. First: {found[0]}")
        yield Figure("the mass ledger proven", perf_counter() - began, "s")
        for workers in sorted({1, min(2, os.cpu_count() or 1)}, reverse=True):
            yield measured.verifying(workers)


def _sealing(history: History, start: int, stop: int) -> Figure:
    seal()
    before = CustodyEvent.objects.count()
    history.load(start, stop)
    return measured.sealing(CustodyEvent.objects.count() - before)


def _some_manifests() -> list[Manifest]:
    """Spread over the whole history."""
    count = Manifest.objects.count()
    rows = Manifest.objects.order_by("id")
    return [rows[count * part // (SHOWN + 1)] for part in range(1, SHOWN + 1)]


def _settle() -> None:
    """What autovacuum would have done by the time that such a history is there."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
