"""Storage areas: the list, a new one, a change, closing one."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from facilities.actions.close_area import close_area
from facilities.actions.open_area import open_area
from facilities.actions.revise_area import revise_area
from facilities.errors import Refusal
from facilities.forms.area import AreaForm
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import at_desk, require_role, with_role
from facilities.models import Facility, StorageArea
from facilities.paging import page_of
from facilities.roles import Role


@require_safe
@at_desk
def areas(request: HttpRequest):
    rows = StorageArea.objects.visible_to(request.user).select_related("facility")
    return render(
        request,
        "facilities/areas.html",
        {"page": page_of(rows, request.GET), "may_write": request.user.standing.has(Role.CLERK)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.CLERK)
def new_area(request: HttpRequest):
    sites = Facility.objects.where_person_is(request.user, Role.CLERK).open()
    form = AreaForm(data_of(request), sites=sites)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            open_area(by=request.user, **form.particulars)
            messages.success(request, _("Saved."))
            return redirect("facilities:areas")
    return render(request, "facilities/area_form.html", {"form": form}, status=status_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.CLERK)
def area(request: HttpRequest, pk):
    row = _own(request, pk)
    names = ("code", "name", "kind", "capacity_kg", "day_limit", "responsible_name", "responsible_phone")
    form = AreaForm(data_of(request), sites=None, initial={name: getattr(row, name) for name in names})
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            revise_area(row, by=request.user, **form.particulars)
            messages.success(request, _("Saved."))
            return redirect("facilities:areas")
    return render(request, "facilities/area_form.html", {"form": form, "area": row}, status=status_of(request))


@require_POST
@with_role(Role.CLERK)
def close(request: HttpRequest, pk):
    row = _own(request, pk)
    try:
        close_area(row, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("facilities:area", row.pk)
    messages.success(request, _("Closed. Nothing can be put into it any more."))
    return redirect("facilities:areas")


def _own(request: HttpRequest, pk) -> StorageArea:
    row = get_object_or_404(StorageArea.objects.visible_to(request.user).select_related("facility"), pk=pk)
    require_role(request.user, row.facility.enterprise_id, Role.CLERK)
    return row
