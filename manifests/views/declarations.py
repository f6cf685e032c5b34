"""Declarations C.1 to C.3 of one's sites: what is due, the figures from the ledger, confirming and correcting them."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from facilities import clock
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import at_desk
from facilities.models import Facility
from facilities.templatetags.quantities import kg, stamp, state_badge
from manifests.actions.confirm_declaration import confirm_declaration
from manifests.declarations.due import Due, declarations_due, due_day, is_owed
from manifests.declarations.page import Declared, declared
from manifests.declarations.period import NotAPeriod, Stretch, read_stretch
from manifests.declarations.sites import may_confirm, sites_of
from manifests.documents import declaration_paper
from manifests.forms.declaring import ConfirmDeclaration
from manifests.kept import kept_of_ledger
from manifests.ledger.span import Span
from manifests.models import Declaration
from manifests.models.declaration import PERIOD_NAMES
from manifests.views.documents import pdf_answer

MOST_SITES = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIGURE_NAMES = {
    "opening_kg": gettext_lazy("Opening"),
    "generated_kg": pgettext_lazy("books", "Generated"),
    "received_kg": gettext_lazy("Received"),
    "returned_kg": gettext_lazy("Came back"),
    "own_kg": gettext_lazy("Used or disposed of here"),
    "outsourced_kg": gettext_lazy("Handed over"),
    "lost_kg": gettext_lazy("Lost"),
    "adjusted_kg": gettext_lazy("Adjusted"),
    "countered_kg": gettext_lazy("Voided"),
    "closing_kg": pgettext_lazy("books", "Closing"),
}


@require_safe
@at_desk
def declarations(request: HttpRequest):
    """What each of the person's sites owes and has declared; `?site=` narrows. Two statements and one for the sites."""
    seen = sites_of(request.user).select_related("enterprise").order_by("name", "pk")
    if site := request.GET.get("site"):
        seen = seen.filter(pk=_key(site))
    sites = list(seen[: MOST_SITES + 1])
    today = clock.today()
    due = declarations_due(sites[:MOST_SITES], today)
    return render(
        request,
        "manifests/declarations.html",
        {
            "has_more": len(sites) > MOST_SITES,
            "may_confirm": not request.user.standing.is_regulator
            and any(row.confirmed is None and may_confirm(request.user, row.facility) for row in due),
            "columns": [
                {"label": _("Period"), "kind": "tight"},
                {"label": _("Site")},
                {"label": _("What")},
                {"label": _("Due"), "kind": "tight"},
                {"label": _("State")},
                {"label": _("Receipt number"), "kind": "tight"},
            ],
            "rows": [_row(row, today) for row in reversed(due)],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def declaration(request: HttpRequest, facility, label: str):
    """GET shows figures and differences; POST confirms what was seen, or corrects it with a reason."""
    site, stretch = _find(request, facility, label)
    shown = declared(site, stretch, request.user)
    may = not request.user.standing.is_regulator and may_confirm(request.user, site)
    if request.method == "POST" and not may:
        raise PermissionDenied
    owed = shown.last is not None or clock.today() < stretch.end or is_owed(site, stretch, clock.today())
    form = ConfirmDeclaration(
        data_of(request), initial={"digest": shown.digest}, corrects=shown.last is not None, is_owed=owed
    )
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            row = confirm_declaration(
                by=request.user,
                facility=site,
                stretch=stretch,
                digest=form.cleaned_data["digest"],
                reason=form.cleaned_data.get("reason", ""),
            )
            messages.success(request, _("Declared under number %(number)s.") % {"number": row.receipt_no})
            return redirect("manifests:declaration", site.pk, label)
    if form.is_bound:
        form.data = form.data.copy()
        form.data["digest"] = shown.digest
    is_over, due_on = clock.today() >= stretch.end, due_day(stretch, site)
    return render(
        request,
        "manifests/declaration.html",
        {
            "shown": shown,
            "form": form if may and is_over and (shown.changed or shown.last is None) else None,
            "is_over": is_over,
            "due_on": due_on,
            "is_owed": owed,
            "is_late": owed and shown.last is None and clock.today() > due_on,
            "kind": PERIOD_NAMES[stretch.period],
            "for_another": may and site.enterprise_id not in request.user.standing.desk_enterprise_ids,
            "kept": _kept(shown),
            "versions": _versions(shown),
            "differences": _differences(shown),
        },
        status=status_of(request),
    )


@require_safe
@at_desk
def declaration_pdf(request: HttpRequest, facility, label: str):
    """The confirmed version (`?version=`, the last unless told); the draft while nothing is confirmed."""
    site, stretch = _find(request, facility, label)
    paper = declaration_paper.paper_of(site, stretch, _version(request, site, stretch))
    return pdf_answer(
        request,
        fingerprint=paper.fingerprint,
        draw=lambda: declaration_paper.draw(paper),
        filename=f"declaration-{paper.receipt_no or label}.pdf",
    )


@require_safe
@at_desk
def declaration_xlsx(request: HttpRequest, facility, label: str):
    site, stretch = _find(request, facility, label)
    paper = declaration_paper.paper_of(site, stretch, _version(request, site, stretch))
    name = f"declaration-{paper.receipt_no or label}.xlsx"
    return FileResponse(declaration_paper.workbook(paper), as_attachment=True, filename=name, content_type=XLSX)


def _find(request: HttpRequest, facility, label: str) -> tuple[Facility, Stretch]:
    try:
        stretch = read_stretch(label)
    except NotAPeriod as error:
        raise Http404 from error
    site = sites_of(request.user).select_related("enterprise", "region").filter(pk=facility).first()
    if site is None:
        raise Http404
    return site, stretch


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _version(request: HttpRequest, site: Facility, stretch: Stretch) -> Declaration | None:
    rows = Declaration.objects.visible_to(request.user).filter(
        facility=site, period=stretch.period, start=stretch.start
    )
    asked = request.GET.get("version", "")
    if not asked:
        return rows.order_by("-version").first()
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 4):
        raise Http404
    row = rows.filter(version=int(asked)).first()
    if row is None:
        raise Http404
    return row


def _row(due: Due, today) -> dict:
    stretch = due.stretch
    return {
        "url": reverse("manifests:declaration", args=[due.facility.pk, stretch.label]),
        "cells": [
            stretch.label,
            due.facility.name,
            str(PERIOD_NAMES[stretch.period]),
            stamp(due.due_on),
            _state(due, today),
            due.confirmed.receipt_no if due.confirmed else "–",
        ],
    }


def _state(due: Due, today) -> str:
    if due.confirmed is None:
        return state_badge("overdue", _("Late")) if due.is_late(today) else state_badge("draft", _("To confirm"))
    if due.confirmed.changed:
        return state_badge("issued", _("Changed since"))
    return state_badge("closed", pgettext("declaration", "Declared"))


def _kept(shown: Declared) -> list[str]:
    site, stretch = shown.facility, shown.stretch
    codes = [row["code"] for row in shown.content["wastes"]]
    return kept_of_ledger(Span(site.pk, stretch.start, stretch.end), site.region_id, codes)


def _versions(shown: Declared) -> list[dict]:
    return [
        {
            "row": row,
            "pdf": f"{reverse('manifests:declaration_pdf', args=[shown.facility.pk, shown.stretch.label])}"
            f"?version={row.version}",
        }
        for row in shown.versions
    ]


def _differences(shown: Declared) -> list[list]:
    return [[code, str(FIGURE_NAMES[name]), kg(old, 3), kg(new, 3)] for code, name, old, new in shown.differences]
