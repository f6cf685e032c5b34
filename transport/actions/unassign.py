"""Take a manifest off a trip before its driver has signed for it; it waits for a truck again."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.errors import Refusal
from manifests.actions.reading import read_row
from manifests.models import Manifest
from manifests.states import ON_THE_ROAD
from transport.actions.own_trip import lock_trip
from transport.models import Leg, Trip


def unassign(*, by, trip, manifest) -> None:
    """A leg named for this carrier stays theirs without a truck; a change of truck planned on the road is dropped."""
    with transaction.atomic():
        trip = lock_trip(by, trip)
        rows = Manifest.objects.visible_to(by).select_for_update(of=("self",))
        manifest = read_row(rows, manifest, "/manifest")
        leg = Leg.objects.filter(manifest=manifest, trip=trip, taken_over_at=None).first()
        if leg is None:
            raise Refusal(_("This manifest is not waiting on this trip."), code="not_on_trip", field="/manifest")
        free(leg, manifest, trip)


def free(leg: Leg, manifest: Manifest, trip: Trip) -> None:
    """The leg loses its truck. The manifest must be locked."""
    if manifest.state in ON_THE_ROAD and manifest.carrier_id == trip.carrier_id:
        leg.delete()  # the load stays on the truck it is on
    else:
        leg.trip = None
        leg.save(update_fields=["trip"])
