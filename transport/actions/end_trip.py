"""End a trip: the truck is empty and back."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.errors import Refusal
from transport.actions.own_trip import lock_loads, lock_trip
from transport.actions.unassign import free
from transport.models import Trip


def end_trip(*, by, trip) -> Trip:
    """Refused while anything is on board. What was planned and never loaded waits for a truck again."""
    with transaction.atomic():
        trip = lock_trip(by, trip)
        legs = [leg for leg in lock_loads(trip) if leg.ended_at is None]
        on_board = [leg for leg in legs if leg.taken_over_at]
        if on_board:
            raise Refusal(
                _("Manifest %(manifest)s is still on board.") % {"manifest": on_board[0].manifest},
                code="trip_not_empty",
            )
        for leg in legs:
            free(leg, leg.manifest, trip)
        trip.ended_at = clock.now()
        trip.save(update_fields=["ended_at"])
    return trip
