"""Every limit the code asks for: its name for people and its unit. A number itself stands nowhere in the code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNITS: dict[str, str | Promise] = {
    "share": _("share of the whole"),
    "kg": "kg",
    "days": _("days"),
    "hours": _("hours"),
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
    "backfill.working_days": (_("A paper manifest is entered after the transfer within"), "working_days"),
    "amendment.lapse_days": (_("A correction that nobody answers lapses after"), "days"),
    "storage.generator_days": (_("Longest storage where waste arises"), "days"),
    "storage.collector_days": (_("Longest storage at a collector"), "days"),
    "storage.operator_days": (_("Longest storage at a site that uses or disposes of waste"), "days"),
    "storage.medical_days": (_("Longest storage of medical waste"), "days"),
    "storage_point.kg": (_("Most that a storage point may hold"), "kg"),
    "class.key_kg": (_("Yearly amount from which a site is a key site"), "kg"),
    "class.simplified_kg": (_("Yearly amount from which a site is under simplified management"), "kg"),
    "credential.given_up_days": (_("A paper that nobody renews counts as given up after"), "days"),
    "declaration.shown_days": (_("Declarations are listed after their last day for"), "days"),
    "delegation.days": (_("Longest consent that another firm declares or fills in"), "days"),
    "class.told_days": (_("A changed management class is told for"), "days"),
    "refused.watched_days": (_("Refused loads are watched by officials for"), "days"),
    "depart.told_late_hours": (_("A departure that is told later than this is judged as of now"), "hours"),
    "transit.days": (_("A load stands on its way for at most"), "days"),
    "retention.manifest_months": (_("Manifests are kept for"), "months"),
    "retention.ledger_months": (_("Ledgers and declarations are kept for"), "months"),
    "retention.book_months": (_("Record books of permit holders are kept for"), "months"),
    "retention.medical_months": (_("Records of medical waste are kept for"), "months"),
    "retention.waybill_months": (_("Waybills of dangerous goods are kept for"), "months"),
    "storage.put_away_days": (_("Waste is put into a store within"), "days"),
    "assessment.major_weight": (_("Weight of a main point in the self-check"), "points"),
    "assessment.weight": (_("Weight of any other point in the self-check"), "points"),
    "assessment.reached_share": (_("Self-check: share of fitting points from which it is reached"), "share"),
    "assessment.nearly_share": (_("Self-check: share of fitting points from which it is nearly reached"), "share"),
}
