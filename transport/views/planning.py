"""Plan a trip, change its crew, put loads on it and take them off, end it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from facilities import clock
from facilities.forms.refusals import data_of, shown_on
from facilities.guards import require_role, with_role
from facilities.roles import Role
from transport.actions.end_trip import end_trip
from transport.actions.plan_trip import assign_all, plan_trip
from transport.actions.reassign import reassign
from transport.actions.unassign import unassign
from transport.fleet import choosable
from transport.forms.trip import CrewForm, DayForm, LoadForm, TripForm
from transport.models import Driver, Escort, Trip, Vehicle
from transport.views.telling import told
from transport.views.trips import addable, own_trips, show_trip
from transport.waiting import MOST, may_change_trucks, waiting_for_truck

PLANNED = "planned_trips"  # session: idempotency key → trip, so that a second click leads to the same trip


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.DISPATCHER)
def new_trip(request):
    planned = request.session.get(PLANNED, {})
    if trip_id := planned.get(request.POST.get("idempotency_key")):
        return redirect("transport:trip", trip_id)
    ticked = request.POST.getlist("manifests") or request.GET.getlist("manifest")
    day = request.POST.get("planned_for") or request.GET.get("day") or clock.today()
    asked = DayForm({"day": day, "manifest": ticked})
    day = asked.cleaned_data["day"] if asked.is_valid() else clock.today()
    crew = _crew(request.user, day)
    waiting = list(waiting_for_truck(request.user)[:MOST])
    loads = waiting + list(may_change_trucks(request.user)[:MOST])
    initial = {"planned_for": day.isoformat(), "manifests": ticked}
    form = TripForm(data_of(request), loads=loads, initial=initial, **crew)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        with shown_on(form):
            trip = plan_trip(
                by=request.user,
                carrier=next(row.carrier for row in crew["vehicles"].offered if str(row.pk) == chosen["vehicle"]),
                vehicle=chosen["vehicle"],
                driver=chosen["driver"],
                escort=chosen["escort"] or None,
                planned_for=chosen["planned_for"],
                manifests=chosen["manifests"],
            )
            if form.key:
                request.session[PLANNED] = {**planned, form.key: str(trip.pk)}
            return redirect("transport:trip", trip.pk)
    context = {"form": form, "day_form": asked, "day": day, **_not_offered(crew)}
    return render(request, "transport/new_trip.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.DISPATCHER)
def change_crew(request, pk):
    trip = _own_open_trip(request, pk)
    crew = _crew(request.user, trip.planned_for, trip.carrier)
    initial = {"vehicle": str(trip.vehicle_id), "driver": str(trip.driver_id), "escort": str(trip.escort_id or "")}
    form = CrewForm(data_of(request), initial=initial, **crew)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            chosen = form.cleaned_data
            reassign(
                by=request.user,
                trip=trip,
                vehicle=chosen["vehicle"],
                driver=chosen["driver"],
                escort=chosen["escort"] or None,
            )
            messages.success(request, _("Vehicle and crew are changed."))
            return redirect("transport:trip", trip.pk)
    context = {"form": form, "trip": trip, **_not_offered(crew)}
    return render(request, "transport/change_crew.html", context, status=422 if form.errors else 200)


@require_POST
@with_role(Role.DISPATCHER)
def add_loads(request, pk):
    trip = _own_open_trip(request, pk)
    form = LoadForm(request.POST, loads=addable(request.user, trip))
    if form.is_valid():
        with shown_on(form):
            assign_all(by=request.user, trip=trip, manifests=form.cleaned_data["manifests"])
            return redirect("transport:trip", trip.pk)
    return show_trip(request, trip, form, status=422)


@require_POST
@with_role(Role.DISPATCHER)
def remove_load(request, pk, manifest):
    trip = _own_open_trip(request, pk)
    with told(request):
        unassign(by=request.user, trip=trip, manifest=manifest)
    return redirect("transport:trip", trip.pk)


@require_POST
@with_role(Role.DISPATCHER)
def finish(request, pk):
    trip = get_object_or_404(own_trips(request.user), pk=pk)
    require_role(request.user, trip.carrier.enterprise_id, Role.DISPATCHER)
    if trip.ended_at is None:  # a second click finds it done
        with told(request):
            end_trip(by=request.user, trip=trip)
            messages.success(request, _("The trip has ended."))
    return redirect("transport:trip", trip.pk)


def _own_open_trip(request, pk) -> Trip:
    trip = get_object_or_404(own_trips(request.user), pk=pk)
    require_role(request.user, trip.carrier.enterprise_id, Role.DISPATCHER)
    if trip.ended_at is not None:
        raise PermissionDenied(_("This trip has ended."))
    return trip


def _crew(person, day, carrier=None) -> dict:
    return {
        "vehicles": choosable(Vehicle, person, day, carrier),
        "drivers": choosable(Driver, person, day, carrier),
        "escorts": choosable(Escort, person, day, carrier),
    }


def _not_offered(crew: dict) -> dict:
    """Everybody and everything that cannot go, with the reason; and whether there is enough to go at all."""
    return {
        "not_offered": [pair for choice in crew.values() for pair in choice.others],
        "can_go": bool(crew["vehicles"].offered and crew["drivers"].offered),
    }
