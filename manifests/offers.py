"""Who may take a load and who may carry it: the whole directory, each with what issuing would say against it.

Pages offer those against whom nothing speaks, and tell for the others why not. The rules are issuing's own; only the
reading is set-based here, so that the number of statements does not grow with the directory.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Q

from facilities.models import (
    Approval,
    CarrierLicence,
    Contract,
    DisposalMethod,
    Facility,
    Insurance,
    WasteCode,
)
from manifests.models import WasteBatch
from manifests.profiles import profile_over
from manifests.rules.finding import Finding, Severity, block
from manifests.rules.permit import PermitLine, covering, permit_covers, permit_lines
from manifests.rules.province import approval_covers, leaves_province, permit_ends


@dataclass(frozen=True)
class Offer:
    """A facility and what a rule has to say about it for this load; `left_kg` is its tightest permit line's rest."""

    facility: Facility
    findings: list[Finding] = field(default_factory=list)
    left_kg: Decimal | None = None
    permits: list[PermitLine] = field(default_factory=list)
    contract: Contract | None = None

    @property
    def reasons(self) -> list[Finding]:
        """Why it is not offered; empty when it is."""
        return [finding for finding in self.findings if finding.severity == Severity.BLOCK]

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == Severity.WARN]


class Receivers:
    """The directory's receivers as they stand towards one load of one consignor on one day. Four statements at most."""

    def __init__(self, consignor: Facility, kg_by_code: dict[WasteCode, Decimal], day: date):
        self.consignor, self.kg_by_code, self.day = consignor, kg_by_code, day
        self.profile, _all_of_it = profile_over(kg_by_code)
        self.facilities = list(
            Facility.objects.directory()
            .filter(Q(is_collector=True) | Q(is_disposal_site=True))
            .exclude(pk=consignor.pk)
            .select_related("enterprise", "region")
        )
        self.permits = permit_lines([facility.pk for facility in self.facilities], day)
        held = Contract.objects.filter(consignor=consignor).valid_on(day).order_by("valid_to")
        self.contracts = {row.consignee_id: row for row in held}  # the one that ends last
        self.approvals = self._approvals() if self.profile.asks("approval") else {}

    def methods(self) -> list[str]:
        """Codes of the methods by which some valid permit covers the whole load; all of them where none is needed."""
        if not self.profile.asks("permit"):
            kinds = (DisposalMethod.Kind.UTILISATION, DisposalMethod.Kind.DISPOSAL)
            return [method.code for method in DisposalMethod.objects.chinese().filter(kind__in=kinds)]
        found = {
            method
            for lines in self.permits.values()
            for method in {method for line in lines for method in line.item.methods}
            if all(covering(lines, code, method) is not None for code in self.kg_by_code)
        }
        return sorted(found)

    def offers(self, method: str) -> list[Offer]:
        """Every receiver: those offered first, most scale left first; then the others, nearest to it first."""
        found = [self._offer(facility, method) for facility in self.facilities]
        return sorted(
            found,
            key=lambda offer: (len(offer.reasons), -(offer.left_kg or Decimal(0)), offer.facility.name),
        )

    def _offer(self, facility: Facility, method: str) -> Offer:
        lines = self.permits.get(facility.pk, [])
        findings = list(self._judge(facility, method, lines))
        return Offer(facility, findings, self._left(lines, method), lines, self.contracts.get(facility.pk))

    def _judge(self, facility: Facility, method: str, lines: list[PermitLine]) -> Iterator[Finding]:
        asks = self.profile.asks
        if asks("permit"):
            yield from permit_covers(lines, facility, self.day, method, self.kg_by_code)
        if asks("approval") and leaves_province(self.consignor.region_id, facility.region_id):
            found = self.approvals.get((facility.pk, method), {})
            wanted = {code.code: kg for code, kg in self.kg_by_code.items()}
            ends = permit_ends(lines, self.kg_by_code, method)
            yield from approval_covers(found, wanted, self.day, self.consignor.region_id, ends)
        has_contract = facility.pk in self.contracts or facility.enterprise_id == self.consignor.enterprise_id
        if asks("contract") and not has_contract:
            yield block("contract_missing", "/consignee", facility=facility.name, date=self.day.isoformat())

    def _left(self, lines: list[PermitLine], method: str) -> Decimal | None:
        """Kilograms the tightest of the lines concerned may still take this year; None where none covers."""
        found = [covering(lines, code, method) for code in self.kg_by_code]
        return min((line.left_kg for line in found if line is not None), default=None)

    def _approvals(self) -> dict[tuple, dict[str, list[Approval]]]:
        """Valid approvals of the consignor by (receiver, method) and code; the one that ends first is used first."""
        found: dict[tuple, dict[str, list[Approval]]] = {}
        rows = Approval.objects.filter(consignor=self.consignor).valid_on(self.day).order_by("valid_to", "pk")
        for row in rows:
            found.setdefault((row.consignee_id, row.method), {}).setdefault(row.code, []).append(row)
        return found


def offers(consignor: Facility, batches, method: str, day: date) -> list[Offer]:
    """Every receiver's offer for whole batches by one method, offered ones first."""
    return Receivers(consignor, load_of((batch, batch.kg) for batch in batches), day).offers(method)


def load_of(parts: Iterable[tuple[WasteBatch, Decimal]]) -> dict[WasteCode, Decimal]:
    """Kilograms by waste code, of (batch, kg taken of it); the batches' codes are loaded."""
    totals: dict[WasteCode, Decimal] = {}
    for batch, kg in parts:
        totals[batch.waste_code] = totals.get(batch.waste_code, Decimal(0)) + kg
    return totals


def usual_route(batches) -> tuple:
    """(receiver id, method id) most batches' streams usually take; None where none is known."""
    receivers = Counter(b.stream.default_consignee_id for b in batches if b.stream.default_consignee_id)
    methods = Counter(b.stream.default_method_id for b in batches if b.stream.default_method_id)
    return tuple(most[0][0] if (most := count.most_common(1)) else None for count in (receivers, methods))


def carriers(day: date) -> list[Offer]:
    """Every carrier of the directory, those licensed and insured on the day first. Three statements."""
    licensed = set(CarrierLicence.objects.valid_on(day).values_list("facility_id", flat=True))
    insured = set(Insurance.objects.valid_on(day).values_list("facility_id", flat=True))
    found = []
    for facility in Facility.objects.directory().filter(is_transporter=True).select_related("enterprise", "region"):
        figures = {"facility": facility.name, "date": day.isoformat()}
        findings = []
        if facility.pk not in licensed:
            findings.append(block("carrier_licence_missing", "/carrier", **figures))
        if facility.pk not in insured:
            findings.append(block("insurance_missing", "/carrier", **figures))
        found.append(Offer(facility, findings))
    return sorted(found, key=lambda offer: (len(offer.reasons), offer.facility.name))
