"""What is about to leave, as the rules see it: a manifest, a draft, or waste that is only being looked at.

Each rule asks for what it needs; each thing is read once, however many rules ask.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from facilities.compiled import compiled
from facilities.models import (
    Approval,
    CarrierLicence,
    Contract,
    DisposalMethod,
    Facility,
    Insurance,
    PlanLine,
    WasteCode,
)
from manifests.profiles import Profile, profile_over
from manifests.rules.exempting import Claim
from manifests.rules.permit import PermitLine, permit_lines
from manifests.rules.plan import plan_lines
from manifests.rules.province import approvals, leaves_province


@dataclass(frozen=True)
class Part:
    """One waste of the load (kg). `labels`: what its containers' labels add up to; None where it has none."""

    code: WasteCode
    kg: Decimal
    batch: str = ""
    hazards: Sequence[str] = ()
    held_since: date | None = None
    is_set_aside: bool = True
    containers: int = 0
    labels: Mapping | None = None


@dataclass
class Load:
    """`carrier` None: not chosen yet. `claims`: exemptions claimed; `details`: what its profile asks for, by name."""

    consignor: Facility
    consignee: Facility
    carrier: Facility | None
    method: DisposalMethod
    day: date
    parts: list[Part]
    claims: list[Claim] = field(default_factory=list)
    details: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def profile(self) -> Profile:
        return profile_over(part.code for part in self.parts)[0]

    @cached_property
    def by_code(self) -> dict[WasteCode, Decimal]:
        totals: dict[WasteCode, Decimal] = {}
        for part in self.parts:
            totals[part.code] = totals.get(part.code, Decimal(0)) + part.kg
        return totals

    @property
    def region(self) -> str:
        """Where it leaves from, whose authority's limits count."""
        return self.consignor.region_id

    def claim_for(self, code: WasteCode, stage: str) -> Claim | None:
        """The claim under which the waste is not managed as hazardous at this stage."""
        return next((claim for claim in self.claims if claim.covers(code, stage)), None)

    def without_exempt(self, stage: str) -> dict[WasteCode, Decimal]:
        """Kilograms by code of what is managed as hazardous at this stage."""
        return {code: kg for code, kg in self.by_code.items() if self.claim_for(code, stage) is None}

    def claims_at(self, stage: str) -> list[Claim]:
        found = [self.claim_for(code, stage) for code in self.by_code]
        return list(dict.fromkeys(claim for claim in found if claim))

    @cached_property
    def leaves_province(self) -> bool:
        return leaves_province(self.consignor.region_id, self.consignee.region_id)

    @cached_property
    def plan(self) -> dict[str, PlanLine] | None:
        return plan_lines(self.consignor, self.day.year)

    @cached_property
    def permits(self) -> list[PermitLine]:
        return permit_lines([self.consignee.pk], self.day).get(self.consignee.pk, [])

    @cached_property
    def approvals(self) -> dict[str, Approval]:
        return approvals(self.consignor, self.consignee, self.method.code, self.day)

    @cached_property
    def contract(self) -> Contract | None:
        return next(iter(_contracts(self.consignor.pk, self.consignee.pk, self.day)), None)

    @cached_property
    def licences(self) -> list[CarrierLicence]:
        return _licences(self.carrier.pk, self.day)

    @cached_property
    def insurance(self) -> Insurance | None:
        return next(iter(_insurances(self.carrier.pk, self.day)), None)


@compiled
def _contracts(consignor, consignee, day):
    rows = Contract.objects.filter(consignor=consignor, consignee=consignee)
    return rows.valid_on(day).order_by("-valid_to")[:1]


@compiled
def _licences(carrier, day):
    return CarrierLicence.objects.filter(facility=carrier).valid_on(day).order_by("-valid_to")


@compiled
def _insurances(carrier, day):
    return Insurance.objects.filter(facility=carrier).valid_on(day).order_by("-valid_to")[:1]
