"""Where labels lie on what a printer takes: one a page at its own size, on a roll, or several on a sheet to be cut.

A label's size is law (HJ 1276-2022), so a layout places labels and never scales them: what does not fit is refused.
Each label takes its square and 3 mm of white all round. Two squares of 100 mm with their white are 212 mm, two more
than A4 is wide: so A4 bears two below each other, and A3 six. Pure but for the sentences of refusals. Lengths in mm.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput

WHITE_MM = 3  # the margin outside the border
NARROWEST, WIDEST = 106, 330  # rolls, by what the smallest label needs and what printers of labels take
_ROLL = re.compile(r"^roll-(\d{2,4})$", re.ASCII)


@dataclass(frozen=True)
class Layout:
    """`code` as stored and sent; `wide` and `high` of the paper, 0 where the label decides."""

    code: str
    wide: int = 0
    high: int = 0

    @property
    def is_sheet(self) -> bool:
        """Several labels to be cut apart."""
        return bool(self.high)

    def paper(self, mm: int) -> tuple[int, int]:
        """Width and height of a page with labels of this edge."""
        return self.wide or whole(mm), self.high or whole(mm)

    def places(self, mm: int) -> list[tuple[float, float]]:
        """Left and top of each square's white on one page, row by row; the whole lies in the middle of the page."""
        wide, high = self.paper(mm)
        columns, rows = wide // whole(mm), high // whole(mm)
        left, top = (wide - columns * whole(mm)) / 2, (high - rows * whole(mm)) / 2
        return [(left + column * whole(mm), top + row * whole(mm)) for row in range(rows) for column in range(columns)]


@dataclass(frozen=True)
class Page:
    """One page: the edge of its labels, and which label lies at which of its places (both counted from 0)."""

    mm: int
    places: list[tuple[int, int]]


EXACT = Layout("exact")
SHEETS = {layout.code: layout for layout in (Layout("a4", 210, 297), Layout("a3", 297, 420))}


def whole(mm: int) -> int:
    """The square with its white."""
    return mm + 2 * WHITE_MM


def read_layout(code) -> Layout:
    """`exact`, `a4`, `a3`, or `roll-110` for a roll 110 mm wide. Raises BadInput."""
    text = str(code or "")
    if text == EXACT.code:
        return EXACT
    if text in SHEETS:
        return SHEETS[text]
    roll = _ROLL.match(text)
    if roll is None or not NARROWEST <= int(roll[1]) <= WIDEST:
        raise BadInput(_("Choose a layout from the list."), code="layout_unknown", field="/layout", value=text[:20])
    return Layout(text, int(roll[1]))


def check_fits(layout: Layout, sizes: Sequence[int], start: int) -> None:
    """Raise BadInput where a label of these edges is wider than the paper, or the first sheet has no such place."""
    largest = max(sizes)
    if layout.wide and layout.wide < whole(largest):
        raise BadInput(
            _("A label of %(mm)s mm needs paper %(wide)s mm wide, with its white margin. Its size is law and is kept.")
            % {"mm": largest, "wide": whole(largest)},
            code="label_too_wide",
            field="/layout",
            law="HJ 1276-2022",
            value=layout.code,
        )
    most = len(layout.places(min(sizes))) if layout.is_sheet else 1
    if not 1 <= start <= most:
        raise BadInput(
            _("The first sheet has %(count)s places for these labels. Begin on one of them.") % {"count": most},
            code="start_invalid",
            field="/start",
            value=start,
        )


def pages(layout: Layout, sizes: Sequence[int], start: int = 1) -> Iterator[Page]:
    """Every page for labels of these edges, in their order, the small ones first; `start` is the first place used."""
    for mm in sorted(set(sizes)):
        left = [label for label, size in enumerate(sizes) if size == mm]
        room, first = len(layout.places(mm)), start - 1
        while left:
            now, left = left[: room - first], left[room - first :]
            yield Page(mm, [(label, first + place) for place, label in enumerate(now)])
            first = 0
        start = 1
