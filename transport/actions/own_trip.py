"""Lock a trip for its dispatcher, so that two desks changing it at once take turns."""

from django.utils.translation import gettext_lazy as _

from facilities.errors import NotPermitted, Refusal
from facilities.roles import Role
from manifests.actions.reading import read_row
from manifests.models import Manifest
from transport.models import Leg, Trip


def lock_trip(by, trip) -> Trip:
    """The open trip under a row lock. Call inside a transaction, before locking any manifest."""
    # No key lock: a receipt that opens a leg on this trip for what was refused need not wait, and cannot deadlock.
    rows = Trip.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    trip = read_row(rows.select_related("carrier", "vehicle", "driver"), trip, "/trip")
    if trip.carrier.enterprise_id not in by.standing.enterprises_where(Role.DISPATCHER):
        raise NotPermitted(_("Your role does not allow this."))
    if trip.ended_at:
        raise Refusal(_("This trip has ended."), code="trip_ended", field="/trip")
    return trip


def lock_loads(trip: Trip) -> list[Leg]:
    """The trip's legs, read after their manifests are locked: nothing departs in between."""
    loads = Manifest.objects.filter(legs__trip=trip).order_by("pk")
    list(loads.select_for_update(of=("self",)).values_list("pk", flat=True))
    return list(Leg.objects.filter(trip=trip).select_related("manifest"))
