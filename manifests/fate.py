"""Where a batch's kilograms ended, and which batches are in one: sums over the waste's family tree. Pure: no Django.

A batch is of one mixture for its whole life. Of every batch that holds some of another one's waste, each way out
therefore takes that waste along in the same proportion. Shares are exact fractions until the end, where they are
rounded once, to the gram, by largest remainder: what a reader adds up is what was declared.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from heapq import heappop, heappush

from manifests.quantities import GRAM, ZERO

HUNDREDTH = Decimal("0.01")  # of a percent, as shares are shown


class Kind(StrEnum):
    """In which way kilograms ended, or where they are still held."""

    TREATED = "treated"
    EXPORTED = "exported"
    LOST = "lost"
    RETURNED = "returned"  # to where it came from, elsewhere
    STORE = "store"
    SITE = "site"
    TRANSIT = "transit"
    SCALE = "scale"  # what scales and stock-taking said otherwise: the one row that may be negative


ENDED = (Kind.TREATED, Kind.EXPORTED, Kind.LOST)
HELD = (Kind.STORE, Kind.SITE, Kind.TRANSIT)


class Unbalanced(ValueError):
    """More or less leaves a batch than came into it: the ledger and the family tree disagree about it."""


class Circular(ValueError):
    """A batch would be its own ancestor."""


@dataclass(frozen=True)
class End:
    """One destination: how, at which site and area (keys), by which method (key), on which day, if it has ended."""

    kind: Kind
    facility: Hashable = None
    area: Hashable = None
    method: Hashable = None
    day: date | None = None

    @property
    def rank(self) -> tuple:
        """A fixed order, so that the last gram falls on the same row whoever rounds."""
        place = (str(self.facility or ""), str(self.area or ""), str(self.method or ""))
        return (list(Kind).index(self.kind), *place, self.day or date.min)


SCALE = End(Kind.SCALE)


@dataclass
class Node:
    """One batch as the ledger has it (kg): what arose as it, what scales added to it, and its ways out and stock."""

    own: Decimal = ZERO
    adjusted: Decimal = ZERO
    ends: dict[End, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """`kg` of the parent went into the child."""

    parent: Hashable
    child: Hashable
    kg: Decimal


@dataclass
class Passage:
    """What of one batch passes where (exact kg): through each batch of the tree, and along each of its links."""

    through: dict[Hashable, Fraction]
    along: dict[tuple[Hashable, Hashable], Fraction]


@dataclass
class Graph:
    """A part of the family tree. `links` has every link into a node, those from parents outside of `nodes` too."""

    nodes: dict[Hashable, Node]
    links: Sequence[Link]

    @cached_property
    def up(self) -> dict[Hashable, list[Link]]:
        return self._by("child")

    @cached_property
    def down(self) -> dict[Hashable, list[Link]]:
        return self._by("parent")

    @cached_property
    def intake(self) -> dict[Hashable, Decimal]:
        """All that each batch was made with (kg): what arose as it and what came out of its parents."""
        return {
            key: node.own + sum((link.kg for link in self.up.get(key, ())), ZERO) for key, node in self.nodes.items()
        }

    @cached_property
    def outgo(self) -> dict[Hashable, Decimal]:
        """All that left each batch or still lies as it (kg); raises Unbalanced where that is not what came in."""
        out = {
            key: sum(node.ends.values(), ZERO) + sum((link.kg for link in self.down.get(key, ())), ZERO)
            for key, node in self.nodes.items()
        }
        for key, node in self.nodes.items():
            if out[key] != self.intake[key] + node.adjusted:
                raise Unbalanced(key, self.intake[key], node.adjusted, out[key])
        return out

    @cached_property
    def order(self) -> dict[Hashable, int]:
        """Each batch after all of its parents; raises Circular."""
        waiting = {key: sum(link.parent in self.nodes for link in self.up.get(key, ())) for key in self.nodes}
        free = [key for key, count in waiting.items() if count == 0]
        order: dict[Hashable, int] = {}
        while free:
            key = free.pop()
            order[key] = len(order)
            for link in self.down.get(key, ()):
                if link.child in waiting:
                    waiting[link.child] -= 1
                    if waiting[link.child] == 0:
                        free.append(link.child)
        if len(order) < len(self.nodes):
            raise Circular(sorted(str(key) for key in self.nodes if key not in order))
        return order

    def _by(self, side: str) -> dict[Hashable, list[Link]]:
        found = defaultdict(list)
        for link in self.links:
            found[getattr(link, side)].append(link)
        return found


def forward(graph: Graph, origin: Hashable, declared: Decimal | None = None) -> Passage:
    """How the kilograms of `origin` pass down: all that it was made with, or `declared` kg where a paper says so."""
    return _pass(graph, origin, declared or graph.intake[origin], declared, down=True)


def backward(graph: Graph, target: Hashable) -> Passage:
    """How the kilograms of `target` came down to it, in kilograms of `target`."""
    return _pass(graph, target, graph.intake[target], None, down=False)


def fate_of(graph: Graph, origin: Hashable, declared: Decimal | None = None) -> dict[End, Decimal]:
    """Where the kilograms of `origin` ended or are now; the rows add up to what it was made with, or to `declared`.

    `declared` is the batch's weight on a paper, when earlier scales had changed it. Raises Unbalanced and Circular.
    """
    return _fate(graph, origin, forward(graph, origin, declared), declared)


def fate_of_arisen(graph: Graph, origin: Hashable) -> dict[End, Decimal]:
    """As `fate_of`, of what arose as `origin` only: of a furnace's ash the lime in it, not the waste that was burnt.

    Over all batches the rows add up to all that ever arose: nothing is counted as its own and as its parents'.
    """
    return _fate(graph, origin, _pass(graph, origin, graph.nodes[origin].own, None, down=True))


def _fate(graph: Graph, origin: Hashable, passage: Passage, declared: Decimal | None = None) -> dict[End, Decimal]:
    exact: dict[End, Fraction] = defaultdict(Fraction)
    outgo = graph.outgo
    for key, amount in passage.through.items():
        if not amount:  # found at stock-taking: it arose nowhere
            continue
        basis = Fraction(declared if key == origin and declared else graph.intake[key])
        rate = amount / basis
        for end, kg in graph.nodes[key].ends.items():
            exact[end] += rate * Fraction(kg)
        if difference := Fraction(outgo[key]) - basis:
            exact[SCALE] -= rate * difference
    ends = sorted((end for end in exact if exact[end]), key=lambda end: end.rank)
    rounded = round_off([exact[end] for end in ends], GRAM)
    return {end: kg for end, kg in zip(ends, rounded, strict=True) if kg}


def sources_of(graph: Graph, target: Hashable) -> dict[Hashable, Decimal]:
    """Which batches that arose somewhere are in `target`, in its kilograms; they add up to what it was made with."""
    exact = {
        key: amount * Fraction(graph.nodes[key].own) / Fraction(graph.intake[key])
        for key, amount in backward(graph, target).through.items()
        if graph.nodes[key].own
    }
    keys = sorted(exact, key=str)
    rounded = round_off([exact[key] for key in keys], GRAM)
    return {key: kg for key, kg in zip(keys, rounded, strict=True) if kg}


def round_off(exact: Sequence[Fraction], unit: Decimal) -> list[Decimal]:
    """Each rounded to whole units so that they add up to what they exactly add up to: the largest remainders go up.

    The sum must itself be a whole number of units.
    """
    units = [value / Fraction(unit) for value in exact]
    whole = [value.numerator // value.denominator for value in units]
    missing = sum(units, Fraction(0)) - sum(whole)
    by_remainder = sorted(range(len(units)), key=lambda i: (whole[i] - units[i], i))
    for i in by_remainder[: int(missing)]:
        whole[i] += 1
    return [count * unit for count in whole]


def percents(weights: Sequence[Decimal]) -> list[Decimal]:
    """Each weight's share of their sum, to a hundredth of a percent; the shares add up to 100.00 exactly."""
    total = Fraction(sum(weights, ZERO))
    return round_off([Fraction(kg) * 100 / total for kg in weights], HUNDREDTH) if total else [ZERO for _kg in weights]


