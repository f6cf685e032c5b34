"""A self-check that was kept: as it was then, what changed since the one before, on paper and as a workbook."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from facilities.guards import at_desk
from facilities.sheets.writing import TYPES
from manifests.assessment.content import before, compared
from manifests.assessment.found import Verdict
from manifests.assessment.words import Group, Point, grade_badge, how_many, stood, worded
from manifests.documents import assessment_paper
from manifests.models import Assessment
from manifests.views.documents import pdf_answer


@require_safe
@at_desk
def assessment(request: HttpRequest, pk):
    row = _row(request, pk)
    earlier = before(row)
    return render(
        request,
        "manifests/assessment.html",
        {
            "row": row,
            "grade": grade_badge(row.grade),
            "percent": f"{row.score * 100:.1f}",
            "groups": _groups(row.content),
            "earlier": earlier,
            "columns": [{"label": _("Point")}, {"label": _("Before")}, {"label": _("Now")}],
            "rows": [_change(change) for change in compared(row.content, earlier.content if earlier else None)],
        },
    )


@require_safe
@at_desk
def assessment_pdf(request: HttpRequest, pk):
    row = _row(request, pk)
    return pdf_answer(
        request,
        fingerprint=assessment_paper.fingerprint(row),
        draw=lambda: assessment_paper.draw(row),
        filename=f"{row.number}.pdf",
    )


@require_safe
@at_desk
def assessment_xlsx(request: HttpRequest, pk):
    row = _row(request, pk)
    file = assessment_paper.workbook(row)
    return FileResponse(file, as_attachment=True, filename=f"{row.number}.xlsx", content_type=TYPES["xlsx"])


def _row(request: HttpRequest, pk) -> Assessment:
    rows = Assessment.objects.visible_to(request.user).select_related("facility")
    return get_object_or_404(rows, pk=pk)


def _groups(content: dict) -> list[Group]:
    """In the order of the catalogue, as it was when it was kept."""
    groups: dict[str, Group] = {}
    for check in content["checks"]:
        groups.setdefault(check["group"], Group(worded(check["group_name"]), [])).points.append(_point(check))
    return list(groups.values())


def _point(check: dict) -> Point:
    rows = tuple((worded(row["title"]), row["figures"], row["day"], row["url"]) for row in check["rows"])
    return Point(
        title=worded(check["title"]),
        law=worded(check["law"]),
        is_major=check["major"],
        stands=Verdict(check["verdict"]),
        figures=how_many(check["total"], check["unfit"]),
        said=check["statement"],
        rows=rows,
        more=check["unfit"] - len(rows),
    )


def _change(change: dict) -> dict:
    return {"url": "", "cells": [worded(change["title"]), stood(change["before"]), stood(change["now"])]}
