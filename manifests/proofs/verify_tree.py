"""The tree again from its leaves: their numbers, their events, every root that is kept, every root that was sealed."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db import connection

from manifests.models import Leaf, Seal, Subtree
from manifests.proofs.breaks import Break, What
from manifests.proofs.merkle import Range, leaf_hash
from manifests.proofs.tree import BITS, Incomplete, StoredTree
from manifests.proofs.verify_events import place
from manifests.proofs.verify_seals import name

# Longer than any transaction is open: an event of an earlier time cannot have been committed after the seal.
GRACE = timedelta(hours=1)

DIFFERING = """
    SELECT coalesce(event.manifest_id, event.batch_id)::text, event.manifest_id IS NOT NULL, event.sequence,
           event.id::text, leaf.index, encode(leaf.hash, 'hex'), event.hash
    FROM manifests_leaf AS leaf JOIN manifests_custodyevent AS event ON event.id = leaf.event_id
    WHERE leaf.index >= %s AND encode(leaf.hash, 'hex') <> event.hash
    ORDER BY leaf.index
"""
LEFT_OUT = """
    SELECT coalesce(event.manifest_id, event.batch_id)::text, event.manifest_id IS NOT NULL, event.sequence,
           event.id::text, event.recorded_at
    FROM manifests_custodyevent AS event
    WHERE NOT EXISTS (SELECT FROM manifests_leaf AS leaf WHERE leaf.event_id = event.id)
      AND (event.recorded_at < %s
           OR NOT EXISTS (SELECT FROM manifests_unsealed AS waiting WHERE waiting.event_id = event.id))
    ORDER BY event.id
"""


def broken_tree(seals: Sequence[Seal], start: Seal | None) -> Iterator[Break]:
    """Whatever differs from the leaves of the tree, beginning where the seal `start` ends (None: at the first leaf).

    `seals` are those after `start`, oldest first. One reading of the leaves shows for every two of them that the later
    tree begins with the earlier one.
    """
    try:
        grown = Range.of(start.size, StoredTree().node) if start else Range()
    except Incomplete as error:
        yield Break(What.GAP, name(start), f"{start.size} leaves", str(error))
        return
    if start and grown.root.hex() != start.root:
        yield Break(What.ROOT, name(start), start.root, grown.root.hex())
    yield from _grow(grown, seals)


def changed_leaves(start: int) -> Iterator[Break]:
    """Events that no longer have the hash that was sealed."""
    with connection.cursor() as cursor:
        cursor.execute(DIFFERING, [start])
        for pk, is_manifest, sequence, event, index, sealed, found in cursor.fetchall():
            where = place("manifest" if is_manifest else "batch", pk, sequence, event)
            yield Break(What.LEAF, f"{where}, leaf {index}", sealed, found)


def left_out(newest: Seal | None) -> Iterator[Break]:
    """Events that neither are in the tree nor wait for it, or have waited through a seal."""
    with connection.cursor() as cursor:
        cursor.execute(LEFT_OUT, [newest.signed_at - GRACE if newest else None])
        for pk, is_manifest, sequence, event, recorded_at in cursor.fetchall():
            where = place("manifest" if is_manifest else "batch", pk, sequence, event)
            yield Break(What.UNSEALED, where, "a leaf", f"none, though recorded at {recorded_at}")


def _grow(grown: Range, seals: Sequence[Seal]) -> Iterator[Break]:
    kept = _KeptRoots(grown.size)
    waiting = list(reversed(seals))
    yield from _at_size(grown, waiting)
    rows = Leaf.objects.filter(index__gte=grown.size).order_by("index").values_list("index", "hash")
    for index, data in rows.iterator(chunk_size=5000):
        if index != grown.size:
            yield Break(What.GAP, f"leaf {grown.size}", f"number {grown.size}", f"number {index}")
            return
        grown.append(leaf_hash(bytes(data)), kept.meet)
        if kept.wrong:
            yield from kept.wrong
            kept.wrong.clear()
        if waiting and waiting[-1].size == grown.size:
            yield from _at_size(grown, waiting)
    yield from kept.left
    for seal in reversed(waiting):
        yield Break(What.GAP, name(seal), f"{seal.size} leaves", f"{grown.size} leaves")
    if seals and grown.size > seals[-1].size:
        yield Break(What.GAP, name(seals[-1]), f"{seals[-1].size} leaves", f"{grown.size} leaves")


def _at_size(grown: Range, waiting: list[Seal]) -> Iterator[Break]:
    while waiting and waiting[-1].size == grown.size:
        seal = waiting.pop()
        if seal.root != grown.root.hex():
            yield Break(What.ROOT, name(seal), grown.root.hex(), seal.root)


class _KeptRoots:
    """The stored roots beyond a size, each to be met once by the same root found again."""

    def __init__(self, size: int):
        self.wrong: list[Break] = []
        rows = Subtree.objects.order_by("level", "place").values_list("level", "place", "root")
        self._roots = {
            (level, place): bytes(root) for level, place, root in rows if (place + 1) << (level * BITS) > size
        }

    def meet(self, level: int, place: int, root: bytes) -> None:
        if level % BITS:
            return
        stored = self._roots.pop((level // BITS, place), b"")
        if stored != root:
            self.wrong.append(_differs(level // BITS, place, root, stored))

    @property
    def left(self) -> Iterator[Break]:
        """Roots that are kept over leaves that are not there."""
        return (_differs(level, place, b"", root) for (level, place), root in self._roots.items())


def _differs(level: int, place: int, expected: bytes, found: bytes) -> Break:
    return Break(What.SUBTREE, f"subtree {level}/{place}", expected.hex(), found.hex())
