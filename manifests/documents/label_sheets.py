"""Labels on paper: one file of labels in a layout, at their true sizes, with marks to cut along on sheets.

`sheet_html(labels, layout)` is the whole document as HTML, `draw(labels, layout)` as PDF; both take any labels in any
number (100 take some 4 seconds of a processor), so a job cuts a long run into files. Same labels, same bytes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import rfc8785
from django.template.loader import render_to_string
from django.utils.html import format_html

from manifests.documents.labels import Label, labels_of
from manifests.documents.sheet import Sheet
from manifests.documents.signature import second
from manifests.label_layouts import EXACT, WHITE_MM, Layout, pages
from manifests.models import WasteBatch

EDITION = "2"
GAP_MM = 0.5  # between mark and border, so that a cut beside the mark does not touch the label


@dataclass(frozen=True)
class Placed:
    """A label and the place of its page where it lies."""

    label: Label
    place: int


@dataclass(frozen=True)
class Page:
    """One page of the file."""

    mm: int
    placed: list[Placed]
    marks: str = ""


def render_labels(batch: WasteBatch, serials: Sequence[int] | None = None) -> bytes:
    """A batch's labels as a PDF, one a page."""
    return draw(labels_of(batch, serials))


def draw(labels: Sequence[Label], layout: Layout = EXACT, start: int = 1) -> bytes:
    """The file as PDF; `start` is the first place used on the first sheet, from 1."""
    # WeasyPrint takes half a second to load, which no other command of the project should wait for.
    from manifests.documents.render import pdf

    return pdf(sheet_html(labels, layout, start), "labels.css", own=paper_css(labels, layout))


def as_sheet(labels: Sequence[Label], name: str, title: str) -> Sheet:
    """The labels, one a page, as a document among others."""
    return Sheet(name, title, sheet_html(labels), ("labels.css",), own=paper_css(labels, EXACT))


def sheet_html(labels: Sequence[Label], layout: Layout = EXACT, start: int = 1) -> str:
    sides = _sides(labels)
    sheets = [
        Page(page.mm, [Placed(sides[label], place) for label, place in page.places], _marks(layout, page.mm))
        for page in pages(layout, [label.mm for label in sides], start)
    ]
    context = {"sheets": sheets, "first": labels[0], "recorded": second(max(label.recorded for label in labels))}
    return render_to_string("manifests/pdf/labels.html", context)


def fingerprint(labels: Sequence[Label], layout: Layout, start: int) -> str:
    """Changes whenever the printed file would."""
    said = [EDITION, layout.code, start, [label.said for label in labels]]
    return sha256(rfc8785.dumps(said)).hexdigest()


def _sides(labels: Sequence[Label]) -> list[Label]:
    """A label for two sides stands twice."""
    return [label for label in labels for _side in range(label.sides)]


def paper_css(labels: Sequence[Label], layout: Layout) -> str:
    """Page sizes and places for the sizes that there are."""
    rules = []
    for mm in sorted({label.mm for label in labels}):
        wide, high = layout.paper(mm)
        rules.append(f"@page of-{mm} {{ size: {wide}mm {high}mm; margin: 0 }}")
        rules.append(f".of-{mm} {{ page: of-{mm}; width: {wide}mm; height: {high}mm }}")
        rules += [
            f".of-{mm} .at-{place} {{ left: {left + WHITE_MM:g}mm; top: {top + WHITE_MM:g}mm }}"
            for place, (left, top) in enumerate(layout.places(mm))
        ]
    return "\n".join(rules)


def _marks(layout: Layout, mm: int) -> str:
    """Short lines at the corners of every label's white: outside it where there is paper, else in it."""
    if not layout.is_sheet:
        return ""
    wide, high = layout.paper(mm)
    edge = mm + 2 * WHITE_MM
    strokes = []
    for left, top in layout.places(mm):
        for x in (left, left + edge):
            for y in (top, top + edge):
                reach = WHITE_MM - GAP_MM
                strokes.append(f"M{x - reach:g} {y:g}h{2 * reach:g}M{x:g} {y - reach:g}v{2 * reach:g}")
    return format_html(
        '<svg class="marks" xmlns="http://www.w3.org/2000/svg" width="{0}mm" height="{1}mm" viewBox="0 0 {0} {1}">'
        '<path d="{2}" fill="none" stroke="#000" stroke-width=".2"/></svg>',
        wide,
        high,
        "".join(dict.fromkeys(strokes)),
    )
