"""A site's ledgers as files: one workbook of a month with a sheet for each ledger, or one ledger as CSV.

Row by row, so that a month of a hundred thousand entries takes the memory of a thousand. A line for each container
where there are containers (HJ 1259-2022, 6.2); what a scale said otherwise than the labels stands in a line of its own,
so that the lines add up to what the ledger says.
"""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from facilities.sheets.writing import BOM, Book, Echo, Progress, harmless
from manifests.ledger.columns import OWN
from manifests.ledger.entries import Entry, all_entries
from manifests.ledger.gaps import Gap
from manifests.ledger.kinds import Ledger
from manifests.ledger.span import Span
from manifests.ledger.sums import Sum
from manifests.models.ledger_code import LEDGER_NAMES
from manifests.quantities import ZERO


def heads(ledger: Ledger) -> list[str]:
    return [
        _("Batch code"),
        _("Time"),
        _("What you call it"),
        _("Waste name"),
        _("Category"),
        _("Waste code"),
        _("Batch"),
        _("Weight (kg)"),
        _("Container code"),
        _("Serial of the container"),
        _("Volume (L)"),
        *(str(column.label) for column in OWN[ledger]),
    ]


def lines(ledger: Ledger, found: Iterable[Entry]) -> Iterator[list]:
    """One line a container, else one an entry; what takes something back has its sign."""
    both_ways = ledger in (Ledger.ADJUSTED, Ledger.COUNTERED)
    for entry in found:
        front = [
            entry.code,
            localtime(entry.happened_at).replace(tzinfo=None, microsecond=0),
            entry.alias,
            entry.name,
            entry.category,
            entry.waste_code,
            entry.number,
        ]
        back = [column.text(entry) for column in OWN[ledger]]
        kg = entry.counted
        if not entry.containers or both_ways or kg < 0:
            yield [*front, kg, "", "", "", *back]
            continue
        for drum in entry.containers:
            yield [*front, drum.kg, drum.digital_id, drum.serial, drum.litres, *back]
        if rest := kg - entry.in_containers:
            yield [*front, rest, _("difference to the labels"), "", "", *back]


def csv_lines(span: Span, ledger: Ledger) -> Iterator[str]:
    """The file in pieces."""
    writer = csv.writer(Echo())
    yield BOM + writer.writerow(heads(ledger))
    for line in lines(ledger, all_entries(span, ledger)):
        yield writer.writerow([f"{cell:f}" if isinstance(cell, Decimal) else harmless(cell) for cell in line])


def write_workbook(
    target, span: Span, totals: list[Sum], notes: list[Gap], progress: Progress = lambda _count: None
) -> int:
    """All ledgers of the span to a path or an open file: their sums, a sheet for each, and what there is to know."""
    book = Book(target, progress)
    head, *rows = sum_rows(totals)
    book.sheet(_("Sums"), head)
    for row in rows:
        book.write(row)
    for ledger in Ledger:
        if not any(row.count[ledger] for row in totals):
            continue
        book.sheet(str(LEDGER_NAMES[ledger]), heads(ledger))
        for line in lines(ledger, all_entries(span, ledger)):
            book.write(line)
    book.sheet(_("To know"))
    for gap in notes:
        book.write([gap.day, gap.text])
    return book.close()


def sum_rows(totals: list[Sum]) -> Iterator[list]:
    yield [
        _("Waste code"),
        _("Opening"),
        *(str(LEDGER_NAMES[ledger]) for ledger in SUMMED),
        pgettext("books", "Closing"),
    ]
    for row in totals:
        yield [row.code, row.opening, *(row.kg[ledger] for ledger in SUMMED), row.closing]
    yield [
        _("Total"),
        sum((row.opening for row in totals), ZERO),
        *(sum((row.kg[ledger] for row in totals), ZERO) for ledger in SUMMED),
        sum((row.closing for row in totals), ZERO),
    ]


# What changes the sum; a store is entered and left without any.
SUMMED = [ledger for ledger in Ledger if ledger not in (Ledger.STORED, Ledger.TAKEN_OUT)]
