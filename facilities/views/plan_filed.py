"""What was filed: a version with its receipt and what it changed; and the plan against what really happened."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from facilities.deadlines import is_filed_late
from facilities.duties import PlanTable
from facilities.guards import at_desk
from facilities.happened import happened
from facilities.models import ManagementPlan, PlanVersion
from facilities.planning.compared import arose_in, compare
from facilities.planning.content import rows_of
from facilities.planning.difference import differences
from facilities.planning.tables import TABLES


@require_safe
@at_desk
def version(request: HttpRequest, pk):
    """One filed version: receipt, tables, and the difference to the version before."""
    rows = PlanVersion.objects.visible_to(request.user).select_related("plan__facility__enterprise", "filed_by")
    row = get_object_or_404(rows, pk=pk)
    others = list(row.plan.versions.defer("content").order_by("-number"))
    before = next((other for other in others if other.number == row.number - 1), None)
    changes = differences(before.content, row.content) if before else []
    tables = [
        {
            "number": table.value,
            "heading": shape.heading,
            "facts": [(column.label, column.shown(row.content[table.value])) for column in shape.columns]
            if table == PlanTable.BASICS
            else None,
            "columns": [{"label": column.label, "kind": "number" if column.kind else ""} for column in shape.columns],
            "rows": [
                {"url": "", "cells": [column.shown(line) for column in shape.columns]}
                for line in rows_of(row.content, table)
            ],
        }
        for table, shape in TABLES.items()
        if table.value in row.content
    ]
    context = {"version": row, "plan": row.plan, "others": others, "before": before, "tables": tables}
    context["is_late"] = is_filed_late(row.plan)
    return render(request, "facilities/plan_version.html", context | {"changes": _by_table(changes)})


def _by_table(changes: list) -> list[tuple]:
    """(table's number and heading, its differences), in the order of the annex."""
    return [
        (f"{table.value} {shape.heading}", found)
        for table, shape in TABLES.items()
        if (found := [change for change in changes if change.table == table])
    ]


@require_safe
@at_desk
def actual(request: HttpRequest, pk):
    """The plan in force against the ledger, line by line, for the firm and for officials."""
    plans = ManagementPlan.objects.visible_to(request.user).filed().select_related("facility__enterprise")
    plan = get_object_or_404(plans, pk=pk)
    latest = plan.versions.order_by("-number").first()
    sections = compare(latest.content if latest else {}, happened(plan.facility_id, plan.year))
    shown = [(section, arose_in(section.table, plan.year)) for section in sections]
    return render(request, "facilities/plan_actual.html", {"plan": plan, "version": latest, "sections": shown})
