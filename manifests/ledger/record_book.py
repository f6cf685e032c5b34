"""The record book of a permit holder (经营记录簿): what came from whom, what was done with it, where the rest went.

State Council Order 408 asks of each permit holder for origin, kind, quantity, flow, date and incidents, kept for ten
years and of landfills for ever. All of it is read from the mass ledger and the receipts; nothing is typed. An accident
that moved no kilograms is not known here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from facilities.models import Permit
from manifests.ledger.entries import Entry, Place, bare_entries
from manifests.ledger.kinds import Ledger
from manifests.ledger.span import Span, midnight
from manifests.models import Manifest, ManifestLine
from manifests.models.ledger_code import LEDGER_NAMES
from manifests.numbers import spaced

# What the book tells of, entry by entry; stores and scales are the ledgers' own matter.
BOOKED = (Ledger.RECEIVED, Ledger.TREATED, Ledger.HANDED_OVER)
MOST_INCIDENTS = 200
CHUNK = 500


@dataclass(frozen=True)
class Page:
    """A line of the book: an entry of one of the three ledgers."""

    ledger: Ledger
    entry: Entry

    @property
    def what(self) -> str | Promise:
        return LEDGER_NAMES[self.ledger]

    @property
    def origin(self) -> str:
        """Whose it was before; empty for what was here already."""
        return self.entry.partner if self.ledger == Ledger.RECEIVED else ""

    @property
    def flow(self) -> str:
        """Where it went: by which method, or to whom."""
        if self.ledger == Ledger.HANDED_OVER:
            return " ".join(part for part in (self.entry.partner or self.entry.abroad, self.entry.method) if part)
        return self.entry.method if self.ledger == Ledger.TREATED else ""

    @property
    def papers(self) -> str:
        return spaced(self.entry.manifest_number) or self.entry.notice


@dataclass(frozen=True)
class Incident:
    """What did not go as it should: a loss, a load that was refused or found otherwise, a counter-entry."""

    happened_at: datetime
    what: str | Promise
    about: str
    words: str
    kg: Decimal | None = None
    manifest: UUID | None = None


def pages(span: Span, *, after: Place | None = None, limit: int) -> list[Page]:
    """The next `limit` lines in the order in which they happened; three statements."""
    found = [Page(ledger, entry) for ledger in BOOKED for entry in bare_entries(span, ledger, after=after, limit=limit)]
    return sorted(found, key=lambda page: (page.entry.happened_at, page.entry.movement))[:limit]


def all_pages(span: Span) -> Iterator[Page]:
    after = None
    while found := pages(span, after=after, limit=CHUNK):
        yield from found
        last = found[-1].entry
        after = (last.happened_at, last.movement)
        if len(found) < CHUNK:
            return


def incidents(span: Span) -> list[Incident]:
    """Losses, counter-entries and discrepancies of the span, the earliest first; four statements."""
    found = [
        Incident(entry.happened_at, _("Loss"), f"{entry.alias} {entry.waste_code}", entry.reason, entry.kg)
        for entry in bare_entries(span, Ledger.ADJUSTED, limit=MOST_INCIDENTS)
        if entry.other_account == "loss"
    ]
    found += [
        Incident(
            entry.happened_at,
            LEDGER_NAMES[Ledger.COUNTERED],
            f"{entry.alias} {entry.waste_code}",
            entry.reason,
            entry.kg * entry.sign,
            entry.manifest,
        )
        for entry in bare_entries(span, Ledger.COUNTERED, limit=MOST_INCIDENTS)
    ]
    found += _discrepancies(span)
    return sorted(found, key=lambda incident: incident.happened_at)[:MOST_INCIDENTS]


def _discrepancies(span: Span) -> Iterator[Incident]:
    odd = ManifestLine.objects.filter(
        Q(opinion__in=(ManifestLine.Opinion.PART, ManifestLine.Opinion.REFUSE)) | ~Q(significant_difference="")
    )
    rows = Manifest.objects.filter(
        consignee=span.facility,
        discrepancy_at__isnull=False,
        received_at__gte=midnight(span.start),
        received_at__lt=midnight(span.end),
    ).select_related("consignor__enterprise")
    of_kind = ManifestLine.objects.filter(manifest=OuterRef("pk"), waste_code__hazardous=span.hazardous)
    rows = rows.filter(Exists(of_kind)).order_by("received_at", "pk")
    for row in rows.prefetch_related(Prefetch("lines", odd.order_by("position"), "odd"))[:MOST_INCIDENTS]:
        said = [text for line in row.odd for text in (line.reason, line.significant_difference) if text]
        yield Incident(
            row.received_at,
            _("Refused, taken in part, or otherwise than the manifest says"),
            f"{row.consignor.enterprise.name} {row}",
            "；".join(said),
            row.received_kg - row.declared_kg,
            row.pk,
        )


def permits_in(facility, first: date, end: date) -> list[Permit]:
    """The permits the site worked under between two days, the second excluded."""
    rows = facility.permits.filter(valid_from__lt=end, valid_to__gte=first).exclude(revoked_on__lt=first)
    return list(rows.order_by("valid_from", "number"))
