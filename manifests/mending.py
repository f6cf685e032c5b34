"""What would mend each reason that holds a load back: one sentence, and the page where it is mended."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

MENDING = {
    "plan_missing": _("File the management plan of this year first."),
    "plan_lacks_code": _("Add this waste to the management plan and file it again."),
    "plan_exceeded": _("Take less, or raise the planned amount and file the plan again."),
    "profiles_do_not_mix": _("Take the wastes of one kind here, and draw up another manifest for the others."),
    "detail_missing": _("Change the draft and fill it in."),
    "containers_missing": _("Choose the containers that go, instead of a weight; or repack the batch first."),
    "permit_missing": _(
        "Choose another receiver, or ask this one to have its permit entered by its district's authority."
    ),
    "permit_lacks_code": _("Choose another method or another receiver."),
    "permit_scale_exceeded": _("Take less, or choose another receiver."),
    "approval_missing": _("Apply for the transfer approval, or choose a receiver in your province."),
    "approval_exceeded": _("Take less, or apply for a new approval."),
    "approval_ended": _("Apply for a new approval, or choose a receiver in your province."),
    "party_closed": _("Choose another receiver or carrier; a closed site sends nothing new."),
    "contract_missing": _("Enter the contract with the receiver, once it is signed, or choose another receiver."),
    "carrier_licence_missing": _(
        "Choose another carrier, or ask this one to have its licence entered by its district's authority."
    ),
    "insurance_missing": _("Choose another carrier, or ask this one to enter its insurance under Contracts."),
    "carrier_scope": _("Choose another carrier."),
    "label_count_differs": _("Repack the batch, so that containers and line agree, and choose it again."),
    "label_code_differs": _("Relabel the containers with the waste they hold."),
    "label_weight_differs": _("Weigh the containers again and repack the batch, if the labels are wrong."),
    "stored_too_long": _("Send it now; longer storage needs the permit authority's extension."),
    "incompatible_load": _("Send the wastes on two manifests with two trucks."),
    "incompatible_store": _("Move one of them to another store."),
    "stored_past_hours": _("Send it now; longer storage is not allowed."),
    "exemption_claimed": _("Keep the evidence at hand: the authority is told of the claim."),
    "exempt_receiver_unregistered": _("Choose a receiver that is registered for it or has a permit."),
    "permit_scale_full": _("Ask the receiver how much it may still take, or choose another receiver."),
    "departure_told_late": _("Tell a departure when it happens."),
    "exemption_unfit": _("Change the draft and claim another exemption, or none."),
    "plan_nearly_used": _("Raise the planned amount and file the plan again before it is used up."),
    "permit_scale_reached": _("Ask the receiver how much it may still take this year."),
    "approval_nearly_used": _("Apply for a new approval before this one is used up."),
    "leg_missing": _("Wait for the carrier to plan the trip."),
    "vehicle_certificate_expired": _("Let the carrier choose another vehicle."),
    "vehicle_overloaded": _("Take less, or let the carrier choose a larger vehicle."),
    "driver_certificate_expired": _("Let the carrier choose another driver."),
    "escort_certificate_expired": _("Let the carrier choose another escort."),
    "stock_not_allotted": _("Change the draft and choose the waste again."),
}


# Where: the contract, a step of the draft, the plan, or the applications to leave the province.
_WHERE = {
    "stock": (
        *("stock_", "label_", "profiles_", "containers_missing", "vehicle_overloaded", "plan_exceeded"),
        *("permit_scale_exceeded", "approval_exceeded"),
    ),
    "plan": ("plan_",),
    "crossing": ("approval_missing", "approval_ended"),
    "receiver": ("permit_", "approval_", "contract_", "exempt_receiver_"),
    "carrier": ("carrier_", "insurance_"),
    "check": ("exemption_", "detail_"),
}


def page_for(code: str, draft=None, steps: dict[str, str] | None = None) -> str:
    """The address of the page where the finding is mended; "" where none of ours is, or it is not the reader's to do.

    `draft` is the manifest while it is one; `steps` are the addresses of drawing up, before there is a draft.
    """
    step = next((step for step, beginnings in _WHERE.items() if code.startswith(beginnings)), "")
    if step == "plan":
        return reverse("facilities:plans")
    if code == "contract_missing" and (draft is not None or steps):
        if draft is not None:
            return contract_page(draft.consignor_id, draft.consignee_id)
        return steps.get("contract") or reverse("facilities:new_contract")
    if step == "crossing":
        return reverse("facilities:crossings")
    if steps is not None:
        return steps.get(step, "")
    return reverse("manifests:revise", args=[draft.pk]) + f"?step={step}" if draft is not None and step else ""


def contract_page(consignor, consignee) -> str:
    """Where the contract between two sites is entered (their keys)."""
    chosen = {"consignor": consignor, "consignee": consignee}
    return f"{reverse('facilities:new_contract')}?{urlencode({name: key for name, key in chosen.items() if key})}"
