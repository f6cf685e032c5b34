"""Enter what comes from elsewhere: one page, with what the rules say of it before it is entered."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities.forms.refusals import shown_on
from facilities.guards import with_role
from facilities.models import DisposalMethod
from facilities.roles import Role
from manifests.actions.transfer_in import gates_of
from manifests.custody import foreseen, perform
from manifests.forms.inbound import InboundForm
from manifests.models import Manifest
from manifests.views.mending import with_mending

JUDGED = ("check", "save")


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.CLERK, Role.RECEIVER)
def transfer_in(request):
    """`do` says which button was pressed: check (what the rules say), add (a row for another waste), save."""
    person, pressed = request.user, request.POST.get("do", "")
    sites = list(gates_of(person).order_by("name"))
    if not sites:
        raise PermissionDenied
    judged = request.method == "POST" and pressed != "add"
    form = InboundForm(
        request.POST if judged else None,
        sites=sites,
        methods=list(DisposalMethod.objects.chinese()),
        unfinished=request.POST if pressed == "add" else None,
    )
    context, status = {"form": form}, 422 if judged else 200
    if judged and form.is_valid():
        with shown_on(form):
            left_at = form.cleaned_data["left_at"]
            if pressed == "check":
                deed = foreseen(Manifest, "transfer_in", by=person, data=form.deed, happened_at=left_at)
                context |= {"is_checked": True, "warnings": with_mending(deed.findings)}
                status = 200
            else:
                manifest = perform(
                    Manifest, "transfer_in", by=person, data=form.deed, happened_at=left_at, idempotency_key=form.key
                ).subject
                messages.success(request, _("It is entered. Weigh it when it stands at your gate."))
                return redirect(manifest)
    return render(request, "manifests/transfer_in.html", context, status=status)
