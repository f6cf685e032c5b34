"""One correction: before and after, who has agreed, and what the reader may answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from facilities import clock
from facilities.errors import BadInput
from facilities.forms.refusals import data_of, shown_on
from facilities.guards import at_desk
from manifests.actions.answer_amendment import agree, decline, withdraw
from manifests.amended_words import change_rows
from manifests.forms.answering import AnswerForm
from manifests.models import Amendment
from manifests.models.deadline import last_day

DONE = {
    "agree": _("You have agreed."),
    "decline": _("You have declined. The correction has ended, and nothing is changed."),
    "withdraw": _("The correction is taken back."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def amendment(request, pk):
    """A POST answers: `do` is agree, decline (with a reason) or withdraw."""
    person = request.user
    rows = Amendment.objects.visible_to(person).select_related(
        "manifest__consignor", "manifest__consignee", "enterprise"
    )
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    voters = list(found.voters.select_related("enterprise", "vote").order_by("pk"))
    own = [voter for voter in voters if voter.enterprise_id in person.standing.enterprises_where(voter.role)]
    form = AnswerForm(data_of(request))
    if request.method == "POST":
        if not own:
            raise PermissionDenied
        if form.is_valid():
            with shown_on(form):
                _answer(found, person, form.cleaned_data)
                messages.success(request, DONE[form.cleaned_data["do"]])
                return redirect(found)
    state = found.state_at(clock.now())
    is_open = state == Amendment.State.PROPOSED and not found.manifest.is_frozen
    return render(
        request,
        "manifests/amendment.html",
        {
            "amendment": found,
            "answer_by": last_day(found.lapses_at),
            "manifest": found.manifest,
            "state": state,
            "changes": change_rows(found.changes),
            "voters": [{"voter": voter, "vote": getattr(voter, "vote", None)} for voter in voters],
            "form": form,
            "may_answer": is_open and any(not hasattr(voter, "vote") for voter in own),
            "may_withdraw": is_open and any(voter.enterprise_id == found.enterprise_id for voter in own),
            "waits_frozen": state == Amendment.State.PROPOSED and found.manifest.is_frozen,
        },
        status=422 if request.method == "POST" else 200,
    )


def _answer(found: Amendment, person, sent: dict) -> None:
    match sent["do"]:
        case "agree":
            agree(found, by=person, reason=sent["reason"])
        case "decline":
            decline(found, by=person, reason=sent["reason"])
        case "withdraw":
            withdraw(found, by=person, reason=sent["reason"])
        case other:
            raise BadInput(_("There is no such action."), code="action_unknown", field="/do", value=other)
