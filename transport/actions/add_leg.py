"""Name the carrier of the next leg: the load will be handed over on the road (Order 23, Art. 17)."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from facilities.errors import NotPermitted, Refusal
from facilities.models import Facility
from facilities.roles import Role
from manifests.actions.reading import read_row
from manifests.models import Manifest
from manifests.states import ON_THE_ROAD, ManifestState
from transport.actions.from_elsewhere import refuse_from_elsewhere
from transport.models import Leg


def add_leg(*, by, manifest, carrier) -> Leg:
    """The present carrier's dispatcher names who takes over; that carrier's desk then sees the manifest."""
    with transaction.atomic():
        rows = Manifest.objects.visible_to(by).select_for_update(of=("self",)).select_related("carrier")
        manifest = read_row(rows, manifest, "/manifest")
        if manifest.carrier.enterprise_id not in by.standing.enterprises_where(Role.DISPATCHER):
            raise NotPermitted(_("Your role does not allow this."))
        refuse_from_elsewhere(manifest, "/manifest")
        if manifest.state not in (ManifestState.ISSUED, *ON_THE_ROAD):
            raise Refusal(_("A leg can only be added before arrival."), code="manifest_not_loadable")
        carrier = read_row(Facility.objects.directory(), carrier, "/carrier", is_transporter=True)
        last = Leg.objects.filter(manifest=manifest).aggregate(last=Max("position"))["last"]
        if last is None:
            Leg.objects.create(manifest=manifest, position=1, carrier=manifest.carrier)
            last = 1
        return Leg.objects.create(manifest=manifest, position=last + 1, carrier=carrier)
