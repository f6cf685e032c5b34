"""What waits for a dispatcher: manifests without a truck, and loads on the road that may change trucks."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from facilities.roles import Role
from facilities.templatetags.quantities import kg
from manifests.models import Manifest
from manifests.states import ON_THE_ROAD, ManifestState
from manifests.waiting import LIMIT, Group, Item
from transport.models import Leg

MOST = 200  # rows on one page; nobody plans more trips than that in one sitting


def waiting_for_truck(person):
    """Issued to the person's carrier and on no trip, or named for them as a further leg; oldest first."""
    desks = person.standing.enterprises_where(Role.DISPATCHER, Role.READER)
    open_legs = Leg.objects.filter(manifest=OuterRef("pk"), taken_over_at=None, carrier__enterprise__in=desks)
    first = Q(state=ManifestState.ISSUED, carrier__enterprise__in=desks) & ~Exists(open_legs.filter(trip__isnull=False))
    further = Q(state__in=(ManifestState.ISSUED, *ON_THE_ROAD)) & Exists(open_legs.filter(trip=None))
    return _listed(person).filter(first | further)


def may_change_trucks(person):
    """On the road with the person's carrier and nobody named to take over."""
    desks = person.standing.enterprises_where(Role.DISPATCHER)
    open_legs = Leg.objects.filter(manifest=OuterRef("pk"), taken_over_at=None)
    return _listed(person).filter(~Exists(open_legs), state__in=ON_THE_ROAD, carrier__enterprise__in=desks)


def _listed(person):
    """What comes from elsewhere is on a truck already, which the other platform's paper names."""
    rows = (
        Manifest.objects.visible_to(person)
        .exclude(kind=Manifest.Kind.INBOUND)
        .select_related("consignor__region", "consignee", "carrier")
    )
    return rows.order_by("id")


def trucks_wanted(person, now: datetime) -> Iterable[Group]:
    """The dispatcher's part of the to-do page."""
    if not person.standing.has(Role.DISPATCHER):
        return
    url = reverse("transport:new_trip")
    items = [
        Item(
            title=f"{manifest} {manifest.consignor}",
            url=f"{url}?manifest={manifest.pk}",
            note=kg(manifest.declared_kg),
            state=manifest.state,
        )
        for manifest in waiting_for_truck(person)[: LIMIT + 1]
    ]
    yield Group(12, _("Waiting for a truck"), items, url=reverse("transport:trips"), label=_("Show all"))
