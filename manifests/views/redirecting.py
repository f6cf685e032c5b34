"""Send what a gate did not take to another receiver: who may take it, and a last look at mass and way."""

from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities import clock
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.models import DisposalMethod, Facility
from manifests.access import allowed_actions, parties_of
from manifests.actions.issue import kg_by_code, load_lines
from manifests.custody import perform
from manifests.forms.redirecting import RedirectForm
from manifests.models import Manifest, ManifestLine
from manifests.offers import Offer, Receivers
from manifests.states import Party
from manifests.views.acting import asked
from manifests.views.finding import find_manifest
from manifests.views.mending import with_mending

MOST_REASONS = 30  # receivers that are not offered, of whom the page says why


@dataclass(frozen=True)
class Goal:
    """Where the load may go now, and how."""

    facility: Facility
    method: DisposalMethod
    is_home: bool = False

    @property
    def data(self) -> dict:
        return {"consignee": str(self.facility.pk), "method": self.method.code}


@require_http_methods(["GET", "HEAD", "POST"])
def send_elsewhere(request, pk):
    """For the consignor's clerk. All choices are in the address, so that the back button is safe."""
    person = request.user
    manifest = find_manifest(person, pk)
    if not any(row.action == "redirect" for row in allowed_actions(person, manifest)):
        if Party.CONSIGNOR not in parties_of(person, manifest):
            raise PermissionDenied
        messages.warning(request, _("This load cannot be sent to another receiver now."))
        return redirect(manifest)
    lines = load_lines(manifest)
    receivers = Receivers(manifest.consignor, kg_by_code(lines), clock.today())
    methods = list(DisposalMethod.objects.chinese().filter(code__in=receivers.methods()))
    goal = _goal(request, manifest, receivers, methods)
    return (
        _choose(request, manifest, lines, receivers, methods)
        if goal is None
        else _check(request, manifest, lines, goal)
    )


def _goal(request, manifest: Manifest, receivers: Receivers, methods: list[DisposalMethod]) -> Goal | None:
    """What the address names, if it may be chosen: an address may be old, or typed."""
    key, code = request.GET.get("consignee", ""), request.GET.get("method", "")
    if key == str(manifest.consignor_id):
        return Goal(manifest.consignor, manifest.method, is_home=True)
    method = next((method for method in methods if method.code == code), None)
    if method is None or not key:
        return None
    offered = (offer.facility for offer in receivers.offers(code) if not offer.reasons)
    facility = next((facility for facility in offered if str(facility.pk) == key), None)
    return Goal(facility, method) if facility else None


def _choose(request, manifest: Manifest, lines: list[ManifestLine], receivers: Receivers, methods: list):
    by_method = {method.code: receivers.offers(method.code) for method in methods}
    codes = list(by_method)
    code = next((code for code in (request.GET.get("method"), manifest.method.code) if code in codes), "")
    code = code or max(codes, key=lambda code: _count(by_method[code]), default="")
    found = [offer for offer in by_method.get(code, []) if not _is_there(manifest, offer, code)]
    return render(
        request,
        "manifests/redirect.html",
        _context(manifest, lines)
        | {
            "methods": [
                {"method": row, "count": _count(by_method[row.code]), "url": f"?{urlencode({'method': row.code})}"}
                for row in methods
            ],
            "method": code,
            "offered": [offer for offer in found if not offer.reasons],
            "others": [offer for offer in found if offer.reasons][:MOST_REASONS],
            "refused_by": manifest.parent.consignee_id,
            "home_url": f"?{urlencode({'consignee': manifest.consignor_id})}",
        },
    )


def _check(request, manifest: Manifest, lines: list[ManifestLine], goal: Goal):
    form = RedirectForm(data_of(request))
    if request.method == "POST" and form.is_valid():
        data = goal.data | {"reason": form.cleaned_data["reason"]}
        with shown_on(form):
            perform(manifest, "redirect", by=request.user, data=data, idempotency_key=form.key)
            messages.success(
                request,
                _("The load goes to %(site)s now. Its driver and the gate see it at once.")
                % {"site": goal.facility.name},
            )
            return redirect(manifest)
    blocks, warnings = asked(manifest, "redirect", request.user, goal.data)
    return render(
        request,
        "manifests/redirect_check.html",
        _context(manifest, lines)
        | {
            "goal": goal,
            "form": form,
            "blocks": with_mending(blocks),
            "warnings": with_mending(warnings),
            "back": f"?{urlencode({'method': goal.method.code})}",
        },
        status=status_of(request),
    )


def _context(manifest: Manifest, lines: list[ManifestLine]) -> dict:
    total = sum((line.declared_kg for line in lines), Decimal(0))
    return {"manifest": manifest, "lines": lines, "total_kg": total, "gate": manifest.parent.consignee}


def _is_there(manifest: Manifest, offer: Offer, code: str) -> bool:
    """The load goes to this receiver by this method already."""
    return (offer.facility.pk, code) == (manifest.consignee_id, manifest.method.code)


def _count(offers: list[Offer]) -> int:
    return sum(not offer.reasons for offer in offers)
