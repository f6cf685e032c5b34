"""A manifest may only be made against a filed plan (Order 23 of 2022, Art. 14)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from facilities.compiled import compiled
from facilities.limits import limit
from facilities.models import PlanLine
from manifests.rules.exempting import EVERY
from manifests.rules.finding import Finding, block, hold, skip, warn


def plan_lines(consignor, year: int) -> dict[str, PlanLine] | None:
    """The plan's lines by code; None when no plan is filed for the year."""
    lines = _lines(consignor.pk, year)
    return {line.code: line for line in lines} if lines else None


@compiled
def _lines(consignor, year):
    return PlanLine.objects.filter(plan__facility=consignor, plan__year=year).select_related("plan").order_by("pk")


def plan_covers(
    lines: dict[str, PlanLine] | None, consignor, day: date, kg_by_code: dict[str, Decimal]
) -> Iterator[Finding]:
    year = day.year
    if lines is None:
        yield block("plan_missing", "/consignor", facility=consignor.name, year=year)
        return
    for code, kg in kg_by_code.items():
        line = lines.get(code)
        if line is None:
            yield block("plan_lacks_code", "/lines", code=code, year=year)
            continue
        total = line.issued_kg + kg
        if total > line.transferred_kg:
            yield block("plan_exceeded", "/lines", code=code, planned=line.transferred_kg, total=total)
        elif total >= line.transferred_kg * limit("plan.warn_share", day, consignor.region_id):
            yield warn("plan_nearly_used", "/lines", code=code, percent=int(total * 100 / line.transferred_kg))


def plan_of(load) -> Iterator[Finding]:
    """The load against the filed plan. Waste exempt at every stage is in no plan."""
    kg_by_code = {code.code: kg for code, kg in load.without_exempt(EVERY).items()}
    if not any(code.hazardous for code in load.without_exempt(EVERY)):
        yield from (skip("exempt", serial=claim.serial, stage=claim.stage) for claim in load.claims_at(EVERY))
        return
    yield from plan_covers(load.plan, load.consignor, load.day, kg_by_code)
    for code, kg in kg_by_code.items():
        line = (load.plan or {}).get(code)
        if line is not None:
            total, planned = line.issued_kg + kg, line.transferred_kg
            yield hold("plan_holds", code=code, total=total, planned=planned, year=load.day.year)
