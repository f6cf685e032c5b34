"""The tree as the database keeps it: leaves, and the roots over each 256 of them, each 256 of those, and so on."""

from collections.abc import Iterable

from django.db.models import Q

from manifests.models import Leaf, Subtree
from manifests.proofs.merkle import LENGTH, Hash, consistency_proof, fold, inclusion_proof, leaf_hash

BITS = 8
WIDTH = 1 << BITS  # hashes to a block: a proof in a tree of 10⁹ leaves reads 8 blocks


class Incomplete(LookupError):
    """The tree has not grown that far, or rows of it are gone."""


class StoredTree:
    """Nodes and proofs of the tree, read block by block and remembered. Short-lived: one question, one tree."""

    def __init__(self):
        self._blocks: dict[tuple[int, int], list[Hash]] = {}

    def node(self, level: int, place: int) -> Hash:
        """The hash of a complete subtree. Raises Incomplete."""
        stored, rest = divmod(level, BITS)
        first = place << rest
        at = first % WIDTH
        hashes = self._block(stored, first // WIDTH)[at : at + (1 << rest)]
        if len(hashes) < 1 << rest:
            raise Incomplete(f"There is no whole subtree {place} of level {level}.")
        return fold(hashes)

    def inclusion(self, index: int, size: int) -> list[Hash]:
        return inclusion_proof(index, size, self.node)

    def consistency(self, older: int, newer: int) -> list[Hash]:
        return consistency_proof(older, newer, self.node)

    def read_ahead(self, places: Iterable[tuple[int, int]]) -> None:
        """Read what the inclusion proofs of `places`, pairs of index and size, will ask for: in two statements, however
        many they are."""
        asked: set[tuple[int, int]] = set()

        def note(level: int, place: int) -> Hash:
            stored, rest = divmod(level, BITS)
            asked.add((stored, (place << rest) // WIDTH))
            return bytes(LENGTH)

        for index, size in places:
            inclusion_proof(index, size, note)
        asked -= self._blocks.keys()
        self._blocks |= {key: [] for key in asked}
        if blocks := [number for stored, number in sorted(asked) if stored == 0]:
            rows = Leaf.objects.filter(_any("index", blocks)).order_by("index")
            for index, data in rows.values_list("index", "hash"):
                self._blocks[0, index // WIDTH].append(leaf_hash(bytes(data)))
        if higher := [key for key in sorted(asked) if key[0]]:
            wanted = Q()
            for stored, number in higher:
                wanted |= Q(level=stored) & _any("place", [number])
            rows = Subtree.objects.filter(wanted).order_by("level", "place")
            for stored, place, root in rows.values_list("level", "place", "root"):
                self._blocks[stored, place // WIDTH].append(bytes(root))

    def _block(self, stored: int, number: int) -> list[Hash]:
        key = stored, number
        if key not in self._blocks:
            self._blocks[key] = _leaves(number) if stored == 0 else _roots(stored, number)
        return self._blocks[key]


def _any(column: str, blocks: list[int]) -> Q:
    """Rows of any of these blocks, by ranges that an index knows."""
    found = Q()
    for number in blocks:
        found |= Q(**{f"{column}__gte": number * WIDTH, f"{column}__lt": (number + 1) * WIDTH})
    return found


def _leaves(number: int) -> list[Hash]:
    rows = Leaf.objects.filter(index__gte=number * WIDTH, index__lt=(number + 1) * WIDTH).order_by("index")
    return [leaf_hash(bytes(data)) for (data,) in rows.values_list("hash")]


def _roots(stored: int, number: int) -> list[Hash]:
    rows = Subtree.objects.filter(level=stored, place__gte=number * WIDTH, place__lt=(number + 1) * WIDTH)
    return [bytes(root) for (root,) in rows.order_by("place").values_list("root")]
