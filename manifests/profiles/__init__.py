"""Document profiles: what differs between manifests of one kind of waste and another stands here and nowhere else."""

from manifests.profiles.profile import Detail, Profile, Stay
from manifests.profiles.register import (
    BY_ID,
    CHOICES,
    DETAILS,
    PROFILES,
    belongs_to,
    named,
    profile_of,
    profile_over,
    profiles_of,
)

__all__ = [
    "BY_ID",
    "CHOICES",
    "DETAILS",
    "PROFILES",
    "Detail",
    "Profile",
    "Stay",
    "belongs_to",
    "named",
    "profile_of",
    "profile_over",
    "profiles_of",
]
