"""Change what a storage area is: its name, capacity, longest stay."""

from facilities.actions.asking import keep, require
from facilities.actions.open_area import check_limits, code_taken
from facilities.models import StorageArea
from facilities.roles import Role


def revise_area(area: StorageArea, *, by, **particulars) -> StorageArea:
    """New `particulars` as in `open_area`; the site never changes. Raises NotPermitted, BadInput, Refusal."""
    require(by, area.facility.enterprise_id, Role.CLERK)
    for name, value in particulars.items():
        setattr(area, name, value)
    check_limits(area)
    keep(area, code_taken(area))
    return area
