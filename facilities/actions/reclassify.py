"""Set a facility's management class: the authority in charge overrides what was computed (HJ 1259-2022)."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from facilities.models import Facility


def reclassify(*, by, facility: Facility, management_class: str, reason: str) -> Facility:
    """The facility in its new class. Refused: an unknown class, no reason, no change, a district not in charge of."""
    if management_class not in Facility.ManagementClass.values:
        raise BadInput(
            _("Choose a class from the list."), code="class_unknown", field="/management_class", value=management_class
        )
    if not reason.strip():
        raise BadInput(_("Give a reason."), code="required", field="/reason")
    with transaction.atomic():
        # `of`: the row alone; two officials deciding at once are decided one after the other.
        row = Facility.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=facility.pk).first()
        if row is None:
            raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found")
        if not by.standing.in_charge_of(row.region_id):
            raise NotPermitted(_("Your role does not allow this."), code="not_permitted")
        if row.management_class == management_class:
            raise Refusal(
                _("The facility is in this class already."), code="class_unchanged", field="/management_class"
            )
        row.management_class = management_class
        row.save(update_fields=["management_class"])
    return row
