"""The weighbridge: weigh every line, judge it, and see what follows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from facilities.forms.refusals import shown_on
from facilities.models import DisposalMethod, Evidence
from facilities.roles import Role
from manifests.access import allowed_actions, parties_of
from manifests.actions.arrive_and_receive import arrive_and_receive
from manifests.amended import as_amended
from manifests.forms.receiving import ReceivingForm
from manifests.models import CustodyEvent, Deadline, Manifest, WasteBatch
from manifests.narrative import findings_of
from manifests.states import ON_THE_ROAD, TAKING_OVER, BatchState, ManifestState, Party
from manifests.views.clocks import clock_badge
from manifests.views.finding import find_manifest
from manifests.weighed import SIGNED_AWAY, compared, departure_of, weighed_words

SCALE = "scale"  # in the session: what this gate's scale was called last
UNDER_WAY = (*ON_THE_ROAD, ManifestState.ARRIVED)


@require_http_methods(["GET", "HEAD", "POST"])
def receive(request, pk):
    """For the consignee's gate; for the consignor's clerk where a refused load comes back."""
    person = request.user
    manifest = find_manifest(person, pk)
    if Party.CONSIGNEE not in parties_of(person, manifest):
        raise PermissionDenied
    if manifest.received_at is None and manifest.state not in UNDER_WAY:
        messages.warning(request, _("This load is not on its way, so it cannot be received."))
        return redirect(manifest)
    if manifest.received_at is not None and request.method != "POST":
        return redirect("manifests:received", manifest.pk)
    lines = list(manifest.lines.select_related("waste_code", "batch__stream").order_by("position"))
    methods = list(DisposalMethod.objects.chinese())
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = ReceivingForm(manifest, lines, methods, data, files, scale=request.session.get(SCALE, ""))
    if request.method == "POST":
        form.keep(by=person, enterprise=manifest.consignee.enterprise_id, kind=Evidence.Kind.DISCREPANCY)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            arrive_and_receive(
                manifest,
                by=person,
                data=form.judgements,
                idempotency_key=form.key,
                happened_at=form.cleaned_data.get("happened_at"),
            )
            if form.scale_said:
                request.session[SCALE] = form.scale_said
            return redirect("manifests:received", manifest.pk)
    return render(
        request,
        "manifests/receive.html",
        {
            "manifest": manifest,
            "form": form,
            **_said_before(manifest),
            "is_under_way": manifest.state in ON_THE_ROAD,
        },
        status=422 if request.method == "POST" else 200,
    )


def _said_before(manifest: Manifest) -> dict:
    """Truck and driver as signed last (what is carried on rides on the truck of its parent), and what the consignor's
    own scale said."""
    wanted = {*TAKING_OVER, *SIGNED_AWAY}
    road = CustodyEvent.objects.filter(manifest__in=[manifest.pk, manifest.parent_id], action__in=wanted)
    events = list(road.order_by("pk"))
    taken = next((event for event in reversed(events) if event.action in TAKING_OVER), None)
    own = [event for event in events if event.manifest_id == manifest.pk]
    return {
        "carriage": taken.particulars["carriage"] if taken else {},
        "weighed": weighed_words(departure_of(own)),
    }


@require_safe
def received(request, pk):
    """What came of it: weights, what goes on under which manifest, what is to be done next and until when."""
    person = request.user
    manifest = find_manifest(person, pk)
    if manifest.received_at is None:
        return redirect(manifest)
    lines = list(manifest.lines.select_related("waste_code", "batch__stream", "method").order_by("position"))
    events = list(manifest.events.order_by("sequence"))
    event = next((event for event in events if event.action == "receive"), None)
    deadline = manifest.deadlines.filter(kind=Deadline.Kind.CLOSE).first()
    allowed = {row.action for row in allowed_actions(person, manifest)}
    weighed = [line for line in lines if line.weighed_kg is not None]
    return render(
        request,
        "manifests/receive_result.html",
        {
            "manifest": manifest,
            "lines": [{"row": line, "difference": _difference(line), "residue": line.residue_kg} for line in lines],
            "difference": sum((line.weighed_kg - line.declared_kg for line in weighed), 0),
            "scales": compared(as_amended(events)),
            "warnings": findings_of(event) if event else [],
            "children": list(manifest.children.select_related("consignee").order_by("pk")),
            "to_store": list(_to_store(person, manifest)),
            "due_on": localdate(deadline.due_at - deadline.due_at.resolution) if deadline else None,
            "clock": clock_badge(deadline.due_at, deadline.met_at) if deadline else "",
            "next_gate": manifest.consignee.receives and person.standing.has(Role.RECEIVER),
            "may_close": "close" in allowed,
            "may_attach": "attach" in allowed,
        },
    )


def _difference(line):
    return None if line.weighed_kg is None else line.weighed_kg - line.declared_kg


def _to_store(person, manifest: Manifest):
    """What was taken in under the manifest and lies loose on the receiver's site."""
    came = Q(lines__manifest=manifest) | Q(links_up__parent__lines__manifest=manifest)
    rows = WasteBatch.objects.visible_to(person).filter(came, holder=manifest.consignee, state=BatchState.RECEIVED)
    return rows.select_related("stream", "waste_code").distinct()
