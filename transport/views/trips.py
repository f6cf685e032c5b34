"""The dispatcher's first page, and one trip with what it carries."""

from django.db.models import Count, Q, Sum
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from facilities.guards import with_role
from facilities.paging import page_of
from facilities.roles import Role
from facilities.templatetags.quantities import kg, stamp
from manifests.kept import kept_as_waybill
from transport.actions.plan_trip import LOADABLE
from transport.carriage import legs_of_all
from transport.forms.trip import LoadForm
from transport.models import Leg, Trip
from transport.next_step import dispatcher_steps, first_open
from transport.waiting import MOST, may_change_trucks, waiting_for_truck
from transport.words import RECORDS


def own_trips(person):
    """Trips of the carriers where the person dispatches, or may look."""
    desks = person.standing.enterprises_where(Role.DISPATCHER, Role.READER)
    rows = Trip.objects.visible_to(person).filter(carrier__enterprise__in=desks)
    return rows.select_related("vehicle", "driver", "escort", "carrier")


@require_safe
@with_role(Role.DISPATCHER, Role.READER)
def trip_list(request):
    waiting = list(waiting_for_truck(request.user)[:MOST])
    trips = own_trips(request.user).annotate(
        loads=Count("legs"),
        load_kg=Sum("legs__manifest__declared_kg"),
        on_board=Count("legs", filter=Q(legs__taken_over_at__isnull=False, legs__ended_at=None)),
    )
    page = page_of(trips.exclude(ended_at=None), request.GET)
    columns = [
        {"label": _("Trip")},
        {"label": _("Driver")},
        {"label": _("Loads"), "kind": "number"},
        {"label": _("On board"), "kind": "number"},
        {"label": _("Weight"), "kind": "number"},
    ]
    return render(
        request,
        "transport/trips.html",
        {
            "waiting": waiting,
            "open_trips": [_row(trip) for trip in trips.open().order_by("planned_for", "id")[:MOST]],
            "recent": [_row(trip) for trip in page.rows],
            "page": page,
            "columns": columns,
            "columns_ended": [*columns, {"label": _("Ended"), "kind": "tight"}],
            "may_plan": request.user.standing.has(Role.DISPATCHER),
        },
    )


def _row(trip: Trip) -> dict:
    cells = [str(trip), trip.driver.name, trip.loads, trip.on_board, kg(trip.load_kg)]
    if trip.ended_at:
        cells.append(stamp(trip.ended_at))
    return {"url": reverse("transport:trip", args=[trip.pk]), "cells": cells}


@require_safe
@with_role(Role.DISPATCHER, Role.READER)
def trip_page(request, pk):
    trip = get_object_or_404(own_trips(request.user), pk=pk)
    return show_trip(request, trip)


def show_trip(request, trip: Trip, form: LoadForm | None = None, status: int = 200):
    """The trip's page; `form` is one that was refused."""
    desks = request.user.standing.enterprises_where(Role.DISPATCHER)
    may_change = trip.ended_at is None and trip.carrier.enterprise_id in desks
    loads = _loads(request.user, trip, desks if may_change else frozenset())
    aboard = [load for load in loads if load["leg"].ended_at is None]
    load_kg = sum(load["manifest"].declared_kg for load in aboard)
    if form is None and may_change:
        candidates = addable(request.user, trip)
        form = LoadForm(loads=candidates) if candidates else None
    return render(
        request,
        "transport/trip.html",
        {
            "trip": trip,
            "loads": loads,
            "load_kg": load_kg,
            "overloaded": load_kg > trip.vehicle.max_kg,
            "may_change": may_change,
            "may_reassign": may_change and not any(load["leg"].taken_over_at for load in loads),
            "may_end": may_change and not any(load["aboard"] for load in loads),
            "form": form if may_change else None,
        },
        status=status,
    )


def addable(person, trip: Trip) -> list:
    """What could be put on the trip: waiting loads of its carrier, and loads of other trucks that may change over."""
    waiting = list(waiting_for_truck(person)[:MOST])
    return waiting + list(may_change_trucks(person).exclude(legs__trip=trip)[:MOST])


def _loads(person, trip: Trip, desks) -> list[dict]:
    """One entry a leg of this trip, with what the desk may do about it now."""
    legs = list(
        Leg.objects.filter(trip=trip)
        .select_related("manifest__consignor", "manifest__consignee", "manifest__carrier")
        .order_by("id")
    )
    by_manifest = legs_of_all([leg.manifest_id for leg in legs])
    entries = []
    for leg in legs:
        manifest, others = leg.manifest, by_manifest[leg.manifest_id]
        under_way, coming = first_open(others)
        has_it = manifest.carrier.enterprise_id in desks
        after = next((other for other in others if other.position > leg.position and not other.taken_over_at), None)
        may_name = has_it and leg.ended_at is None and manifest.state in LOADABLE
        entries.append(
            {
                "leg": leg,
                "manifest": manifest,
                "kept": kept_as_waybill(manifest, leg.ended_at) if leg.ended_at else [],
                "aboard": leg.taken_over_at is not None and leg.ended_at is None,
                "steps": [(name, RECORDS[name]) for name in dispatcher_steps(manifest, others, leg)] if has_it else [],
                "may_remove": bool(desks) and leg.taken_over_at is None,
                "may_name_next": may_name and after is None,
                "after": after,
                "may_withdraw": may_name and after is not None and after.carrier_id != manifest.carrier_id,
                "from_leg": under_way if leg == coming and under_way else None,
            }
        )
    return entries
