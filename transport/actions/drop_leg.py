"""Withdraw the carrier named for a later leg, before they have taken over."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.errors import NotPermitted, Refusal
from facilities.roles import Role
from manifests.actions.reading import read_row
from manifests.models import Manifest
from transport.models import Leg


def drop_leg(*, by, manifest, leg) -> None:
    """Only the carrier that has the load, or is to load it first, may change who comes after."""
    with transaction.atomic():
        rows = Manifest.objects.visible_to(by).select_for_update(of=("self",)).select_related("carrier")
        manifest = read_row(rows, manifest, "/manifest")
        if manifest.carrier.enterprise_id not in by.standing.enterprises_where(Role.DISPATCHER):
            raise NotPermitted(_("Your role does not allow this."))
        leg = read_row(Leg.objects.filter(manifest=manifest), leg, "/leg")
        if leg.taken_over_at or leg.position == 1:
            raise Refusal(_("This leg cannot be withdrawn any more."), code="leg_taken_over", field="/leg")
        leg.delete()
