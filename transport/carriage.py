"""What transport answers the custody door: who may see, who drives, and whether the next leg may begin."""

from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.timezone import localdate

from facilities import clock
from facilities.models import CarrierLicence
from manifests.models import Manifest
from manifests.rules.departure import Carriage
from manifests.rules.finding import Finding, block
from manifests.states import ManifestState
from transport.models import Leg


def seen_by_carriers(person) -> Q:
    """Manifests with a leg that the person drives, or that their desk is to carry."""
    mine = Q(trip__driver__person=person)
    desks = person.standing.desk_enterprise_ids
    if desks:
        mine |= Q(carrier__enterprise__in=desks)
    return Q(pk__in=Leg.objects.filter(mine).values("manifest")) & ~Q(state=ManifestState.DRAFT)


def drives(person, manifest: Manifest) -> bool:
    """True for the driver of the leg under way, and for the driver who is to take over next."""
    legs = Leg.objects.filter(manifest=manifest, ended_at=None, trip__driver__person=person)
    return legs.exists()


def next_leg(manifest: Manifest) -> Leg | None:
    """The first leg that nobody has taken over yet."""
    return (
        Leg.objects.filter(manifest=manifest, taken_over_at=None)
        .select_related("trip__vehicle", "trip__driver", "trip__escort", "carrier__enterprise", "carrier__region")
        .order_by("position")
        .first()
    )


def answer(manifest: Manifest) -> Carriage:
    """The carriage of the next leg: its papers judged on today's date, its particulars as they will be signed."""
    leg = next_leg(manifest)
    if leg is None or leg.trip is None:
        return Carriage(findings=[block("leg_missing", "/carrier")])
    trip, day = leg.trip, localdate(clock.now())
    licence = CarrierLicence.objects.filter(facility=leg.carrier).valid_on(day).order_by("-valid_to").first()
    findings = list(_papers(leg, day))
    if licence is None:
        findings.append(block("carrier_licence_missing", "/carrier", facility=leg.carrier.name, date=day.isoformat()))
    load = manifest.declared_kg + _already_on(leg)
    if load > trip.vehicle.max_kg:
        findings.append(
            block("vehicle_overloaded", "/vehicle", kg=load, plate=trip.vehicle.plate, most=trip.vehicle.max_kg)
        )
    enterprise = leg.carrier.enterprise
    particulars = {
        "leg": leg.position,
        "enterprise": enterprise.name,
        "registration_no": enterprise.registration_no,
        "licence": licence.number if licence else "",
        "address": leg.carrier.address,
        "phone": leg.carrier.contact_phone,
        "plate": trip.vehicle.plate,
        "vehicle_certificate": trip.vehicle.number,
        "vehicle_kind": trip.vehicle.kind,
        "driver": trip.driver.name,
        "driver_phone": trip.driver.phone,
        "driver_certificate": trip.driver.number,
        "escort": trip.escort.name if trip.escort else "",
        "escort_certificate": trip.escort.number if trip.escort else "",
        "origin": manifest.consignor.address,
        "destination": manifest.consignee.address,
    }
    return Carriage(findings, particulars, leg.carrier)


def _papers(leg: Leg, day) -> list[Finding]:
    trip, findings = leg.trip, []
    if not trip.vehicle.is_valid_on(day):
        findings.append(
            block(
                "vehicle_certificate_expired",
                "/vehicle",
                plate=trip.vehicle.plate,
                date=trip.vehicle.valid_to.isoformat(),
            )
        )
    if not trip.driver.is_valid_on(day):
        findings.append(
            block("driver_certificate_expired", "/driver", name=trip.driver.name, date=trip.driver.valid_to.isoformat())
        )
    if trip.escort and not trip.escort.is_valid_on(day):
        findings.append(
            block("escort_certificate_expired", "/escort", name=trip.escort.name, date=trip.escort.valid_to.isoformat())
        )
    return findings


def _already_on(leg: Leg) -> Decimal:
    """What the trip's vehicle carries now for other manifests (kg)."""
    on_board = Leg.objects.filter(trip=leg.trip, taken_over_at__isnull=False, ended_at=None).exclude(pk=leg.pk)
    return on_board.aggregate(kg=Sum("manifest__declared_kg"))["kg"] or Decimal(0)


def leg_begins(deed) -> None:
    """Departure or hand-over: the leg before ends, the next one begins."""
    manifest = deed.subject
    Leg.objects.filter(manifest=manifest, taken_over_at__isnull=False, ended_at=None).update(ended_at=deed.happened_at)
    leg = Leg.objects.filter(manifest=manifest, taken_over_at=None, trip__isnull=False).order_by("position").first()
    if leg is not None:
        Leg.objects.filter(pk=leg.pk).update(taken_over_at=deed.happened_at)


def leg_ends(deed) -> None:
    """Arrival keeps the leg open until the gate has judged: what is refused stays on this truck."""
    if deed.subject.state in (
        ManifestState.ACCEPTED,
        ManifestState.PARTIALLY_ACCEPTED,
        ManifestState.REFUSED,
        ManifestState.CANCELLED,
        ManifestState.VOIDED,
    ):
        legs = Leg.objects.filter(manifest=deed.subject, ended_at=None)
        legs.filter(taken_over_at__isnull=False).update(ended_at=deed.happened_at)
        legs.filter(taken_over_at=None).delete()


def rest_rides_on(deed) -> None:
    """A child manifest rides on with the truck that brought its parent."""
    child = deed.subject
    leg = Leg.objects.filter(manifest=child.parent_id, taken_over_at__isnull=False).order_by("-position").first()
    if leg is not None:
        Leg.objects.create(
            manifest=child, position=1, carrier_id=leg.carrier_id, trip_id=leg.trip_id, taken_over_at=deed.happened_at
        )
