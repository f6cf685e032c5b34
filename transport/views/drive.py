"""The driver's first page and the scanner."""

from urllib.parse import urlsplit

from django.conf import settings
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from facilities.errors import Refusal
from facilities.guards import with_role
from facilities.roles import Role
from manifests.states import ON_THE_ROAD, ManifestState
from transport.actions.record_scan import record_scan
from transport.devices import device_label
from transport.models import Driver, Leg


@require_safe
@never_cache
@with_role(Role.DRIVER)
def home(request):
    """What is on the truck now, and what is to be loaded next; one statement for both."""
    legs = list(
        Leg.objects.filter(trip__driver__person=request.user, trip__ended_at=None, ended_at=None)
        .select_related("trip__vehicle", "manifest__consignor", "manifest__consignee", "manifest__carrier")
        .order_by("trip__planned_for", "trip", "taken_over_at", "id")
    )
    aboard = [leg for leg in legs if leg.taken_over_at]
    to_load = [leg for leg in legs if not leg.taken_over_at and leg.manifest.state == ManifestState.ISSUED]
    to_take_over = [leg for leg in legs if not leg.taken_over_at and leg.manifest.state in ON_THE_ROAD]
    trips = list({leg.trip_id: leg.trip for leg in (*aboard, *to_take_over, *to_load)}.values())
    return render(
        request,
        "transport/drive.html",
        {
            "trip": trips[0] if trips else None,
            "several_trips": len(trips) > 1,
            "aboard": aboard,
            "aboard_kg": sum(leg.manifest.declared_kg for leg in aboard),
            "to_load": to_load,
            "to_take_over": to_take_over,
        },
    )


@require_safe
@with_role(Role.DRIVER)
def scan(request):
    context = {"resolve_url": reverse("transport:found"), "hosts": urlsplit(settings.PUBLIC_URL).netloc}
    response = render(request, "transport/scan.html", context)
    # The decoder is WebAssembly; this page alone may run it.
    response.csp_update = {"script-src": ["'self'", "'wasm-unsafe-eval'"]}
    return response


@require_safe
@never_cache
@with_role(Role.DRIVER)
def found(request):
    """Record what was read, and go where it leads."""
    code = request.GET.get("code", "").strip()
    if not code:
        return redirect("transport:scan")
    try:
        device = device_label(request.headers.get("User-Agent", ""))
        manifest = record_scan(by=request.user, text=code, device=device)
    except Refusal as refusal:
        driver = Driver.objects.filter(person=request.user).select_related("carrier").first()
        context = {"refusal": refusal, "read": code[:80], "carrier": driver.carrier if driver else None}
        return render(request, "transport/not_found.html", context, status=refusal.status)
    return redirect("transport:drive_manifest", manifest.pk)
