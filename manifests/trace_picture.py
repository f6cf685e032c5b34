"""Where each box and each band of a family's picture is drawn: left to right by generation, bands as wide as kilograms.

Geometry in pixels. The page draws it as SVG (templates/manifests/trace_picture.html).
"""

from collections import defaultdict
from dataclasses import dataclass

from manifests.tracing import Member, Step, Trace

BOX_WIDTH, BOX_HEIGHT = 210, 74
BETWEEN_COLUMNS, BETWEEN_BOXES = 96, 20
MARGIN, HEAD = 16, 28
THICKEST, THINNEST = 58, 1.5  # all of the batch's kilograms, and the least that can be seen


@dataclass(frozen=True)
class Box:
    member: Member
    x: int
    y: int


@dataclass(frozen=True)
class Band:
    """A step as a closed outline, an SVG path."""

    step: Step
    path: str


@dataclass(frozen=True)
class Column:
    generation: int
    x: int

    @property
    def steps(self) -> int:
        """How many steps it is away from the traced batch."""
        return abs(self.generation)


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    columns: list[Column]
    boxes: list[Box]
    bands: list[Band]


def draw(trace: Trace) -> Picture:
    """Lay the members out by generation, each beside those it comes from or leads to."""
    columns = _columns(trace)
    tallest = max(map(len, columns.values()))
    height = HEAD + 2 * MARGIN + tallest * BOX_HEIGHT + (tallest - 1) * BETWEEN_BOXES
    first = min(columns)
    places: dict[object, Box] = {}
    for generation, members in columns.items():
        x = MARGIN + (generation - first) * (BOX_WIDTH + BETWEEN_COLUMNS)
        used = len(members) * BOX_HEIGHT + (len(members) - 1) * BETWEEN_BOXES
        top = HEAD + (height - HEAD - used) // 2
        for i, member in enumerate(members):
            places[member.key] = Box(member, x, top + i * (BOX_HEIGHT + BETWEEN_BOXES))
    width = 2 * MARGIN + (max(columns) - first) * (BOX_WIDTH + BETWEEN_COLUMNS) + BOX_WIDTH
    heads = [Column(generation, places[members[0].key].x) for generation, members in sorted(columns.items())]
    return Picture(width, height, heads, list(places.values()), _bands(trace, places))


def _columns(trace: Trace) -> dict[int, list[Member]]:
    """The members of each generation from top to bottom, in the order of their neighbours nearer to the focus."""
    columns: dict[int, list[Member]] = defaultdict(list)
    for member in trace.members:
        columns[member.generation].append(member)
    toward: dict[object, list[object]] = defaultdict(list)
    generation_of = {member.key: member.generation for member in trace.members}
    for step in trace.steps:
        near, far = step.source, step.target
        if generation_of[far] <= 0:
            near, far = far, near
        toward[far].append(near)
    rank: dict[object, float] = {}
    for generation in sorted(columns, key=abs):
        members = columns[generation]
        centre = {m.key: sum(rank[key] for key in toward[m.key]) / max(len(toward[m.key]), 1) for m in members}
        members.sort(key=lambda m: (centre[m.key], -m.kg, m.number))
        for i, member in enumerate(members):
            rank[member.key] = i - (len(members) - 1) / 2
    return dict(columns)


def _bands(trace: Trace, places: dict[object, Box]) -> list[Band]:
    """One band a step; those that leave or reach one box lie side by side and do not cross there."""
    focus = next(member for member in trace.members if member.generation == 0)
    thickness = {
        (step.source, step.target): max(float(step.kg / focus.kg) * THICKEST if focus.kg else 0, THINNEST)
        for step in trace.steps
    }
    starts = _stacked(trace.steps, places, thickness, leaving=True)
    ends = _stacked(trace.steps, places, thickness, leaving=False)
    found = []
    for step in sorted(trace.steps, key=lambda step: -step.kg):
        key = (step.source, step.target)
        x0, x1 = places[step.source].x + BOX_WIDTH, places[step.target].x
        y0, y1, thick = starts[key], ends[key], thickness[key]
        middle = (x0 + x1) / 2
        path = (
            f"M{x0} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1} {y1:.1f}"
            f"V{y1 + thick:.1f}C{middle:.1f} {y1 + thick:.1f} {middle:.1f} {y0 + thick:.1f} {x0} {y0 + thick:.1f}Z"
        )
        found.append(Band(step, path))
    return found


def _stacked(steps: list[Step], places: dict, thickness: dict, *, leaving: bool) -> dict[tuple, float]:
    """The upper edge of each band where it leaves its box, or reaches it."""
    by_box: dict[object, list[Step]] = defaultdict(list)
    for step in steps:
        by_box[step.source if leaving else step.target].append(step)
    found = {}
    for key, touching in by_box.items():
        touching.sort(key=lambda step: places[step.target if leaving else step.source].y)
        total = sum(thickness[step.source, step.target] for step in touching)
        y = places[key].y + (BOX_HEIGHT - total) / 2
        for step in touching:
            found[step.source, step.target] = y
            y += thickness[step.source, step.target]
    return found
