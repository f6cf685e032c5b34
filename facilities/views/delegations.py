"""Consents: whom a firm lets declare or fill in for it, and who has entrusted one. Managers give and take back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from facilities import clock
from facilities.actions.give_delegation import give_delegation
from facilities.actions.revoke_delegation import revoke_delegation
from facilities.errors import NotPermitted, Refusal
from facilities.forms.delegation import DelegationForm
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import at_desk, with_role
from facilities.models import Delegation, Facility
from facilities.paging import page_of
from facilities.roles import Role
from facilities.templatetags.quantities import stamp, state_badge


@require_safe
@at_desk
def delegations(request: HttpRequest):
    """Given and received, the last given first; what is over stays as history."""
    rows = Delegation.objects.visible_to(request.user).select_related("facility__enterprise", "delegate", "revoked_by")
    page = page_of(rows, request.GET)
    managed = request.user.standing.enterprises_where(Role.MANAGER)
    today = clock.today()
    shown = [
        {
            "row": row,
            "state": _state(row, today),
            "given": stamp(row.given_at),
            "may_revoke": row.revoked_at is None and row.valid_to >= today and row.facility.enterprise_id in managed,
        }
        for row in page.rows
    ]
    return render(request, "facilities/delegations.html", {"page": page, "shown": shown, "may_give": bool(managed)})


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.MANAGER)
def new_delegation(request: HttpRequest):
    managed = request.user.standing.enterprises_where(Role.MANAGER)
    sites = Facility.objects.visible_to(request.user).filter(enterprise__in=managed).open().order_by("name")
    form = DelegationForm(data_of(request), sites=sites)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            row = give_delegation(by=request.user, **form.particulars)
            messages.success(request, _("%(firm)s may act for you now.") % {"firm": row.delegate})
            return redirect("facilities:delegations")
    return render(request, "facilities/delegation_form.html", {"form": form}, status=status_of(request))


@require_POST
@with_role(Role.MANAGER)
def revoke(request: HttpRequest, pk):
    row = get_object_or_404(Delegation.objects.visible_to(request.user).select_related("facility", "delegate"), pk=pk)
    try:
        revoke_delegation(row, by=request.user)
    except NotPermitted as refusal:
        raise PermissionDenied(str(refusal.message)) from refusal
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("%(firm)s may no longer act for you.") % {"firm": row.delegate})
    return redirect("facilities:delegations")


def _state(row: Delegation, today) -> str:
    if row.revoked_at is not None:
        return state_badge("cancelled", _("Revoked"))
    if row.valid_to < today:
        return state_badge("expired", _("Ended"))
    if row.valid_from > today:
        return state_badge("draft", _("Begins later"))
    return state_badge("valid", _("In force"))
