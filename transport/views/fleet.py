"""Vehicles, drivers and escorts with the terms of their certificates."""

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from facilities import clock
from facilities.evidence.shown import files_of
from facilities.forms.refusals import data_of, shown_on
from facilities.guards import require_role, with_role
from facilities.models import Facility
from facilities.roles import Role
from transport.actions.register_driver import register_driver
from transport.actions.register_escort import register_escort
from transport.actions.register_vehicle import register_vehicle
from transport.actions.withdraw_papers import withdraw_papers
from transport.fleet import own
from transport.forms.fleet import CrewMemberForm, VehicleForm
from transport.models import Driver, Escort, Vehicle
from transport.papers import outlook
from transport.views.telling import told


class Kind(NamedTuple):
    """What differs between vehicles, drivers and escorts on these pages."""

    model: type
    form: type
    fields: tuple[str, ...]
    register: object  # the action
    add: str | Promise


PAPERS = ("number", "issuer", "valid_from", "valid_to")
KINDS = {
    "vehicle": Kind(Vehicle, VehicleForm, ("plate", "kind", "max_kg", *PAPERS), register_vehicle, _("Add a vehicle")),
    "driver": Kind(Driver, CrewMemberForm, ("name", "phone", *PAPERS), register_driver, _("Add a driver")),
    "escort": Kind(Escort, CrewMemberForm, ("name", "phone", *PAPERS), register_escort, _("Add an escort")),
}


@require_safe
@with_role(Role.DISPATCHER, Role.READER)
def fleet(request):
    day = clock.today()
    phones = Count("phones", filter=Q(phones__enrolled_at__isnull=False, phones__revoked_at=None))
    return render(
        request,
        "transport/fleet.html",
        {
            "vehicles": _with_outlook(own(Vehicle, request.user), day),
            "drivers": _with_outlook(own(Driver, request.user).annotate(phone_count=phones), day),
            "escorts": _with_outlook(own(Escort, request.user), day),
            "may_change": request.user.standing.has(Role.DISPATCHER),
        },
    )


def _with_outlook(rows, day) -> list:
    rows = list(rows)
    for row in rows:
        row.outlook = outlook(row, day)
        row.left = row.days_left(day)
    return rows


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.DISPATCHER)
def add(request, kind):
    what = _kind(kind)
    depots = list(Facility.objects.where_person_is(request.user, Role.DISPATCHER).open().filter(is_transporter=True))
    if not depots:
        raise PermissionDenied(gettext("Your enterprise carries no waste."))
    form = what.form(data_of(request), depots=depots)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            row = what.register(by=request.user, carrier=form.cleaned_data["carrier"], data=form.cleaned_data)
            messages.success(request, gettext("%(row)s is in the fleet.") % {"row": row})
            return redirect("transport:fleet")
    return render(
        request, "transport/paper.html", {"form": form, "title": what.add}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.DISPATCHER)
def edit(request, kind, pk):
    what, row = _row(request, kind, pk)
    title = str(row)  # as it is called now, whatever is typed into the form
    initial = {name: getattr(row, name) for name in what.fields}
    form = what.form(data_of(request), depots=[], initial=initial)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            what.register(by=request.user, data=form.cleaned_data, **{kind: row})
            messages.success(request, gettext("Saved."))
            return redirect("transport:fleet")
    context = {"form": form, "title": title, "row": row, "kind": kind, "files": files_of(kind, row.pk)}
    return render(request, "transport/paper.html", context, status=422 if form.errors else 200)


@require_POST
@with_role(Role.DISPATCHER)
def withdraw(request, kind, pk):
    _what, row = _row(request, kind, pk)
    with told(request):
        withdraw_papers(by=request.user, paper=row)
        messages.success(request, gettext("The certificate is withdrawn from today on."))
    return redirect("transport:fleet")


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _row(request, kind: str, pk):
    what = _kind(kind)
    row = get_object_or_404(own(what.model, request.user), pk=pk)
    require_role(request.user, row.carrier.enterprise_id, Role.DISPATCHER)
    return what, row
