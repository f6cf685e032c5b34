"""General industrial solid waste, and whatever waste that is not hazardous has no profile of its own."""

from django.utils.translation import gettext_lazy as _

from manifests.profiles.profile import EVERY_LOAD, NO_LIMIT_OF_LAW, NoLabel, Profile

NO_HAZARD_LABEL = NoLabel("label_not_for_general_waste", _("General solid waste carries no label under HJ 1276."))

GENERAL = Profile(
    id="general",
    title=_("general industrial solid waste"),
    paper=("一般工业固体废物转移联单", "General industrial solid waste transfer manifest"),
    law=_("Environmental Code, Art. 464–527; ledger guide of 2021 (notice no. 82)"),
    hazardous=False,
    mixes_with=("sludge",),
    rules=EVERY_LOAD,
    stays=NO_LIMIT_OF_LAW,
    no_label=NO_HAZARD_LABEL,
    unverified=(
        "the form: no national one was found",
        "that the carrier is insured: the Code asks it of carriers of hazardous waste",
        "what crosses a province (approval or report, Code, Art. 476) is not asked yet",
    ),
)
