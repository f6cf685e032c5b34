"""The Merkle tree of RFC 9162 (section 2.1) over SHA-256. Pure: a tree is its leaves, or whoever knows its nodes.

A complete subtree of 2^level leaves is named by its level and its place among its like: `(level, place)` covers the
leaves from place · 2^level on. Proofs are built from such nodes, so that whoever keeps them need not keep the leaves
at hand.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

Hash = bytes
Node = Callable[[int, int], Hash]  # (level, place) → the hash of a complete subtree

LENGTH = 32
EMPTY = sha256(b"").digest()  # the root of a tree without leaves


class DoesNotProve(ValueError):
    """A proof that shows nothing: of another tree, too long or too short, or altered."""


def leaf_hash(data: bytes) -> Hash:
    return sha256(b"\x00" + data).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """One byte apart from a leaf's, so that no node can be shown as a leaf."""
    return sha256(b"\x01" + left + right).digest()


class Range:
    """The complete subtrees under a growing tree, largest first: all that is needed to add leaves and know the root.

    >>> grown = Range()
    >>> grown.append(leaf_hash(b"first"))
    >>> grown.root == leaf_hash(b"first")
    True
    """

    def __init__(self, size: int = 0, peaks: Iterable[Hash] = ()):
        self.size = size
        self.peaks = list(peaks)
        if len(self.peaks) != size.bit_count():
            raise ValueError(f"A tree of {size} leaves has {size.bit_count()} complete subtrees.")

    @classmethod
    def of(cls, size: int, node: Node) -> "Range":
        """The range of a tree whose nodes are known."""
        return cls(size, (node(level, place) for level, place in cover(0, size)))

    def append(self, leaf: Hash, seen: Callable[[int, int, Hash], None] | None = None) -> None:
        """Add a leaf's hash; one more hash on average, whatever the size. `seen` is told each subtree it completes."""
        level, place = 0, self.size
        while place & 1:
            leaf = node_hash(self.peaks.pop(), leaf)
            level, place = level + 1, place >> 1
            if seen:
                seen(level, place, leaf)
        self.peaks.append(leaf)
        self.size += 1

    @property
    def root(self) -> Hash:
        return join(self.peaks)


def join(peaks: Sequence[Hash]) -> Hash:
    """The root over neighbouring complete subtrees, largest first."""
    if not peaks:
        return EMPTY
    *others, found = peaks
    for peak in reversed(others):
        found = node_hash(peak, found)
    return found


def fold(hashes: Sequence[Hash]) -> Hash:
    """The root over a power of two of neighbours."""
    while len(hashes) > 1:
        hashes = [node_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]


def cover(start: int, end: int) -> list[tuple[int, int]]:
    """The complete subtrees over the leaves from `start` until `end`, where `start` is where a subtree of that length
    may begin; largest first."""
    found = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return found


def root(size: int, node: Node) -> Hash:
    return Range.of(size, node).root


def root_of(leaves: Iterable[Hash]) -> Hash:
    grown = Range()
    for leaf in leaves:
        grown.append(leaf)
    return grown.root


def _split(length: int) -> int:
    """The largest power of two below `length`: where RFC 9162 divides a tree."""
    return 1 << (length - 1).bit_length() - 1


def inclusion_proof(index: int, size: int, node: Node) -> list[Hash]:
    """The audit path of leaf `index` in the tree of `size` leaves, from the leaf upwards (RFC 9162, 2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError(f"A tree of {size} leaves has no leaf {index}.")
    path, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(cover(middle, end))
            end = middle
        else:
            path.append(cover(start, middle))
            start = middle
    return [join([node(*place) for place in places]) for places in reversed(path)]


def consistency_proof(older: int, newer: int, node: Node) -> list[Hash]:
    """That the tree of `newer` leaves begins with the one of `older` leaves (RFC 9162, 2.1.4.1)."""
    if not 0 < older <= newer:
        raise ValueError(f"Nothing shows that {newer} leaves begin with {older}.")
    path, start, end, is_whole = [], 0, newer, True
    while older - start != end - start:
        middle = start + _split(end - start)
        if older <= middle:
            path.append(cover(middle, end))
            end = middle
        else:
            path.append(cover(start, middle))
            start, is_whole = middle, False
    if not is_whole:
        path.append(cover(start, end))
    return [join([node(*place) for place in places]) for places in reversed(path)]


def verify_inclusion(leaf: Hash, index: int, size: int, path: Sequence[Hash], expected: Hash) -> None:
    """Raises DoesNotProve unless the path leads from the leaf's hash at `index` to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise DoesNotProve(f"A tree of {size} leaves has no leaf {index}.")
    if len(leaf) != LENGTH:
        raise DoesNotProve("This is no hash.")
    at, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            raise DoesNotProve("The path is too long.")
        if at & 1 or at == last:
            found = node_hash(step, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise DoesNotProve("The path is too short.")
    if found != expected:
        raise DoesNotProve("The path leads to another root.")


def verify_consistency(older: int, newer: int, path: Sequence[Hash], old_root: Hash, new_root: Hash) -> None:
    """Raises DoesNotProve unless the newer tree is the older one with leaves added (RFC 9162, 2.1.4.2).

    Of a tree without leaves nothing can be shown, except that it is one.
    """
    if not 0 <= older <= newer:
        raise DoesNotProve("The older tree is the larger one.")
    if older == newer:
        if path or old_root != new_root or (older == 0 and old_root != EMPTY):
            raise DoesNotProve("Two trees of one size that differ.")
        return
    if older == 0 or not path:
        raise DoesNotProve("There is nothing to show it by.")
    steps = list(path)
    if older.bit_count() == 1:
        steps.insert(0, old_root)
    at, last = older - 1, newer - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    found_old = found_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise DoesNotProve("The path is too long.")
        if at & 1 or at == last:
            found_old, found_new = node_hash(step, found_old), node_hash(step, found_new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found_new = node_hash(found_new, step)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise DoesNotProve("The path is too short.")
    if found_old != old_root:
        raise DoesNotProve("The path does not begin at the older root.")
    if found_new != new_root:
        raise DoesNotProve("The path leads to another root.")
