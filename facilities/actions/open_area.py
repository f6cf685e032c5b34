"""Open a storage area: a place of a site to keep waste in (GB 18597-2023)."""

from django.utils.translation import gettext_lazy as _

from facilities.actions.asking import keep, require
from facilities.errors import BadInput, Refusal
from facilities.models import Facility, StorageArea
from facilities.roles import Role


def open_area(*, by, facility: Facility, **particulars) -> StorageArea:
    """`particulars`: code, name, kind, capacity_kg (kg), day_limit (days, None for the law's), and responsible_name
    and responsible_phone for its sign. Raises NotPermitted, BadInput, Refusal."""
    require(by, facility.enterprise_id, Role.CLERK)
    area = StorageArea(facility=facility, **particulars)
    check_limits(area)
    keep(area, code_taken(area))
    return area


def check_limits(area: StorageArea) -> None:
    if area.capacity_kg is None or area.capacity_kg <= 0:
        raise BadInput(_("The capacity must be above 0."), code="capacity_invalid", field="/capacity_kg")
    if area.day_limit == 0:
        raise BadInput(_("Give at least one day."), code="day_limit_invalid", field="/day_limit")


def code_taken(area: StorageArea) -> Refusal:
    return Refusal(
        _("This site has a store with this code already. Give another code."),
        code="area_code_taken",
        field="/code",
        value=area.code,
    )
