"""Ask for a correction: choose fields and new values, look at before and after, propose. Works without a script."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities import clock
from facilities.forms.refusals import shown_on
from facilities.guards import at_desk
from facilities.models import DisposalMethod
from manifests.actions.propose_amendment import check_proposal, may_propose, propose, seats_of
from manifests.amendable import names_of, read_events, sealed_fields
from manifests.amended_words import change_rows
from manifests.forms.amending import AmendForm
from manifests.models import Amendment, AmendmentVoter
from manifests.states import SEALED
from manifests.views.finding import find_manifest

NOT_FIELDS = ("csrfmiddlewaretoken", "do")


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def ask(request, pk):
    """`do` says which button was pressed: check, change (what was checked), save."""
    person, pressed = request.user, request.POST.get("do", "check")
    manifest = find_manifest(person, pk)
    fields = sealed_fields(manifest, read_events(manifest)) if manifest.state in SEALED else {}
    own = may_propose(person, fields)
    if not own:
        raise PermissionDenied
    methods = list(DisposalMethod.objects.chinese())
    is_sent = request.method == "POST"
    form = AmendForm(request.POST if is_sent else None, sealed=own, methods=methods)
    context = {"manifest": manifest, "form": form}
    if is_sent and pressed in ("check", "save") and form.is_valid():
        with shown_on(form):
            if pressed == "save":
                reason = form.cleaned_data["why"]
                amendment, _repeated = propose(
                    manifest, by=person, changes=form.changes, reason=reason, idempotency_key=form.key
                )
                messages.success(request, _told(amendment))
                return redirect(amendment)
            changes = check_proposal(manifest, by=person, changes=form.changes)
            wanted = {change["field"] for change in changes} & set(own)
            context |= {
                "changes": change_rows(changes),
                "others": _others(seats_of(own, sorted(wanted)), person),
                "reason": form.cleaned_data["why"],
                "sent": [(name, value) for name, value in request.POST.items() if name not in NOT_FIELDS],
            }
            return render(request, "manifests/amend_check.html", context)
    running = Amendment.objects.visible_to(person).running(clock.now()).filter(manifest=manifest).first()
    status = 422 if is_sent and form.errors else 200
    return render(request, "manifests/amend.html", context | {"running": running}, status=status)


def _told(amendment: Amendment) -> str:
    if amendment.state == Amendment.State.AGREED:
        return _("It is corrected: nobody else had signed this.")
    return _("The correction is proposed. It holds once everybody who signed has agreed.")


def _others(seats, person) -> list[str]:
    """Whom one still waits for, by name and part."""
    waiting = [seat for seat in seats if not seat.is_of(person)]
    names = names_of(waiting)
    return [f"{names[seat.enterprise]} ({AmendmentVoter.Party(seat.party).label})" for seat in waiting]
