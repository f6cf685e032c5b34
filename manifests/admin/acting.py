"""Freeze, release and void: each on a page that says what will happen and asks why, then through the custody door."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from facilities.admin.facts import page_url
from facilities.admin.sections import Head
from facilities.errors import Refusal
from facilities.forms.once import OnceForm
from facilities.forms.refusals import data_of, shown_on
from manifests.access import allowed_actions
from manifests.admin.booking_back import booking_back
from manifests.admin.words import ACTS
from manifests.custody import perform, review
from manifests.forms.numbers import NumbersForm
from manifests.forms.reason import ReasonForm
from manifests.models import Manifest
from manifests.rules.finding import Severity

QUESTIONS = {
    "freeze": gettext_lazy("Freeze this manifest?"),
    "release": gettext_lazy("Release this manifest?"),
    "void": gettext_lazy("Void this manifest?"),
    "record_numbers": gettext_lazy("Record the numbers that others gave it?"),
}
FORMS = {"record_numbers": NumbersForm}  # the others ask for a reason
CONSEQUENCES = {
    "freeze": gettext_lazy(
        "It cannot be issued, sent off, closed or cancelled until it is released. A truck on the road goes on."
    ),
    "release": gettext_lazy("It goes on from where it was held."),
    "record_numbers": gettext_lazy("They are kept as an event. A number that stands is changed by a correction only."),
    "void": gettext_lazy(
        "Nothing is erased: what the manifest booked is booked back by counter-entries. This cannot be undone."
    ),
}
DONE = {
    "freeze": gettext_lazy("The manifest is frozen."),
    "release": gettext_lazy("The manifest is released."),
    "record_numbers": gettext_lazy("The numbers are recorded."),
    "void": gettext_lazy("The manifest is voided, and what it booked is booked back."),
}


def act(page, request, manifest: Manifest, action: str):
    """Ask for the reason, or perform the action. `page` is the admin that frames it."""
    if action not in {row.action for row in allowed_actions(request.user, manifest)}:
        raise PermissionDenied
    form = FORMS.get(action, ReasonForm)(data_of(request))
    form.suit(manifest)
    if request.method == "POST" and form.is_valid() and _done(request, manifest, action, form):
        messages.success(request, DONE[action])
        return redirect(page_url(manifest))
    findings = _review(request, manifest, action)
    ready = not any(finding.severity == Severity.BLOCK for finding in findings)
    context = {
        "head": Head(
            title=str(manifest),
            lead=f"{manifest.consignor} → {manifest.consignee}",
            state=manifest.state,
            code=True,
        ),
        "original": manifest,
        "findings": findings,
        "ready": ready,
        "form": form,
        "sections": booking_back(request.user, manifest) if action == "void" and ready else [],
        "question": QUESTIONS[action],
        "text": CONSEQUENCES[action],
        "submit": ACTS[action],
        "kind": "danger" if action == "void" else "",
        "cancel_url": page_url(manifest),
    }
    return page.page(request, "admin/confirm.html", context)


def _done(request, manifest: Manifest, action: str, form: OnceForm) -> bool:
    with shown_on(form):
        perform(
            manifest,
            action,
            by=request.user,
            data={name: value for name, value in form.cleaned_data.items() if name != "idempotency_key"},
            idempotency_key=form.key,
        )
        return True
    return False


def _review(request, manifest: Manifest, action: str) -> list:
    """What the rules would say now. A refusal of the review itself (moved on meanwhile) is shown, not raised."""
    try:
        return review(manifest, action, by=request.user, data={"reason": _("to be given")})
    except Refusal as refusal:
        messages.warning(request, str(refusal.message))
        return []
