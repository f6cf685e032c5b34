"""A site's ledgers of a month on paper, in the words of HJ 1259-2022, annex B; Chinese, whatever its printer reads.

The annex's layout is not verified against the official one.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.translation import override

from facilities import clock
from facilities.models import Facility
from manifests.documents.signature import second
from manifests.ledger.columns import OWN, Column
from manifests.ledger.entries import Entry, entries
from manifests.ledger.gaps import gaps
from manifests.ledger.kinds import Ledger
from manifests.ledger.span import Span
from manifests.ledger.sums import sums
from manifests.ledger_files import sum_rows
from manifests.models.ledger_code import LEDGER_NAMES

MOST = 300  # entries of one ledger; more are for the workbook, and the paper says so


@dataclass(frozen=True)
class Part:
    """One ledger as printed."""

    title: str
    columns: tuple[Column, ...]
    entries: list[Entry]
    has_more: bool

    @property
    def rows(self) -> list[tuple[Entry, Decimal, list[str]]]:
        """Each entry, what it adds to the ledger's sum (kg), and its own columns."""
        return [(entry, entry.counted, [column.text(entry) for column in self.columns]) for entry in self.entries]


def html(site: Facility, span: Span) -> str:
    with override("zh-hans"):
        totals = sums(span)
        head, *rows = sum_rows(totals)
        parts = []
        for ledger in Ledger:
            found = entries(span, ledger, limit=MOST + 1)
            if found:
                parts.append(Part(str(LEDGER_NAMES[ledger]), OWN[ledger], found[:MOST], len(found) > MOST))
        return render_to_string(
            "manifests/pdf/ledger.html",
            {
                "site": site,
                "span": span,
                "heads": head,
                "rows": rows,
                "parts": parts,
                "most": MOST,
                "gaps": gaps(span, totals),
                "printed": second(clock.now()),
            },
        )


def draw(site: Facility, span: Span) -> bytes:
    # WeasyPrint takes half a second to load, which no other command of the project should wait for.
    from manifests.documents.render import pdf

    return pdf(html(site, span), "ledger.css")
