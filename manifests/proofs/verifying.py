"""Everything that is evidence, measured again: events, chains, tree, seals. Nothing is changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction

from manifests.models import Seal
from manifests.proofs.breaks import Break
from manifests.proofs.merkle import DoesNotProve, verify_consistency
from manifests.proofs.tree import StoredTree
from manifests.proofs.verify_events import altered_events, broken_chains
from manifests.proofs.verify_seals import broken_seals
from manifests.proofs.verify_tree import broken_tree, changed_leaves, left_out


@dataclass
class Finding:
    """What was read, and what does not hold: events in the order in which they came, then tree, then seals."""

    events: int = 0
    leaves: int = 0
    seals: int = 0
    breaks: list[Break] = field(default_factory=list)


def verify(*, since: datetime | None = None, workers: int = 1) -> Finding:
    """Measure all evidence, or the part that was recorded and sealed since a moment (aware).

    Several workers share the events, which take most of the time; inside a transaction of the caller's there is one,
    because nobody else sees what that transaction wrote.
    """
    with _one_moment(workers) as snapshot:
        start = Seal.objects.filter(signed_at__lt=since).newest() if since else None
        seals = list(
            Seal.objects.filter(number__gt=start.number if start else 0).select_related("key").order_by("number")
        )
        newest = seals[-1] if seals else start
        first = start.size if start else 0
        finding = Finding(leaves=(newest.size if newest else 0) - first, seals=len(seals))
        finding.events, finding.breaks = altered_events(since, workers, snapshot)
        finding.breaks += broken_chains(since)
        finding.breaks += left_out(newest)
        finding.breaks += changed_leaves(first)
        finding.breaks += broken_tree(seals, start)
        finding.breaks += broken_seals(seals)
        return finding


def breaks(**scope) -> list[Break]:
    """What does not hold, worst described first; empty where all is well. `scope` as `verify` takes it."""
    return verify(**scope).breaks


def compared(first: int, second: int | None = None) -> tuple[Seal, Seal, list[str]]:
    """Two seals (the second is the newest unless told), the older first, and the proof (hexadecimal hashes) that the
    newer one's tree begins with the older one's.

    Raises LookupError where there is no such seal or no tree that large, DoesNotProve where it does not begin so.
    """
    numbers = [first] if second is None else [first, second]
    found = Seal.objects.in_bulk([number for number in numbers if 0 < number < 2**31])
    for number in numbers:
        if number not in found:
            raise LookupError(f"There is no seal {number}.")
    pair = found[first], found[second] if second is not None else Seal.objects.newest()
    older, newer = sorted(pair, key=lambda seal: seal.number)
    if older.size > newer.size:
        raise DoesNotProve("The older seal is over more events.")
    path = StoredTree().consistency(older.size, newer.size)
    verify_consistency(older.size, newer.size, path, bytes.fromhex(older.root), bytes.fromhex(newer.root))
    return older, newer, [step.hex() for step in path]


@contextmanager
def _one_moment(workers: int) -> Iterator[str | None]:
    """All questions see the database as it is now, while it goes on; yields the name by which other processes do."""
    if connection.in_atomic_block:
        yield None
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        snapshot = None
        if workers > 1:
            cursor.execute("SELECT pg_export_snapshot()")
            (snapshot,) = cursor.fetchone()
        yield snapshot
