"""Blank manifests with numbers drawn ahead, to be filled in by hand when the system is down (Order 23, Art. 20).

The site's own particulars are printed, all else is ruled blanks. The code leads to a page that says the number is not
entered yet, and to the manifest once it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from django.template.loader import render_to_string

from manifests.actions.particulars import party_particulars
from manifests.documents import qr
from manifests.documents.manifest_form import CODE_MM
from manifests.documents.signature import minute, second
from manifests.models import PaperBlock
from manifests.numbers import spaced
from manifests.tokens import manifest_url

LINES = 2  # what still fits on one page beside the three parts


@dataclass(frozen=True)
class Sheet:
    """One number: as printed, and its code."""

    number: str
    url: str

    @property
    def code(self):
        return qr.svg(self.url, qr.MEDIUM, CODE_MM)


def render(block: PaperBlock, numbers: Sequence[str]) -> bytes:
    """One PDF, a page a number. Needs the block's facility and enterprise loaded."""
    from manifests.documents.render import pdf

    return pdf(html(block, numbers), "manifest.css")


def html(block: PaperBlock, numbers: Sequence[str]) -> str:
    site = party_particulars(block.facility)
    line = SimpleNamespace(sent={"generator": site["facility"]}, weight=None, judged={}, weighed=None, accepted=None)
    form = SimpleNamespace(
        part={"consignor": site, "remarks": "", "method": {"code": ""}},
        consignee={},
        lines=[line] * LINES,
        legs=[],
        planned_carriage={},
    )
    sheets = [Sheet(spaced(number), manifest_url(number)) for number in numbers]
    context = {
        "form": form,
        "sheets": sheets,
        "site": block.facility.name,
        "drawn": minute(block.recorded_at),
        "drawn_at": second(block.recorded_at),
    }
    return render_to_string("manifests/pdf/blank.html", context)
