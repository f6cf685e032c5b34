"""Give a trip another vehicle or crew, as long as nothing has been loaded."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from manifests.actions.reading import read_row
from transport.actions.own_trip import lock_loads, lock_trip
from transport.actions.plan_trip import check_papers
from transport.models import Driver, Escort, Trip, Vehicle


def reassign(*, by, trip, vehicle, driver, escort=None) -> Trip:
    """Ids or rows in, the trip out. What a driver has signed for stays on the truck they signed for."""
    with transaction.atomic():
        trip = lock_trip(by, trip)
        if any(leg.taken_over_at for leg in lock_loads(trip)):
            raise Refusal(
                _("Loading has begun. To change trucks now, plan a hand-over to another trip."),
                code="trip_under_way",
            )
        trip.vehicle = read_row(Vehicle.objects.visible_to(by), vehicle, "/vehicle", carrier=trip.carrier)
        trip.driver = read_row(Driver.objects.visible_to(by), driver, "/driver", carrier=trip.carrier)
        trip.escort = None
        if escort:
            trip.escort = read_row(Escort.objects.visible_to(by), escort, "/escort", carrier=trip.carrier)
        check_papers(trip.planned_for, vehicle=trip.vehicle, driver=trip.driver, escort=trip.escort)
        trip.save(update_fields=["vehicle", "driver", "escort"])
    return trip
