"""Household waste that is collected in pieces: furniture, mattresses, appliances (S60 to S69)."""

from django.utils.translation import gettext_lazy as _

from manifests.profiles.general import NO_HAZARD_LABEL
from manifests.profiles.profile import EVERY_LOAD, NO_LIMIT_OF_LAW, Detail, Profile

BULKY = Profile(
    id="bulky",
    title=_("household bulky waste"),
    paper=("大件垃圾转移联单", "Household bulky waste transfer manifest"),
    law=_("Local rules (not national law)"),
    hazardous=False,
    classes=tuple(f"S{number}" for number in range(60, 70)),
    rules=EVERY_LOAD - {"contract"},
    stays=NO_LIMIT_OF_LAW,
    leaves_out=frozenset({"redirect"}),
    details=(
        Detail("collected_at", _("Collection point"), ("收集点", "Collection point"), "issue"),
        Detail("pieces", _("Number of pieces"), ("件数", "Number of pieces"), "issue", "count"),
    ),
    no_label=NO_HAZARD_LABEL,
    unverified=(
        "that S60 to S69 hold the bulky waste: they are the catalogue's household classes",
        "the form, its fields, and that no written contract is asked",
        "that a load which a gate refused goes back and is drawn up anew, instead of being sent elsewhere on its way",
    ),
)
