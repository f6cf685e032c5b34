"""Construction waste (S70 to S79): one truck, one manifest, from the building site where it arose."""

from django.utils.translation import gettext_lazy as _

from manifests.profiles.general import NO_HAZARD_LABEL
from manifests.profiles.profile import EVERY_LOAD, NO_LIMIT_OF_LAW, Detail, Profile

CONSTRUCTION = Profile(
    id="construction",
    title=_("construction waste"),
    paper=("建筑垃圾转移联单", "Construction waste transfer manifest"),
    law=_("Environmental Code, Art. 518; local rules"),
    hazardous=False,
    classes=tuple(f"S{number}" for number in range(70, 80)),
    rules=EVERY_LOAD,
    stays=NO_LIMIT_OF_LAW,
    leaves_out=frozenset({"redirect"}),
    details=(
        Detail("works", _("Building site where it arose"), ("产生工地", "Building site"), "issue"),
        Detail("works_permit", _("Disposal approval number"), ("处置核准文号", "Disposal approval"), longest=60),
    ),
    no_label=NO_HAZARD_LABEL,
    unverified=(
        "the form, and which fields local rules want on it",
        "that a load which a gate refused goes back and is drawn up anew, instead of being sent elsewhere on its way",
    ),
)
