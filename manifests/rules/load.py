"""What is about to leave, as the rules see it: a manifest, a draft, or waste that is only being looked at.

Each rule asks for what it needs; each thing is read once, however many rules ask.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Value

from facilities import clock
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
from manifests.rules.province import Share, approvals, leaves_province, shares_of


@dataclass(frozen=True)
class Part:
    """One waste of the load (kg). `labels`: what its containers' labels add up to; None where it has none."""

    code: WasteCode
    kg: Decimal
    batch: str = ""
    hazards: Sequence[str] = ()
    held_since: datetime | None = None
    is_set_aside: bool = True
    containers: int = 0
    labels: Mapping | None = None


@dataclass(frozen=True)
class Paper:
    """A contract, a licence or an insurance, as far as the rules read it."""

    kind: str
    number: str
    valid_to: date
    scope: str


@dataclass(frozen=True)
class Counted:
    """Plan, permit and approval count the load already, since it was issued.

    `plan_year`: the year whose plan does. `approvals`: by code, the ids of those that do; None where nobody kept which.
    `was_judged`: False for what was entered from paper, whose kilograms nothing held back.
    """

    plan_year: int
    approvals: Mapping[str, frozenset[str]] | None = None
    was_judged: bool = True


@dataclass
class Load:
    """`carrier` None: not chosen yet. `claims`: exemptions claimed; `details`: what its profile asks for, by name.

    `moment` is when it leaves, now unless said; `aboard` are the hazardous codes that its truck carries besides;
    `counted` says what already counts it, None before it is issued.
    """

    consignor: Facility
    consignee: Facility
    carrier: Facility | None
    method: DisposalMethod
    day: date
    parts: list[Part]
    claims: list[Claim] = field(default_factory=list)
    details: Mapping[str, str] = field(default_factory=dict)
    moment: datetime = field(default_factory=clock.now)
    aboard: Sequence[str] = ()
    counted: Counted | None = None

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

    @property
    def asks_amounts(self) -> bool:
        """False once its kilograms were judged and taken: what others took since does not hold it back."""
        return self.counted is None or not self.counted.was_judged

    @property
    def is_in_plan(self) -> bool:
        """Whether a plan counts it and goes on doing so. What leaves in a later year than it was issued in is not."""
        return self.counted is not None and self.counted.plan_year >= self.day.year

    def more(self, kg: Decimal) -> Decimal:
        """What comes on top of what permit and approval count."""
        return Decimal(0) if self.counted else kg

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
    def approvals(self) -> dict[str, list[Approval]]:
        return approvals(self.consignor, self.consignee, self.method.code, self.day)

    @cached_property
    def shares(self) -> dict[str, list[Share]]:
        """By waste code: what of the load counts against which approval."""
        return shares_of(self)

    @cached_property
    def papers(self) -> list[Paper]:
        """Contract, the carrier's licences and its insurance that are valid on the day, the longest first."""
        carrier = self.carrier.pk if self.carrier else None
        return [Paper(*row) for row in _papers(self.consignor.pk, self.consignee.pk, carrier, self.day)]

    def _papers_of(self, kind: str) -> list[Paper]:
        return [paper for paper in self.papers if paper.kind == kind]

    @cached_property
    def contract(self) -> Contract | Paper | None:
        return next(iter(self._papers_of(CONTRACT)), None)

    @property
    def licences(self) -> list[Paper]:
        return self._papers_of(LICENCE)

    @property
    def insurance(self) -> Paper | None:
        return next(iter(self._papers_of(INSURANCE)), None)


CONTRACT, LICENCE, INSURANCE = "contract", "licence", "insurance"


@compiled
def _papers(consignor, consignee, carrier, day):
    """All three in one statement: they are asked together, when a load is issued and when it leaves."""
    of_carrier = {"facility": carrier}
    rows = {
        CONTRACT: Contract.objects.filter(consignor=consignor, consignee=consignee),
        LICENCE: CarrierLicence.objects.filter(**of_carrier),
        INSURANCE: Insurance.objects.filter(**of_carrier),
    }
    found = [
        row.valid_on(day)
        .order_by()
        .values_list(Value(kind), "number", "valid_to", "scope" if kind == LICENCE else Value(""))
        for kind, row in rows.items()
    ]
    return found[0].union(*found[1:], all=True).order_by("-valid_to", "number")
