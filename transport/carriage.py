"""What transport answers the custody door: who may see, who drives, and whether the next leg may begin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.timezone import localdate

from facilities import clock
from facilities.compiled import compiled
from facilities.models import CarrierLicence
from facilities.roles import Role
from manifests.models import Manifest, ManifestLine
from manifests.rules.departure import Carriage
from manifests.rules.finding import Finding, block
from manifests.states import ManifestState, Party
from transport.models import Driver, Escort, Leg, Vehicle


@dataclass(frozen=True)
class Means:
    """What a load is carried with."""

    vehicle: Vehicle
    driver: Driver
    escort: Escort | None = None


def seen_by_carriers(person) -> Q:
    """Manifests with a leg that the person drives, or that their desk is to carry."""
    mine = Q(trip__driver__person=person)
    desks = person.standing.desk_enterprise_ids
    if desks:
        mine |= Q(carrier__enterprise__in=desks)
    return Q(pk__in=Leg.objects.filter(mine).values("manifest")) & ~Q(state=ManifestState.DRAFT)


def on_the_road(person, manifests: Sequence[Manifest]) -> dict[UUID, set[Party]]:
    """Of which manifests the person is the driver now, and of which they take over next; one statement."""
    by_manifest: dict[UUID, list[tuple]] = {}
    for manifest, *leg in _open_legs([manifest.pk for manifest in manifests]):
        by_manifest.setdefault(manifest, []).append(leg)
    desks = person.standing.enterprises_where(Role.DISPATCHER)
    parties: dict[UUID, set[Party]] = {}
    for manifest, legs in by_manifest.items():
        found = parties.setdefault(manifest, set())
        if legs[0][1] == person.pk:
            found.add(Party.DRIVER)
        if legs[0][0] is None or len(legs) < 2:
            continue  # nobody is under way yet, so there is nobody to take it from
        _taken_over_at, driver, carrier, trip = legs[1]
        if driver == person.pk or (trip and carrier in desks):
            found.add(Party.TAKER)
    return parties


@compiled
def _open_legs(keys):
    open_legs = Leg.objects.filter(manifest__in=keys, ended_at=None).order_by("manifest", "position")
    return open_legs.values_list("manifest", "taken_over_at", "trip__driver__person", "carrier__enterprise", "trip")


def legs_of(manifest: Manifest) -> QuerySet[Leg]:
    """The manifest's legs in order, with crew, the carrier's licence and what the truck carries now: one statement."""
    return _legs(manifest.pk, localdate(clock.now()))


def _legs(manifest: UUID, day) -> QuerySet[Leg]:
    licences = CarrierLicence.objects.filter(facility=OuterRef("carrier")).valid_on(day).order_by("-valid_to")
    # What the trip's vehicle carries now for other manifests (kg).
    on_board = _aboard().filter(trip=OuterRef("trip"))
    on_board = on_board.exclude(pk=OuterRef("pk")).order_by().values("trip")
    return (
        Leg.objects.filter(manifest_id=manifest)
        .select_related("trip__vehicle", "trip__driver", "trip__escort", "trip__planned_by", "carrier__enterprise")
        .annotate(
            licence_no=Subquery(licences.values("number")[:1]),
            on_board_kg=Subquery(on_board.annotate(kg=Sum("manifest__declared_kg")).values("kg")),
            codes=ArraySubquery(_codes(manifest=OuterRef("manifest"))),
            codes_on_board=ArraySubquery(
                _codes(manifest__legs__trip=OuterRef("trip"), manifest__legs__in=_aboard()).exclude(
                    manifest=OuterRef("manifest")
                )
            ),
        )
        .order_by("position")
    )


def _aboard() -> QuerySet[Leg]:
    """Legs whose load is on the truck."""
    return Leg.objects.filter(taken_over_at__isnull=False, ended_at=None)


def _codes(**lines) -> QuerySet:
    """Hazardous waste codes of manifest lines."""
    rows = ManifestLine.objects.filter(waste_code__hazardous=True, **lines).order_by()
    return rows.values_list("waste_code__code", flat=True).distinct()


def legs_of_all(manifests: list) -> dict:
    """The legs of several manifests in order, by manifest id: one statement."""
    legs: dict = {key: [] for key in manifests}
    rows = Leg.objects.filter(manifest__in=manifests).select_related("trip__vehicle", "trip__driver", "carrier")
    for leg in rows.order_by("position"):
        legs[leg.manifest_id].append(leg)
    return legs


def next_leg(manifest: Manifest, day: date | None = None) -> Leg | None:
    """The first leg that nobody has taken over yet."""
    return next(iter(_leg_waiting(manifest.pk, day or localdate(clock.now()))), None)


@compiled
def _leg_waiting(manifest, day):
    return _legs(manifest, day).filter(taken_over_at=None)[:1]


def answer(manifest: Manifest, day: date | None = None) -> Carriage:
    """The carriage of the next leg: its papers judged on the day, today unless said, its particulars as they will be
    signed."""
    return judge(manifest, next_leg(manifest, day), day)


def judge(manifest: Manifest, leg: Leg | None, day: date | None = None) -> Carriage:
    """The answer for a leg that comes from `legs_of`."""
    if leg is None or leg.trip is None:
        return Carriage(findings=[block("leg_missing", "/carrier")])
    means = Means(leg.trip.vehicle, leg.trip.driver, leg.trip.escort)
    carriage = carried_by(manifest, leg.carrier, means, leg.position, leg.licence_no, leg.on_board_kg, day)
    carriage.codes, carriage.aboard = leg.codes, leg.codes_on_board
    return carriage


def carried_by(
    manifest: Manifest,
    carrier,
    means: Means,
    position: int,
    licence_no: str | None,
    on_board_kg: Decimal | None,
    day: date | None = None,
) -> Carriage:
    """The carriage by these means as leg number `position`; `on_board_kg` is what the vehicle carries besides."""
    vehicle, driver, escort = means.vehicle, means.driver, means.escort
    day = day or localdate(clock.now())
    findings = list(_papers(means, day))
    if not licence_no:
        findings.append(block("carrier_licence_missing", "/carrier", facility=carrier.name, date=day.isoformat()))
    load = manifest.declared_kg + (on_board_kg or Decimal(0))
    if load > vehicle.max_kg:
        findings.append(block("vehicle_overloaded", "/vehicle", kg=load, plate=vehicle.plate, most=vehicle.max_kg))
    particulars = {
        "leg": position,
        "enterprise": carrier.enterprise.name,
        "registration_no": carrier.enterprise.registration_no,
        "licence": licence_no or "",
        "address": carrier.address,
        "phone": carrier.contact_phone,
        "plate": vehicle.plate,
        "vehicle_certificate": vehicle.number,
        "vehicle_kind": vehicle.kind,
        "driver": driver.name,
        "driver_phone": driver.phone,
        "driver_certificate": driver.number,
        "escort": escort.name if escort else "",
        "escort_certificate": escort.number if escort else "",
        "origin": manifest.consignor.address,
        "destination": manifest.consignee.address,
    }
    return Carriage(findings, particulars, carrier, means)


def _papers(means: Means, day) -> list[Finding]:
    findings = []
    for kind, row, names in (
        ("vehicle", means.vehicle, {"plate": means.vehicle.plate}),
        ("driver", means.driver, {"name": means.driver.name}),
        ("escort", means.escort, {"name": means.escort.name if means.escort else ""}),
    ):
        if row is not None and not row.is_valid_on(day):
            ended = row.revoked_on or row.valid_to
            findings.append(block(f"{kind}_certificate_expired", f"/{kind}", date=ended.isoformat(), **names))
    return findings


def leg_begins(deed) -> None:
    """Departure or hand-over: the leg before ends, the next one begins."""
    manifest = deed.subject
    Leg.objects.filter(manifest=manifest, taken_over_at__isnull=False, ended_at=None).update(ended_at=deed.happened_at)
    waiting = Leg.objects.filter(manifest=manifest, taken_over_at=None, trip__isnull=False).order_by("position")
    Leg.objects.filter(pk__in=waiting.values("pk")[:1]).update(taken_over_at=deed.happened_at)


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
