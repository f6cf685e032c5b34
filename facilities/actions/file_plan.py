"""File a site's management plan for a year, or amend it (HJ 1259-2022; Order 23 of 2022, Art. 14)."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import require
from facilities.errors import BadInput, Refusal
from facilities.models import Facility, ManagementPlan, PlanLine, Region, WasteStream
from facilities.roles import Role

LAW = _("Order 23 of 2022, Art. 14")


@dataclass(frozen=True)
class PlannedWaste:
    """One line as filed: a waste code, and what the year is to bring (kg)."""

    code: str
    generated_kg: Decimal
    transferred_kg: Decimal


def file_plan(*, by, facility: Facility, year: int, lines: list[PlannedWaste]) -> ManagementPlan:
    """File the plan, or replace the lines of the one filed; what is issued so far stays counted.

    Raises `planned_below_issued` when a line would plan less transfer than is issued already, and `line_in_use`
    when a code with issued manifests is left out. A plan is for this year or the next.
    """
    require(by, facility.enterprise_id, Role.CLERK)
    _check(facility, year, lines)
    with transaction.atomic():
        # One filing a site at a time. Not a lock of the key: manifests that name the site go on.
        Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
        plan = ManagementPlan.objects.filter(facility=facility, year=year).first()
        if plan is None:
            plan = ManagementPlan(facility=facility, year=year)
            plan.filing_no, plan.filed_on = filing_number(facility, year), clock.today()
            plan.save()
        _write(plan, lines)
    return plan


def filing_number(facility: Facility, year: int) -> str:
    """Our own: P, the year, the district's code, a serial (P2026-320412-0007). Call inside a transaction."""
    region = Region.objects.select_for_update(no_key=True).get(pk=facility.region_id)
    prefix = f"P{year}-{region.pk}-"
    last = (
        ManagementPlan.objects.filter(filing_no__regex=rf"^{prefix}\d+$")
        .order_by(Length("filing_no").desc(), "-filing_no")
        .values_list("filing_no", flat=True)
        .first()
    )
    serial = int(last.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{serial:04d}"


def _check(facility: Facility, year: int, lines: list[PlannedWaste]) -> None:
    this_year = clock.today().year
    if year not in (this_year, this_year + 1):
        raise BadInput(_("Plan for this year or the next."), code="plan_year_invalid", field="/year", value=year)
    if not lines:
        raise BadInput(_("Plan at least one waste."), code="plan_empty", field="/lines", law=LAW)
    own = set(WasteStream.objects.filter(facility=facility).values_list("waste_code__code", flat=True))
    refusals: list[Refusal] = []
    seen: set[str] = set()
    for i, line in enumerate(lines):
        if line.code not in own:
            refusals.append(
                BadInput(_("None of your wastes has this code."), code="code_not_own", field=f"/lines/{i}/code")
            )
        if line.code in seen:
            refusals.append(BadInput(_("This code is in the plan twice."), code="code_twice", field=f"/lines/{i}/code"))
        seen.add(line.code)
        for name in ("generated_kg", "transferred_kg"):
            if getattr(line, name) < 0:
                refusals.append(BadInput(_("Give 0 or more."), code="kg_invalid", field=f"/lines/{i}/{name}"))
    if refusals:
        raise Refusal.of(refusals)


def _write(plan: ManagementPlan, lines: list[PlannedWaste]) -> None:
    filed = {line.code: line for line in plan.lines.select_for_update().order_by("code")}
    refusals = []
    for i, line in enumerate(lines):
        issued = filed[line.code].issued_kg if line.code in filed else Decimal(0)
        if line.transferred_kg < issued:
            refusals.append(
                Refusal(
                    _("%(kg)s kg are issued already. Plan at least as much.") % {"kg": f"{issued.normalize():f}"},
                    code="planned_below_issued",
                    field=f"/lines/{i}/transferred_kg",
                    law=LAW,
                    value=line.transferred_kg,
                )
            )
    kept = {line.code for line in lines}
    left_out = [row for code, row in filed.items() if code not in kept]
    for row in left_out:
        if row.issued_kg:
            refusals.append(
                Refusal(
                    _("Manifests for %(code)s are issued this year, so it must stay in the plan.") % {"code": row.code},
                    code="line_in_use",
                    field="/lines",
                    law=LAW,
                )
            )
    if refusals:
        raise Refusal.of(refusals)
    PlanLine.objects.filter(pk__in=[row.pk for row in left_out]).delete()
    for line in lines:
        row = filed.get(line.code) or PlanLine(plan=plan, code=line.code)
        row.generated_kg, row.transferred_kg = line.generated_kg, line.transferred_kg
        row.save(update_fields=["generated_kg", "transferred_kg"] if row.code in filed else None)
