"""What would mend each check that does not fit: one sentence, and the page where it is mended."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from manifests.assessment.asked import Asked

_LATE = _("What was late stays late. Watch the to-do page: it warns before the last day.")
MENDING = {
    "lead": _("Name the technical lead in table A.1 of the plan and file it."),
    "permitted": _("Enter both numbers in table A.1 of the plan and file it."),
    "containers": _("Fill the batches that still lie here into containers (“Repack”) and print their labels."),
    "labels": _("Weigh the containers again and repack before the manifest is drawn up."),
    "signs": _("Print the sign here and hang it up; a door's sign is printed again when it reads otherwise."),
    "plan_filed": _("File the plan now if it is not filed; late is recorded as late."),
    "plan_class": _("Amend the plan: a new version has the tables of the present class."),
    "plan_covers": _("Add the waste to the plan and file it again."),
    "plan_generation": _("Raise the planned amount and file the plan again."),
    "plan_transfer": _("Raise the planned transfer and file the plan again."),
    "declared": _("Confirm the declarations that are missing."),
    "declared_in_time": _LATE,
    "declared_unchanged": _("Look at the figures again and confirm a corrected version with a reason."),
    "booked": _("Record what happens on the day it happens; a reason for late entries helps in an inspection."),
    "books": _("Find the entry whose time is wrong and book it back with a reason."),
    "hazards": _("Revise the waste and tick its hazards."),
    "components": _("Revise the waste and name its components; labels print them."),
    "precautions": _("Revise the waste and name its precautions; labels print them."),
    "process": _("Revise the waste and name its process."),
    "packaging": _("Revise the waste and choose its packaging."),
    "contract": _(
        "Have the contract entered before the load leaves. One that is entered later counts once the receiver has "
        "confirmed it; one that the receiver disputes never does."
    ),
    "receiver": _("Ask the receiver for the permit of that day; hand nothing over without one."),
    "carrier": _("Ask the carrier for the licence of that day; choose licensed carriers."),
    "carrier_insurance": _(
        "Choose insured carriers. A policy that the carrier enters after the departure does not count."
    ),
    "approval": _("Apply for the transfer approval before anything leaves the province."),
    "weights": _("Weigh before you declare; correct what was typed wrongly by consent."),
    "back_filled": _LATE,
    "confirmed": _("Confirm what is still open at the gate; what was late stays late."),
    "reported": _("Report it to the authority of this place yourself: none of its officials has an account here."),
    "permit_held": _("Apply for the new permit in good time; take nothing in while there is none."),
    "permit_receipt": _("Take nothing in while no permit is in force; have a renewed permit entered."),
    "permit_codes": _("Refuse what the permit does not name, or have it extended."),
    "permit_scale": _("Apply anew: the yearly scale is exceeded by more than is allowed."),
    "store": _("Enter the stores of the site with kind and capacity."),
    "put_away": _("Put what lies on the site into a store."),
    "storage_time": _("Hand over or treat what has lain longest first; longer storage needs an extension."),
    "storage_point": _("Empty the point before it is full, or make a store of it."),
    "capacity": _("Move waste to another store or hand it over."),
    "apart": _("Move one of them to another store."),
    "treated": _("Record the treatment of what was received."),
    "methods": _("Choose methods that the permit names."),
    "treatments": _("Treat by methods that the permit names, or have it extended."),
    "insurance": _("Have the policy renewed and entered."),
    "emergency_phone": _("Have the emergency phone entered; labels and manifests print it."),
}
READY = _("Our records cannot tell. Keep the papers ready, and say here how it stands.")

_WHERE = {
    "facilities:plans": (
        *("lead", "permitted", "plan_filed", "plan_class", "plan_covers", "plan_generation", "plan_transfer"),
    ),
    "manifests:declarations": ("declared", "declared_unchanged"),
    "facilities:streams": ("hazards", "components", "precautions", "process", "packaging"),
    "facilities:areas": ("store",),
    "manifests:signs": ("signs",),
    "manifests:stock": ("put_away", "storage_time", "storage_point", "capacity", "apart", "containers"),
    "manifests:manifests": ("confirmed",),
    "manifests:batches": ("treated",),
    "manifests:ledger": ("books",),
}  # fmt: skip


def page_for(check: str, asked: Asked) -> str:
    """The address where it is mended; "" where none of ours is."""
    name = next((name for name, checks in _WHERE.items() if check in checks), "")
    if not name:
        return ""
    match name:
        case "facilities:plans":
            query = f"?year={asked.last_day.year}"
        case "manifests:declarations" | "manifests:ledger" | "manifests:signs":
            query = f"?site={asked.site.pk}"
        case "manifests:manifests":
            query = "?direction=in&state=overdue"
        case "manifests:batches":
            query = "?state=received"
        case _:
            query = ""
    return reverse(name) + query
