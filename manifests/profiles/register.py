"""Every profile in one list, and which of them a waste or a load belongs to."""

from collections.abc import Iterable

from django.db.models import Q

from facilities.models.waste_code import WasteCode
from manifests.profiles.bulky import BULKY
from manifests.profiles.construction import CONSTRUCTION
from manifests.profiles.general import GENERAL
from manifests.profiles.hazardous import HAZARDOUS
from manifests.profiles.medical import MEDICAL
from manifests.profiles.profile import Profile
from manifests.profiles.sludge import SLUDGE

# The order in which people choose; of a load that does not belong together the first one counts.
PROFILES = (HAZARDOUS, MEDICAL, GENERAL, SLUDGE, CONSTRUCTION, BULKY)
BY_ID = {profile.id: profile for profile in PROFILES}
CHOICES = [(profile.id, profile.title) for profile in PROFILES]
DETAILS = {detail.name: detail for profile in PROFILES for detail in profile.details}  # of whatever profile
_BY_CLASS = {(profile.hazardous, name): profile for profile in PROFILES for name in profile.classes}
_OF_THE_REST = {profile.hazardous: profile for profile in PROFILES if not profile.classes}


def named(profile: str) -> Profile:
    """The profile a manifest was drawn up under."""
    return BY_ID[profile]


def profile_of(code: WasteCode) -> Profile:
    """The profile of one waste, from the catalogue's word on whether it is hazardous and from its category."""
    return _BY_CLASS.get((code.hazardous, code.category_code)) or _OF_THE_REST[code.hazardous]


def profiles_of(codes: Iterable[WasteCode]) -> list[Profile]:
    """The profiles of the wastes of a load, each once, in the order of the list."""
    found = {profile_of(code).id for code in codes}
    return [profile for profile in PROFILES if profile.id in found]


def profile_over(codes: Iterable[WasteCode]) -> tuple[Profile, bool]:
    """The profile a load goes under, and whether it takes all of the load: what does not mix needs two manifests."""
    found = profiles_of(codes)
    for profile in found:
        if all(other is profile or other.id in profile.mixes_with for other in found):
            return profile, True
    return found[0] if found else HAZARDOUS, False


def belongs_to(profile: Profile, path: str) -> Q:
    """Rows whose waste code at `path` belongs to a profile with classes of its own, as a condition for the database.

    A category is read off the end of a code as `WasteCode.category_code` does: 841-001-01 is HW01, 900-001-S17 is S17.
    """
    ends = Q()
    for name in profile.classes:
        ends |= Q(**{f"{path}__code__endswith": f"-{name.removeprefix('HW')}"})
    return Q(**{f"{path}__hazardous": profile.hazardous}) & ends
