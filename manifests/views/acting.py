"""Steps that need no more than a confirmation: issue, cancel, arrive, close. What speaks against one is said first."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from facilities.errors import NotPermitted, NotThere, Refusal
from facilities.forms.once import OnceForm
from facilities.forms.refusals import shown_on
from manifests.custody import perform, review
from manifests.forms.numbers import NumbersForm
from manifests.forms.reason import ConfirmForm, IssueForm, NoteForm, ReasonForm
from manifests.models import Manifest
from manifests.rules.finding import Severity
from manifests.states import BY_ACTION
from manifests.views.finding import find_manifest
from manifests.views.mending import with_mending


@dataclass(frozen=True)
class Step:
    """How one action is asked for and answered."""

    title: str | Promise
    text: str | Promise
    submit: str | Promise
    done: str | Promise
    form: type[OnceForm] = ConfirmForm
    kind: str = ""


STEPS = {
    "issue": Step(
        _("Issue this manifest?"),
        _(
            "It gets its number, and its first part can no longer be changed. If the loaded truck is weighed later, "
            "its driver enters that when driving off."
        ),
        _("Issue"),
        _("The manifest is issued."),
        IssueForm,
    ),
    "cancel": Step(
        _("Cancel this manifest?"),
        _("The waste goes back to your stock. A cancelled manifest cannot be used again."),
        _("Cancel the manifest"),
        _("The manifest is cancelled. Its waste is back in stock."),
        ReasonForm,
        "danger",
    ),
    "strike_out": Step(
        _("Strike this entry out?"),
        _("It leaves your books as if it had not come. Its national number can then be entered anew."),
        _("Strike it out"),
        _("The entry is struck out."),
        ReasonForm,
        "danger",
    ),
    "arrive": Step(
        _("Record the arrival?"),
        _("The load stands at the receiver's gate."),
        _("Record the arrival"),
        _("The arrival is recorded."),
        NoteForm,
    ),
    "acknowledge": Step(
        _("Have you seen the discrepancy notice?"),
        _("You confirm that you know of it, with your name and the time. To have seen it is not to agree with it."),
        _("I have seen it"),
        _("Your acknowledgement is recorded."),
        NoteForm,
    ),
    "record_numbers": Step(
        _("Record the numbers that others gave it?"),
        _("They are kept as an event. A number that stands is changed by a correction only."),
        _("Record the numbers"),
        _("The numbers are recorded."),
        NumbersForm,
    ),
    "close": Step(
        _("Confirm and close this manifest?"),
        _("You confirm what was received. Later corrections need the other party's consent."),
        _("Confirm and close"),
        _("The manifest is closed."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def act(request, pk, action: str):
    """Show what would happen and what speaks against it; with POST, do it."""
    if action not in STEPS:
        raise Http404
    step = STEPS[action]
    manifest = find_manifest(request.user, pk)
    form = step.form(request.POST or None)
    form.suit(manifest)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            perform(manifest, action, by=request.user, data=form.told, idempotency_key=form.key)
            messages.success(request, step.done)
            return redirect(manifest)
    refusals, warnings = asked(manifest, action, request.user)
    return render(
        request,
        "manifests/act.html",
        {
            "manifest": manifest,
            "step": step,
            "form": form,
            "blocks": with_mending(refusals),
            "warnings": with_mending(warnings),
            "paper": reverse("manifests:discrepancy_pdf", args=[pk]) if action == "acknowledge" else "",
            "may_revise": action == "issue" and manifest.state in BY_ACTION["manifest", "revise"].sources,
        },
        status=422 if request.method == "POST" else 200,
    )


def asked(manifest: Manifest, action: str, person, data: dict | None = None) -> tuple[list, list]:
    """(what blocks, what is only told), as the door would say it now; a wrong state or a freeze blocks, too."""
    # What is asked for on this very page is not missing yet.
    data = data or dict.fromkeys(BY_ACTION["manifest", action].evidence, "-")
    try:
        findings = review(manifest, action, by=person, data=data)
    except NotThere as error:
        raise Http404 from error
    except NotPermitted as error:
        raise PermissionDenied from error
    except Refusal as refusal:
        return list(refusal.all), []
    blocks = [finding for finding in findings if finding.severity == Severity.BLOCK]
    return blocks, [finding for finding in findings if finding.severity == Severity.WARN]
