"""A load changes to another vehicle or crew of its carrier on the road: what speaks against it, and the new leg."""

from collections.abc import Mapping

from django.db.models import F, Max, Sum
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import BadInput, Refusal
from facilities.models import CarrierLicence
from manifests.actions.reading import read_row
from manifests.models import Manifest
from manifests.rules.departure import Carriage
from transport.carriage import Means, carried_by
from transport.models import Driver, Escort, Leg, Trip, Vehicle


def answer(manifest: Manifest, data: Mapping) -> Carriage:
    """The carriage by the vehicle and crew that `data` names; they must be of the depot that has custody."""
    means = _read_means(manifest, data)
    now = _under_way(manifest).select_related("trip").first()
    if now is not None and _same(now.trip, means):
        raise BadInput(
            _("The load is on %(plate)s with this crew already.") % {"plate": means.vehicle.plate},
            code="on_this_vehicle_already",
            field="/vehicle",
        )
    day = localdate(clock.now())
    licences = CarrierLicence.objects.filter(facility=manifest.carrier).valid_on(day).order_by("-valid_to")
    # Aboard, of whatever trip the vehicle makes.
    aboard = Leg.objects.filter(trip__vehicle=means.vehicle, taken_over_at__isnull=False, ended_at=None)
    aboard_kg = aboard.exclude(manifest=manifest).aggregate(kg=Sum("manifest__declared_kg"))["kg"]
    licence_no = licences.values_list("number", flat=True).first()
    return carried_by(manifest, manifest.carrier, means, _last_position(manifest) + 1, licence_no, aboard_kg)


def load_changes(deed) -> None:
    """The leg under way ends, one with the other vehicle begins; who is to take over later still takes over."""
    manifest, means = deed.subject, deed.facts["carriage"].means
    position = _last_position(manifest) + 1
    _under_way(manifest).update(ended_at=deed.happened_at)
    trip = _trip_of(deed, means)
    planned = Leg.objects.filter(manifest=manifest, taken_over_at=None, trip=trip).order_by("position").first()
    if planned is not None and planned.position == position:
        Leg.objects.filter(pk=planned.pk).update(taken_over_at=deed.happened_at)
        return
    # From the last: no two legs may have one position, not even for a moment.
    for leg in Leg.objects.filter(manifest=manifest, taken_over_at=None).order_by("-position"):
        Leg.objects.filter(pk=leg.pk).update(position=F("position") + 1)
    Leg.objects.create(
        manifest=manifest, position=position, carrier=manifest.carrier, trip=trip, taken_over_at=deed.happened_at
    )


def _read_means(manifest: Manifest, data: Mapping) -> Means:
    """Every problem at once."""
    problems: list[Refusal] = []
    rows: dict = {}
    for name, model in (("vehicle", Vehicle), ("driver", Driver), ("escort", Escort)):
        if name == "escort" and not data.get(name):
            continue
        own = model.objects.filter(carrier=manifest.carrier)
        try:
            rows[name] = read_row(own, data.get(name), f"/{name}")
        except Refusal as refusal:
            problems.append(refusal)
    if problems:
        raise Refusal.of(problems)
    return Means(**rows)


def _under_way(manifest: Manifest):
    return Leg.objects.filter(manifest=manifest, taken_over_at__isnull=False, ended_at=None)


def _last_position(manifest: Manifest) -> int:
    """Of the legs that began; those planned come after."""
    begun = Leg.objects.filter(manifest=manifest, taken_over_at__isnull=False)
    return begun.aggregate(last=Max("position"))["last"] or 0


def _same(trip: Trip, means: Means) -> bool:
    escort = means.escort.pk if means.escort else None
    return (trip.vehicle_id, trip.driver_id, trip.escort_id) == (means.vehicle.pk, means.driver.pk, escort)


def _trip_of(deed, means: Means) -> Trip:
    """The open trip that this vehicle and crew make today; else one begins. One that is being ended is left alone."""
    day = localdate(deed.recorded_at)
    crew = {"vehicle": means.vehicle, "driver": means.driver, "escort": means.escort}
    trips = Trip.objects.open().filter(carrier=deed.subject.carrier, planned_for=day, **crew).order_by("pk")
    trip = trips.select_for_update(of=("self",), no_key=True, skip_locked=True).first()
    if trip is None:
        trip = Trip.objects.create(
            carrier=deed.subject.carrier, planned_for=day, planned_by=deed.by, recorded_at=deed.recorded_at, **crew
        )
    return trip
