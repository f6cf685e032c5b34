"""Every limit the code asks for: its name for people and its unit. A number itself stands nowhere in the code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNITS: dict[str, str | Promise] = {
    "share": _("share of the whole"),
    "kg": "kg",
    "days": _("days"),
    "working_days": _("working days"),
    "months": _("months"),
    "points": _("points"),
}

NAMES: dict[str, tuple[Promise, str]] = {
    "permit.warn_share": (_("Use of a permit's yearly scale from which is warned"), "share"),
    "permit.full_share": (_("Use of a permit's yearly scale from which it counts as reached"), "share"),
    "permit.reapply_above": (_("Use of a permit's yearly scale above which it must be applied for anew"), "share"),
    "plan.warn_share": (_("Use of a planned transfer from which is warned"), "share"),
    "approval.months": (_("Longest term of a cross-province approval"), "months"),
    "approval.warn_share": (_("Use of a cross-province approval from which is warned"), "share"),
    "weight.difference_share": (_("Difference of weights that is told: more than this share"), "share"),
    "weight.difference_kg": (_("Difference of weights that is told: and more than this"), "kg"),
    "confirm.working_days": (_("The receiver confirms within"), "working_days"),
    "confirm.warn_days": (_("The receiver is reminded after"), "working_days"),
    "backfill.working_days": (_("A paper manifest is entered after the transfer within"), "working_days"),
    "amendment.lapse_days": (_("A correction that nobody answers lapses after"), "days"),
    "storage.generator_days": (_("Longest storage where waste arises"), "days"),
    "storage.collector_days": (_("Longest storage at a collector"), "days"),
    "storage.operator_days": (_("Longest storage at a site that uses or disposes of waste"), "days"),
    "storage.medical_days": (_("Longest storage of medical waste"), "days"),
    "storage.warn_days": (_("Warning before the end of the storage time"), "days"),
    "storage_point.kg": (_("Most that a storage point may hold"), "kg"),
    "class.key_kg": (_("Yearly amount from which a site is a key site"), "kg"),
    "class.simplified_kg": (_("Yearly amount from which a site is under simplified management"), "kg"),
    "storage.put_away_days": (_("Waste is put into a store within"), "days"),
    "assessment.major_weight": (_("Weight of a main point in the self-check"), "points"),
    "assessment.weight": (_("Weight of any other point in the self-check"), "points"),
    "assessment.reached_share": (_("Self-check: share of fitting points from which it is reached"), "share"),
    "assessment.nearly_share": (_("Self-check: share of fitting points from which it is nearly reached"), "share"),
    "credential.warn_days": (_("Warning before a permit, licence, contract or insurance ends"), "days"),
}
