"""What would mend each reason that holds a manifest back: the next step of whoever reads it."""

from django.utils.translation import gettext_lazy as _

MENDING = {
    "plan_missing": _("File the management plan of this year first."),
    "plan_lacks_code": _("Add this waste to the management plan and file it again."),
    "plan_exceeded": _("Take less, or raise the planned amount and file the plan again."),
    "permit_missing": _("Choose another receiver."),
    "permit_lacks_code": _("Choose another method or another receiver."),
    "permit_scale_exceeded": _("Take less, or choose another receiver."),
    "approval_missing": _("Apply for the transfer approval, or choose a receiver in your province."),
    "approval_exceeded": _("Take less, or apply for a new approval."),
    "contract_missing": _("Sign a contract with the receiver and have it entered, or choose another receiver."),
    "carrier_licence_missing": _("Choose another carrier."),
    "insurance_missing": _("Choose another carrier."),
    "stock_not_allotted": _("Change the draft and choose the waste again."),
}


def with_mending(findings) -> list[dict]:
    """Findings or refusals as components/notice.html shows them: sentence, law, and what to do."""
    return [
        {"text": finding.message, "law": finding.law, "mending": MENDING.get(finding.code, "")} for finding in findings
    ]
