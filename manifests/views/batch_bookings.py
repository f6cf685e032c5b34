"""One batch, its weight in the books: count, lose, retract, export. Shown before → after, and then confirmed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from facilities.errors import NotPermitted, NotThere, Refusal
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import require_role, with_role
from manifests.access import allowed_actions
from manifests.custody import perform, review
from manifests.forms.booking import Confirmed, CountForm, ExportForm, LoseForm, RetractForm
from manifests.models import WasteBatch
from manifests.views.batch_words import BUTTONS, KEEPERS, tell_warnings

FORMS: dict[str, type[Confirmed]] = {
    "count": CountForm,
    "lose": LoseForm,
    "retract": RetractForm,
    "export": ExportForm,
}
DONE = {
    "count": gettext_lazy("The count is recorded."),
    "lose": gettext_lazy("The loss is recorded."),
    "retract": gettext_lazy("The declaration is taken back. The ledger keeps it and its counter-entry."),
    "export": gettext_lazy("The export is recorded."),
}
CLOSES = {
    "count": gettext_lazy("Nothing is left: the batch is closed as lost."),
    "lose": gettext_lazy("Nothing is left: the batch is closed as lost."),
    "retract": gettext_lazy("The batch is closed, and what it declared counts as generated no longer."),
    "export": gettext_lazy("The batch has left the country and is closed."),
}
NOTES = {
    "retract": gettext_lazy(
        "Its containers count as holding nothing from then on, and their labels say so when they are scanned. What"
        " really is in them is declared anew and needs new labels."
    ),
}
TOLD = ("reason", "notice", "country", "receiver")


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*KEEPERS)
def count(request: HttpRequest, pk):
    return _book(request, pk, "count")


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*KEEPERS)
def lose(request: HttpRequest, pk):
    return _book(request, pk, "lose")


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*KEEPERS)
def retract(request: HttpRequest, pk):
    return _book(request, pk, "retract")


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*KEEPERS)
def export(request: HttpRequest, pk):
    return _book(request, pk, "export")


def _book(request: HttpRequest, pk, action: str):
    """Ask, then show the mass, then do it. A repeated click is answered by the door."""
    rows = WasteBatch.objects.visible_to(request.user).with_particulars().select_related("holder__enterprise")
    batch = get_object_or_404(rows, pk=pk)
    require_role(request.user, batch.holder.enterprise_id, *KEEPERS)
    form = FORMS[action](data_of(request))
    status = status_of(request)
    if request.method == "POST":
        if form.is_valid() and "again" not in request.POST:
            if form.is_confirmed:
                with shown_on(form):
                    outcome = perform(batch, action, by=request.user, data=form.deed, idempotency_key=form.key)
                    messages.success(request, DONE[action])
                    tell_warnings(request, outcome)
                    return redirect("manifests:batch", outcome.subject.pk)
            elif _may(request, batch, action, form):
                return _confirm(request, batch, action, form)
        form.ask_again()
        status = 200 if form.is_valid() and "again" in request.POST else status
    elif action not in {row.action for row in allowed_actions(request.user, batch)}:
        messages.info(request, _("This cannot be done with the batch as it is now."))
        return redirect("manifests:batch", batch.pk)
    note = NOTES[action] if action in NOTES and batch.containers.full().exists() else ""
    context = {"form": form, "batch": batch, "title": BUTTONS[action][0], "submit": _("Go on"), "note": note}
    return render(request, "manifests/batch_action.html", context, status=status)


def _may(request: HttpRequest, batch: WasteBatch, action: str, form: Confirmed) -> bool:
    """Whether the door would do it now; if not, why not stands on the form."""
    try:
        review(batch, action, by=request.user, data=form.deed)
    except NotThere as refusal:
        raise Http404 from refusal
    except NotPermitted as refusal:
        raise PermissionDenied from refusal
    except Refusal as refusal:
        form.show(refusal)
        return False
    return True


def _confirm(request: HttpRequest, batch: WasteBatch, action: str, form: Confirmed):
    left = form.left_of(batch.kg)
    return render(
        request,
        "manifests/batch_confirm.html",
        {
            "form": form,
            "batch": batch,
            "booked": str(batch.kg),
            "title": BUTTONS[action][0],
            "left": left,
            "difference": left - batch.kg,
            "said": [(form[name].label, form.cleaned_data[name]) for name in form.deed if name in TOLD],
            "closes": "" if left else CLOSES[action],
        },
    )
