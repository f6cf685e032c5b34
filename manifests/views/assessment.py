"""A site's self-check as its records stand now: the sites, the points of one site, and the rows behind a point."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from facilities import clock
from facilities.actions.attach_evidence import attach_evidence
from facilities.evidence.shown import files_of_all
from facilities.evidence.subjects import of, subject_named
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import at_desk
from facilities.models import Evidence, Facility
from facilities.roles import Role
from facilities.templatetags.quantities import NOTHING, stamp
from manifests.actions.keep_assessment import keep_assessment
from manifests.actions.state_practice import state_practice
from manifests.assessment.asked import Asked
from manifests.assessment.mending import MENDING, READY, page_for
from manifests.assessment.register import BY_ID, GROUPS, Check
from manifests.assessment.result import Judged, assess
from manifests.assessment.sites import sites_assessed
from manifests.assessment.words import Group, Point, grade_badge, how_many
from manifests.forms.assessing import PracticeForm, SpanForm
from manifests.forms.reason import ConfirmForm
from manifests.models import Assessment, PracticeStatement

MOST_SITES = 50


@require_safe
@at_desk
def assessments(request: HttpRequest):
    """One's sites with the last self-check that each has kept."""
    last = Assessment.objects.visible_to(request.user).filter(facility=OuterRef("pk")).order_by("-pk")
    rows = (
        sites_assessed(request.user)
        .open()
        .annotate(**{f"last_{name}": Subquery(last.values(name)[:1]) for name in ("grade", "failing", "made_at")})
        .order_by("name", "pk")
    )
    sites = list(rows[: MOST_SITES + 1])
    return render(
        request,
        "manifests/assessments.html",
        {
            "has_more": len(sites) > MOST_SITES,
            "columns": [
                {"label": _("Site")},
                {"label": _("Class")},
                {"label": _("Last result kept")},
                {"label": _("Do not fit"), "kind": "number"},
                {"label": _("Kept"), "kind": "tight"},
            ],
            "rows": [_site_row(site) for site in sites[:MOST_SITES]],
        },
    )


def _site_row(site: Facility) -> dict:
    return {
        "url": reverse("manifests:assess", args=[site.pk]),
        "cells": [
            site.name,
            site.get_management_class_display(),
            grade_badge(site.last_grade) if site.last_grade else NOTHING,
            NOTHING if site.last_failing is None else site.last_failing,
            stamp(site.last_made_at),
        ],
    }


@dataclass(frozen=True)
class Page:
    """What every page about one site's self-check needs."""

    site: Facility
    form: SpanForm
    asked: Asked | None
    may_act: bool

    @property
    def query(self) -> str:
        return urlencode(self.asked.months) if self.asked else ""


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def assess_now(request: HttpRequest, facility):
    """GET judges every point of the months asked for, some forty statements; POST keeps it as it stands."""
    page = _page(request, facility)
    form = ConfirmForm(data_of(request))
    if request.method == "POST":
        if not page.may_act:
            raise PermissionDenied
        if page.asked is not None and form.is_valid():
            with shown_on(form):
                row = keep_assessment(by=request.user, facility=page.site, start=page.asked.start, end=page.asked.end)
                messages.success(request, _("Kept under number %(number)s.") % {"number": row.number})
                return redirect(row)
    result = assess(page.asked) if page.asked else None
    kept = Assessment.objects.visible_to(request.user).filter(facility=page.site).order_by("-pk")[:10]
    context = {"page": page, "form": form, "result": result, "kept": [(row, grade_badge(row.grade)) for row in kept]}
    if result:
        context |= {
            "grade": grade_badge(result.grade),
            "percent": f"{result.score * 100:.1f}",
            "groups": [Group(GROUPS[name], [_point(page, row) for row in rows]) for name, rows in result.grouped],
        }
    return render(request, "manifests/assessment_now.html", context, status=status_of(request))


