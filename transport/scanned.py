"""Which of a driver's own loads a scanned or typed code stands for."""

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from facilities.roles import Role
from manifests.models import Container, Manifest, ManifestLine
from manifests.printed import MANIFEST, Printed
from manifests.states import ON_THE_ROAD, ManifestState
from transport.models import Leg

ON_THE_WAY = (ManifestState.ISSUED, *ON_THE_ROAD, ManifestState.ARRIVED)


def loads_of(person):
    """Manifests of which the person drives a leg, whatever desks they also hold."""
    legs = Leg.objects.filter(trip__driver__person=person)
    return Manifest.objects.visible_to(person).filter(pk__in=legs.values("manifest"))


def find_load(person, scanned: Printed) -> Manifest | None:
    """The driver's own manifest behind a code; for a container the one it travels under now."""
    loads = loads_of(person)
    if scanned.kind == MANIFEST:
        return loads.filter(number=scanned.text).first()
    batches = Container.objects.filter(digital_id=scanned.text).values("batch")
    on_line = Q(batch__in=batches) | Q(batch__links_up__parent__in=batches)  # the second: what was left of a part
    lines = ManifestLine.objects.filter(on_line).values("manifest")
    return loads.filter(pk__in=lines, state__in=ON_THE_WAY).order_by("-id").first()


def way_to_load(person, kind: str, text: str) -> str | None:
    """Where a code opened with the phone's own camera leads a driver: through the scan, so that it is recorded."""
    if not person.standing.has(Role.DRIVER) or find_load(person, Printed(kind, text)) is None:
        return None
    return f"{reverse('transport:found')}?{urlencode({'code': text})}"
