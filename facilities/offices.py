"""Whom a message goes to: the officials in charge of a place, and the desk of a firm."""

from uuid import UUID

from django.db.models import Q

from facilities.access import region_prefix
from facilities.models import Jurisdiction, Membership
from facilities.roles import Role

OF_CITY = 4  # digits that a city's code has of the six; a province has two


def officials_of(region: str, most_digits: int = 6) -> set[UUID]:
    """In charge of the place: its district's officials; where it has none, the city's; where that has none, the
    province's. With fewer digits (`OF_CITY`) the offices below are passed over."""
    offices = Jurisdiction.objects.filter(person__is_active=True, person__is_staff=True)
    above = Q(region_id=region) | Q(region_id=f"{region[:4]}00") | Q(region_id=f"{region[:2]}0000")
    found: dict[str, set[UUID]] = {}
    for code, person in offices.filter(above).values_list("region_id", "person_id"):
        found.setdefault(region_prefix(code), set()).add(person)
    found = {prefix: people for prefix, people in found.items() if len(prefix) <= most_digits}
    return found[max(found, key=len)] if found else set()


def desk_of(enterprise: UUID) -> set[UUID]:
    """A firm's clerks and managers."""
    rows = Membership.objects.filter(enterprise=enterprise, role__in=(Role.CLERK, Role.MANAGER), person__is_active=True)
    return set(rows.values_list("person_id", flat=True))
