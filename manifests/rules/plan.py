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
    lines: dict[str, PlanLine] | None, consignor, day: date, kg_by_code: dict[str, Decimal], *, asks_amounts=True
) -> Iterator[Finding]:
    """`kg_by_code`: what comes on top of what the lines count. `asks_amounts` False: it is only to name the waste."""
    year = day.year
    if lines is None:
        yield block("plan_missing", "/consignor", facility=consignor.name, year=year)
        return
    for code, kg in kg_by_code.items():
        line = lines.get(code)
        if line is None:
            yield block("plan_lacks_code", "/lines", code=code, year=year)
            continue
        if asks_amounts:
            yield from line_holds(line, kg, day, consignor.region_id)


def line_holds(line: PlanLine, kg: Decimal, day: date, region: str) -> Iterator[Finding]:
    """Whether so many kilograms more fit under the planned transfer."""
    total, planned = line.issued_kg + kg, line.transferred_kg
    if total > planned:
        yield block("plan_exceeded", "/lines", code=line.code, planned=planned, total=total)
    elif total >= planned * limit("plan.warn_share", day, region):
        yield warn("plan_nearly_used", "/lines", code=line.code, percent=int(total * 100 / planned) if planned else 100)


def planned_kg(load) -> dict[str, Decimal]:
    """Kilograms by code that this year's plan must allow and does not count yet. Waste exempt at every stage is in no
    plan."""
    totals: dict[str, Decimal] = {}
    for code, kg in load.without_exempt(EVERY).items():
        totals[code.code] = totals.get(code.code, Decimal(0)) + (Decimal(0) if load.is_in_plan else kg)
    return totals


def plan_of(load) -> Iterator[Finding]:
    """The load against the filed plan of the year in which it leaves."""
    kg_by_code = planned_kg(load)
    if not any(code.hazardous for code in load.without_exempt(EVERY)):
        yield from (skip("exempt", serial=claim.serial, stage=claim.stage) for claim in load.claims_at(EVERY))
        return
    asks_amounts = load.asks_amounts or not load.is_in_plan
    yield from plan_covers(load.plan, load.consignor, load.day, kg_by_code, asks_amounts=asks_amounts)
    for code, kg in kg_by_code.items():
        line = (load.plan or {}).get(code)
        if line is not None:
            total, planned = line.issued_kg + kg, line.transferred_kg
            yield hold("plan_holds", code=code, total=total, planned=planned, year=load.day.year)
