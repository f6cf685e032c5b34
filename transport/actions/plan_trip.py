"""Plan a trip: a vehicle, a driver, perhaps an escort, and the manifests they are to carry."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import BadInput, Refusal
from facilities.models import Facility
from facilities.roles import Role
from manifests.actions.reading import read_row
from manifests.models import Manifest
from manifests.states import ON_THE_ROAD, ManifestState
from transport.actions.from_elsewhere import refuse_from_elsewhere
from transport.actions.own_trip import lock_trip
from transport.models import Driver, Escort, Leg, Trip, Vehicle

LOADABLE = (ManifestState.ISSUED, *ON_THE_ROAD)


def plan_trip(
    *, by, carrier, vehicle, driver, escort=None, planned_for: date | None = None, manifests: Iterable = ()
) -> Trip:
    """Ids or rows in, the trip out. Vehicle, driver and escort must hold certificates valid on the day.

    Raises BadInput for rows that are not the carrier's own or whose papers have lapsed.
    """
    day = planned_for or clock.today()
    own = Facility.objects.where_person_is(by, Role.DISPATCHER).filter(is_transporter=True)
    carrier = read_row(own, carrier, "/carrier")
    vehicle = read_row(Vehicle.objects.visible_to(by), vehicle, "/vehicle", carrier=carrier)
    driver = read_row(Driver.objects.visible_to(by), driver, "/driver", carrier=carrier)
    escort = read_row(Escort.objects.visible_to(by), escort, "/escort", carrier=carrier) if escort else None
    check_papers(day, vehicle=vehicle, driver=driver, escort=escort)
    with transaction.atomic():
        trip = Trip.objects.create(
            carrier=carrier,
            vehicle=vehicle,
            driver=driver,
            escort=escort,
            planned_for=day,
            planned_by=by,
            recorded_at=clock.now(),
        )
        assign_all(by=by, trip=trip, manifests=manifests)
    return trip


def assign_all(*, by, trip: Trip, manifests: Iterable) -> None:
    """All of them or none."""
    with transaction.atomic():
        for manifest in manifests:
            assign(by=by, trip=trip, manifest=manifest)


def assign(*, by, trip: Trip, manifest) -> Leg:
    """Put a manifest on a trip: fills the carrier's next leg, or opens one.

    A load already on the road under this carrier gets a further leg: it will change trucks (Order 23, Art. 17).
    """
    with transaction.atomic():
        trip = lock_trip(by, trip)
        rows = Manifest.objects.visible_to(by).select_for_update(of=("self",))
        manifest = read_row(rows, manifest, "/manifests")
        refuse_from_elsewhere(manifest, "/manifests")
        if manifest.state not in LOADABLE:
            raise Refusal(
                _("Manifest %(manifest)s is “%(state)s” and cannot be put on a trip.")
                % {"manifest": manifest, "state": manifest.get_state_display()},
                code="manifest_not_loadable",
                field="/manifests",
            )
        if Leg.objects.filter(manifest=manifest, trip=trip, taken_over_at__isnull=False, ended_at=None).exists():
            raise Refusal(
                _("Manifest %(manifest)s is on this truck already.") % {"manifest": manifest},
                code="already_on_board",
                field="/manifests",
            )
        waiting = list(Leg.objects.filter(manifest=manifest, taken_over_at=None).order_by("position"))
        leg = next((leg for leg in waiting if leg.carrier_id == trip.carrier_id), None)
        if not waiting and manifest.carrier_id == trip.carrier_id:
            leg = Leg(manifest=manifest, position=_next_position(manifest), carrier=trip.carrier)
        if leg is None:
            raise Refusal(
                _("Another carrier is named for the next leg of %(manifest)s.") % {"manifest": manifest},
                code="leg_of_another_carrier",
                field="/manifests",
            )
        leg.trip = trip
        leg.save()
    return leg


def _next_position(manifest: Manifest) -> int:
    return (Leg.objects.filter(manifest=manifest).aggregate(last=Max("position"))["last"] or 0) + 1


def check_papers(day: date, **credentials) -> None:
    lapsed = [
        BadInput(
            _("The certificate of %(who)s is not valid on %(day)s.") % {"who": row, "day": day.isoformat()},
            code="certificate_lapsed",
            field=f"/{name}",
            law=_("Order 29 of 2019 (dangerous goods by road)"),
        )
        for name, row in credentials.items()
        if row is not None and not row.is_valid_on(day)
    ]
    if lapsed:
        raise Refusal.of(lapsed)
