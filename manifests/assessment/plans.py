"""The management plan: filed in time, for the class the site has, and covering what really arose and left."""

from datetime import date

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from facilities.deadline_kinds import DeadlineKind
from facilities.deadlines import due_in, rule_for, start_of
from facilities.models import ManagementPlan, PlanVersion
from facilities.templatetags.quantities import grouped
from manifests.assessment.asked import Asked
from manifests.assessment.found import Listed, Row
from manifests.models.deadline import last_day


def plan_filed(asked: Asked) -> Listed:
    """Years whose last day to file has passed, or whose plan is filed already. A site that began later is in time, and
    owes nothing for the years before."""
    rows = []
    began = asked.site.operating_since
    for year in asked.years:
        if began is not None and began > date(year, 12, 31):
            continue
        first = date(year, 1, 1)
        due_at = due_in(rule_for(DeadlineKind.PLAN, first, asked.region), first).due_at
        plan = asked.plans.get(year)
        if plan is None and due_at > asked.now:
            continue
        new = began is not None and start_of(began) >= due_at
        fits = plan is not None and (new or start_of(plan.filed_on) < due_at)
        said = f"{plan.filing_no} · {plan.filed_on}" if plan else ""
        rows.append(Row(str(year), fits, _year(year), said, last_day(due_at)))
    return Listed(rows)


def plan_of_class(asked: Asked) -> Listed:
    """Plans with versions: the last one has the tables of the class that the site has."""
    latest = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number")
    found = (
        ManagementPlan.objects.filed()
        .filter(facility=asked.site, year=asked.last_day.year)
        .annotate(as_filed=Subquery(latest.values("management_class")[:1]))
        .exclude(as_filed=None)
    )
    return Listed(
        [
            Row(str(row.year), row.as_filed == asked.site.management_class, _year(row.year), row.filing_no)
            for row in found
        ]
    )


def plan_covers(asked: Asked) -> Listed:
    """Wastes that arose in a year with a filed plan: the plan names them."""
    named = {(line.plan.year, line.code) for line in asked.planned}
    return Listed(
        [
            Row(f"{year} · {code}", (year, code) in named, _year(year), f"{grouped(kg)} kg")
            for year, code, kg in asked.arisen
            if year in asked.plans
        ]
    )


def plan_generation(asked: Asked) -> Listed:
    """Wastes of the plan that arose: no more than was planned for the year."""
    planned = {(line.plan.year, line.code): line.generated_kg for line in asked.planned}
    return Listed(
        [
            Row(f"{year} · {code}", kg <= planned[year, code], _year(year), _of(kg, planned[year, code]))
            for year, code, kg in asked.arisen
            if year in asked.plans and (year, code) in planned
        ]
    )


def plan_transfer(asked: Asked) -> Listed:
    """Wastes of the plan that were handed over: no more than was planned for the year."""
    return Listed(
        [
            Row(
                f"{line.plan.year} · {line.code}",
                line.issued_kg <= line.transferred_kg,
                _year(line.plan.year),
                _of(line.issued_kg, line.transferred_kg),
            )
            for line in asked.planned
            if line.issued_kg and line.plan.year in asked.plans
        ]
    )


def _of(kg, planned) -> str:
    return f"{grouped(kg)} / {grouped(planned)} kg"


def _year(year: int) -> str:
    return f"{reverse('facilities:plans')}?year={year}"
