"""Confirm several declarations at once: every draft with its sums; those with nothing to know of are ticked already."""

from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities import clock
from facilities.forms.refusals import data_of, status_of
from facilities.guards import at_desk
from facilities.models import Facility
from facilities.roles import Role
from facilities.templatetags.quantities import kg
from manifests.actions.confirm_many import Confirmed, Wanted, confirm_many
from manifests.actions.draft_declarations import draft_declarations
from manifests.declarations.due import due_day
from manifests.declarations.period import Stretch
from manifests.declarations.sites import confirms_any, sites_of
from manifests.forms.declaring import ConfirmMany
from manifests.models import DeclarationDraft

MOST = 50  # drafts a page
SHOWN = ("generated_kg", "outsourced_kg", "own_kg", "closing_kg")


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def confirm_declarations(request: HttpRequest):
    """GET: two statements, however many drafts. POST: what is ticked, each as it was shown."""
    drafts = _drafts(request.user)
    if request.method == "POST" and not confirms_any(request.user):
        raise PermissionDenied
    form = ConfirmMany(data_of(request), drafts=drafts[:MOST])
    if request.method == "POST" and form.is_valid():
        found = confirm_many(by=request.user, wanted=[_wanted(*pick) for pick in form.picked])
        _tell(request, found, form.gone)
        moved_on = {one.facility.pk for one, refusal in found.left if refusal.code == "figures_changed"}
        if moved_on:  # else the same old figures would be shown, and refused, again
            draft_declarations(moved_on)
        return redirect("manifests:confirm_declarations" if found.left else "manifests:declarations")
    ticked = form.data.getlist("picks") if form.is_bound else None
    return render(
        request,
        "manifests/confirm_declarations.html",
        {
            "form": form,
            "rows": [_row(draft, ticked) for draft in drafts[:MOST]],
            "has_more": len(drafts) > MOST,
        },
        status=status_of(request),
    )


def _drafts(person) -> list[DeclarationDraft]:
    """Those the person may confirm, the oldest first."""
    standing = person.standing
    if not confirms_any(person):
        return []
    clerk = standing.enterprises_where(Role.CLERK)
    sites = [site.pk for site in _sites(person) if site.enterprise_id in clerk or site.pk in standing.declares_for]
    rows = DeclarationDraft.objects.visible_to(person).filter(facility__in=sites).select_related("facility__enterprise")
    return list(rows.order_by("start", "period", "facility__name", "pk")[: MOST + 1])


def _sites(person) -> list[Facility]:
    return list(sites_of(person).open())


def _wanted(draft: DeclarationDraft, digest: str) -> Wanted:
    return Wanted(draft.facility, Stretch.of(draft.start, draft.period), digest)


def _row(draft: DeclarationDraft, ticked: list[str] | None) -> dict:
    stretch = Stretch.of(draft.start, draft.period)
    value, due_on = ConfirmMany.value_of(draft), due_day(stretch, draft.facility)
    wastes = draft.content["wastes"]
    return {
        "draft": draft,
        "value": value,
        "label": stretch.label,
        "url": reverse("manifests:declaration", args=[draft.facility_id, stretch.label]),
        "due_on": due_on,
        "is_late": clock.today() > due_on,
        "sums": [kg(sum((Decimal(row[name]) for row in wastes), Decimal(0)), 3) for name in SHOWN],
        "is_ticked": value in ticked if ticked is not None else not draft.differences,
    }


def _tell(request: HttpRequest, found: Confirmed, gone: int) -> None:
    if gone:
        told = _("%(count)s of the ticks were of drafts that are not here any more.")
        messages.warning(request, told % {"count": gone})
    if found.declared:
        messages.success(request, _("%(count)s declarations are confirmed.") % {"count": len(found.declared)})
    for one, refusal in found.left:
        messages.warning(request, f"{one.stretch.label} {one.facility}: {refusal.message}")
