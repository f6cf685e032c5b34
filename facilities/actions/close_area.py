"""Close a storage area for good; it must be empty."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import require
from facilities.errors import Refusal
from facilities.in_use import is_in_use
from facilities.models import StorageArea
from facilities.roles import Role


def close_area(area: StorageArea, *, by) -> StorageArea:
    """Raises Refusal `area_in_use` while waste lies in it."""
    require(by, area.facility.enterprise_id, Role.CLERK)
    with transaction.atomic():
        # Whoever puts a batch in takes a key-share lock on this row for its foreign key: one waits for the other.
        area = StorageArea.objects.select_for_update().get(pk=area.pk)
        if is_in_use(area):
            raise Refusal(_("Waste lies in this store. Move it out first."), code="area_in_use")
        area.closed_on = area.closed_on or clock.today()
        area.save(update_fields=["closed_on"])
    return area
