"""The load must stay where it is: why, with one tap, on the driver's phone."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import with_role
from facilities.roles import Role
from manifests.custody import perform
from manifests.states import ManifestState
from transport.carriage import legs_of
from transport.devices import device_label
from transport.forms.on_the_way import StopForm
from transport.next_step import driver_step
from transport.scanned import loads_of
from transport.words import STOPS


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@with_role(Role.DRIVER)
def stop(request, pk):
    """What is on the truck and how much, where it stands, and a button for each reason."""
    manifest = get_object_or_404(loads_of(request.user).select_related("consignor", "consignee", "carrier"), pk=pk)
    if not driver_step(request.user, manifest, list(legs_of(manifest))).may_stop:
        if manifest.state != ManifestState.LAID_OVER:  # a second tap finds it stopped
            messages.info(request, _("This load is not under way with you."))
        return redirect("transport:drive_manifest", manifest.pk)
    form = StopForm(data_of(request), manifest=manifest)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            perform(
                manifest,
                "lay_over",
                by=request.user,
                data=form.details,
                idempotency_key=form.key,
                device=device_label(request.headers.get("User-Agent", "")),
                **form.place(),
            )
            return redirect("transport:done", manifest.pk)
    lines = manifest.lines.select_related("waste_code", "batch__stream").order_by("position")
    context = {"manifest": manifest, "lines": list(lines), "form": form, "reasons": list(STOPS.items())}
    return render(request, "transport/stop_here.html", context, status=status_of(request))
