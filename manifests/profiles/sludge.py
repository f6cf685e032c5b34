"""Sludge that is not hazardous: from works (S07) and from municipal sewage (S90)."""

from django.utils.translation import gettext_lazy as _

from manifests.profiles.general import NO_HAZARD_LABEL
from manifests.profiles.profile import EVERY_LOAD, NO_LIMIT_OF_LAW, Detail, Profile

SLUDGE = Profile(
    id="sludge",
    title=_("sludge"),
    paper=("污泥转移联单", "Sludge transfer manifest"),
    law=_("Environmental Code, Art. 464–527; local rules"),
    hazardous=False,
    classes=("S07", "S90"),
    rules=EVERY_LOAD,
    stays=NO_LIMIT_OF_LAW,
    details=(
        Detail("water_percent", _("Water content (%)"), ("含水率（%）", "Water content (%)"), "issue", "percent"),
    ),
    no_label=NO_HAZARD_LABEL,
    unverified=(
        "that classes S07 and S90 are the sludges: the catalogue's table is not loaded",
        "the form, and that the water content belongs on it",
    ),
)
