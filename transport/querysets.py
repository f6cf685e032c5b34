"""Fleet rows belong to a carrier: its desk sees them, officials by the carrier's region."""

from django.db import models

from facilities.access import in_regions
from facilities.models.credential import CredentialQuerySet


class FleetQuerySet(CredentialQuerySet):
    def visible_to(self, person) -> "FleetQuerySet":
        return _of_carrier(self, person)


class TripQuerySet(models.QuerySet):
    def visible_to(self, person) -> "TripQuerySet":
        """The carrier's desk, the trip's own driver, and officials of the carrier's region."""
        if person.standing.is_regulator:
            return _of_carrier(self, person)
        desks = person.standing.desk_enterprise_ids
        return self.filter(models.Q(carrier__enterprise__in=desks) | models.Q(driver__person=person))

    def open(self) -> "TripQuerySet":
        return self.filter(ended_at=None)


def _of_carrier(rows, person):
    if person.standing.is_regulator:
        return rows.filter(in_regions(person.standing, "carrier__region"))
    return rows.filter(carrier__enterprise__in=person.standing.desk_enterprise_ids)