def _pass(graph: Graph, start: Hashable, kg: Decimal, declared: Decimal | None, *, down: bool) -> Passage:
    """Carry `kg` of `start` along the links, each batch after all from which it may still get some.

    They are a part of what it was made with, or of what a paper `declared`.
    """
    through: dict[Hashable, Fraction] = defaultdict(Fraction)
    through[start] = Fraction(kg)
    along: dict[tuple[Hashable, Hashable], Fraction] = {}
    done: dict[Hashable, Fraction] = {}
    for key in _in_turn(graph, start, down=down):
        amount = done[key] = through[key]
        if not amount:
            continue
        rate = amount / Fraction(declared if key == start and declared else graph.intake[key])
        for link in (graph.down if down else graph.up).get(key, ()):
            part = along[link.parent, link.child] = rate * Fraction(link.kg)
            through[link.child if down else link.parent] += part
    return Passage(done, along)


def _in_turn(graph: Graph, start: Hashable, *, down: bool) -> Iterator[Hashable]:
    """`start` and all that can be reached from it, in the tree's order or against it."""
    sign = 1 if down else -1
    heap, seen = [(0, 0, start)], {start}
    count = 0
    while heap:
        *_turn, key = heappop(heap)
        yield key
        for link in (graph.down if down else graph.up).get(key, ()):
            other = link.child if down else link.parent
            if other not in seen:
                seen.add(other)
                count += 1
                heappush(heap, (sign * graph.order[other], count, other))