@require_safe
@at_desk
def assessed_rows(request: HttpRequest, facility, check: str):
    """The rows that do not fit a point: as many as its figure says."""
    page = _page(request, facility)
    point = _check(page, check)
    if point.find is None:
        raise Http404
    found = point.find(page.asked)
    if found is None:
        raise Http404
    listed = found.page(request.GET)
    return render(
        request,
        "manifests/assessment_rows.html",
        {
            "page": page,
            "check": point,
            "total": found.total,
            "unfit": found.unfit,
            "mend": MENDING[point.id],
            "mend_url": page_for(point.id, page.asked) if page.may_act else "",
            "listed": listed,
            "columns": [{"label": _("What")}, {"label": _("Figures")}, {"label": _("Date"), "kind": "tight"}],
            "rows": [
                {
                    "url": row.url if page.may_act or not row.clerks_only else "",
                    "cells": [row.title, row.figures or NOTHING, stamp(row.day)],
                }
                for row in listed.rows
            ],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def state(request: HttpRequest, facility, check: str):
    """What the firm says of a point that no record shows, with everything it has said before."""
    page = _page(request, facility)
    point = _check(page, check)
    if point.find is not None and not point.or_said:
        raise Http404
    if request.method == "POST" and not page.may_act:
        raise PermissionDenied
    said = list(
        PracticeStatement.objects.visible_to(request.user)
        .filter(facility=page.site, point=point.id)
        .order_by("-pk")[:50]
    )
    files = request.FILES if request.method == "POST" else None
    form = PracticeForm(data_of(request), files, initial={"day": clock.today()})
    if request.method == "POST":
        form.keep(by=request.user, enterprise=page.site.enterprise_id, kind=Evidence.Kind.TRAINING)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("text", "day")}
        with shown_on(form), transaction.atomic():
            statement = state_practice(by=request.user, facility=page.site, point=point.id, **given)
            files = list(form.kept_files())
            attach_evidence(by=request.user, subject=subject_named("practice"), row=statement, evidence=files)
            messages.success(request, _("Noted."))
            return redirect(f"{reverse('manifests:assess', args=[page.site.pk])}?{page.query}")
    attached = files_of_all(of("practice", [row.pk for row in said])) if said else {}
    for row in said:
        row.files = attached.get(("practice", row.pk), [])
    context = {"page": page, "check": point, "said": said, "form": form if page.may_act else None}
    return render(request, "manifests/assessment_state.html", context, status=status_of(request))


def _page(request: HttpRequest, facility) -> Page:
    site = sites_assessed(request.user).select_related("enterprise", "region").filter(pk=facility).first()
    if site is None:
        raise Http404
    form = SpanForm(request.GET)
    asked = Asked(site, *form.span, clock.now()) if form.is_valid() else None
    return Page(site, form, asked, site.enterprise_id in request.user.standing.enterprises_where(Role.CLERK))


def _check(page: Page, key: str) -> Check:
    """The point, where it is one of this site's; months that cannot be read are 404 here, since a link gave them."""
    check = BY_ID.get(key)
    if check is None or page.asked is None or not check.applies_to(page.asked):
        raise Http404
    return check


def _point(page: Page, row: Judged) -> Point:
    check, asked = row.check, page.asked
    here = f"?{page.query}"
    is_ours = row.found is not None
    may_say = not is_ours and (page.may_act or row.statement is not None)
    return Point(
        title=check.title,
        law=check.law,
        is_major=check.major,
        stands=row.verdict,
        figures=how_many(row.total, row.unfit),
        rows_url=reverse("manifests:assessed_rows", args=[page.site.pk, check.id]) + here if row.unfit else "",
        mend=MENDING[check.id] if row.unfit else "" if is_ours else READY,
        mend_url=page_for(check.id, asked) if row.unfit and page.may_act else "",
        said=row.statement.as_said if row.statement else None,
        state_url=reverse("manifests:state_practice", args=[page.site.pk, check.id]) + here if may_say else "",
    )
