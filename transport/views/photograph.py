"""A photograph of the load, taken by its driver and signed into the manifest."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from facilities.evidence.shown import files_of
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import with_role
from facilities.models import Evidence
from facilities.roles import Role
from manifests.custody import perform
from manifests.evidence_subjects import MANIFEST, owner_of
from transport.devices import device_label
from transport.forms.photograph import PhotographForm
from transport.scanned import loads_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@with_role(Role.DRIVER)
def photograph(request, pk):
    """What is attached, and the camera; while the load is the driver's."""
    manifest = get_object_or_404(loads_of(request.user).with_parties(), pk=pk)
    owner = owner_of(request.user, manifest)
    if request.method == "POST" and owner is None:
        raise PermissionDenied
    form = PhotographForm(data_of(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST":
        form.keep(by=request.user, enterprise=owner, kind=Evidence.Kind.LOAD)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            perform(
                manifest,
                "attach",
                by=request.user,
                data={"evidence": form.evidence},
                idempotency_key=form.key,
                device=device_label(request.headers.get("User-Agent", "")),
                **form.place(),
            )
            messages.success(request, _("The photograph is attached."))
            return redirect("transport:photograph", manifest.pk)
    context = {"manifest": manifest, "form": form if owner else None, "files": files_of(MANIFEST, manifest.pk)}
    return render(request, "transport/photograph.html", context, status=status_of(request))
