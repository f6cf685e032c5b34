"""A permit holder's record book of a month on paper (危险废物经营情况记录簿, Order 408 of the State Council).

Chinese first with English under it. The authority's form of the book could not be read: columns follow the order's own
words, and its layout is not verified.
"""

from itertools import islice

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from facilities import clock
from facilities.models import Facility
from manifests.documents.signature import second
from manifests.ledger.kinds import Ledger
from manifests.ledger.record_book import all_pages, incidents, permits_in
from manifests.ledger.span import Span
from manifests.ledger.sums import Sum, sums
from manifests.models.ledger_code import LEDGER_NAMES
from manifests.quantities import ZERO

MOST = 500  # lines; more are in the ledger's workbook, and the paper says so
SUMMED = (
    Ledger.RECEIVED, Ledger.GENERATED, Ledger.TREATED, Ledger.HANDED_OVER, Ledger.ADJUSTED, Ledger.COUNTERED,
)  # fmt: skip


def sum_rows(totals: list[Sum]) -> list[list]:
    """Heads, a row for each waste code, and the total: opening, what the book tells of, closing (kg)."""
    rows = [[row.code, row.opening, *(row.kg[ledger] for ledger in SUMMED), row.closing] for row in totals]
    whole = [sum((row[i] for row in rows), ZERO) for i in range(1, len(SUMMED) + 3)]
    heads = [
        _("Waste code"),
        _("Opening"),
        *(str(LEDGER_NAMES[ledger]) for ledger in SUMMED),
        pgettext("ledger", "Closing"),
    ]
    return [heads, *rows, [_("Total"), *whole]]


def html(site: Facility, span: Span) -> str:
    with override("zh-hans"):
        lines = list(islice(all_pages(span), MOST + 1))
        head, *rows = sum_rows(sums(span))
        return render_to_string(
            "manifests/pdf/record_book.html",
            {
                "site": site,
                "span": span,
                "permits": permits_in(site, span.start, span.end),
                "heads": head,
                "rows": rows,
                "lines": lines[:MOST],
                "has_more": len(lines) > MOST,
                "most": MOST,
                "incidents": incidents(span),
                "printed": second(clock.now()),
            },
        )


def draw(site: Facility, span: Span) -> bytes:
    # WeasyPrint takes half a second to load, which no other command of the project should wait for.
    from manifests.documents.render import pdf

    return pdf(html(site, span), "ledger.css", "record_book.css")
