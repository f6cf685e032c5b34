"""Name who takes over on the road, and record for a driver whose phone is dead."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from facilities import clock
from facilities.errors import Refusal
from facilities.forms.refusals import data_of, shown_on
from facilities.guards import with_role
from facilities.models import CarrierLicence, Facility
from facilities.roles import Role
from manifests.custody import perform, review
from manifests.models import Manifest
from manifests.rules.finding import Severity
from manifests.states import BY_ACTION
from transport.actions.add_leg import add_leg
from transport.actions.drop_leg import drop_leg
from transport.carriage import legs_of_all
from transport.devices import device_label
from transport.fleet import choosable
from transport.forms.next_carrier import NextCarrierForm
from transport.forms.on_the_way import ChangeVehicleForm, LayOverForm
from transport.forms.signing import RecordDepartureForm, RecordForm
from transport.models import Driver, Escort, Leg, Vehicle
from transport.next_step import dispatcher_steps
from transport.views.telling import told
from transport.views.trips import own_trips
from transport.words import QUESTIONS, VERBS


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.DISPATCHER)
def name_next_carrier(request, pk, manifest):
    trip, manifest, _leg = _on_trip(request, pk, manifest)
    licence = CarrierLicence.objects.filter(facility=OuterRef("pk")).valid_on(clock.today())
    carriers = Facility.objects.directory().filter(Exists(licence), is_transporter=True).select_related("region")
    form = NextCarrierForm(data_of(request), carriers=carriers.exclude(pk=trip.carrier_id))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            add_leg(by=request.user, manifest=manifest, carrier=form.cleaned_data["carrier"])
            messages.success(request, _("The next carrier now sees this manifest and names a truck."))
            return redirect("transport:trip", trip.pk)
    context = {"form": form, "trip": trip, "manifest": manifest}
    return render(request, "transport/next_carrier.html", context, status=422 if form.errors else 200)


@require_POST
@with_role(Role.DISPATCHER)
def withdraw_next_carrier(request, pk, manifest, leg):
    trip, manifest, _leg = _on_trip(request, pk, manifest)
    with told(request):
        drop_leg(by=request.user, manifest=manifest, leg=leg)
    return redirect("transport:trip", trip.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.DISPATCHER)
def record(request, pk, manifest, action):
    """What happens to a load on the road, recorded by the desk."""
    if action not in VERBS:
        raise Http404
    trip, manifest, leg = _on_trip(request, pk, manifest)
    form = _form(request, manifest, action)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            perform(
                manifest,
                action,
                by=request.user,
                data=form.details,
                happened_at=form.cleaned_data["happened_at"],
                idempotency_key=form.key,
                device=device_label(request.headers.get("User-Agent", "")),
            )
            messages.success(request, _("Recorded."))
            return redirect("transport:trip", _trip_of(manifest, trip))
    elif action not in dispatcher_steps(manifest, legs_of_all([manifest.pk])[manifest.pk], leg):
        messages.info(request, _("This has been done already, or it is not its turn yet."))
        return redirect("transport:trip", trip.pk)
    try:
        findings = review(
            manifest, action, by=request.user, data=dict.fromkeys(BY_ACTION["manifest", action].evidence, "-")
        )
    except Refusal:  # the state moved on; the form shows what the action said
        findings = []
    blocked = any(finding.severity == Severity.BLOCK for finding in findings)
    context = {
        "form": form,
        "trip": trip,
        "manifest": manifest,
        "lines": list(manifest.lines.select_related("waste_code", "batch__stream").order_by("position")),
        "signs_for_driver": action != "change_vehicle",
        "findings": findings,
        "blocked": blocked,
        "verb": VERBS[action],
        "question": QUESTIONS[action],
    }
    return render(request, "transport/record.html", context, status=422 if form.errors else 200)


def _form(request, manifest: Manifest, action: str) -> RecordForm:
    match action:
        case "lay_over":
            return LayOverForm(data_of(request), manifest=manifest)
        case "change_vehicle":
            day, carrier = clock.today(), manifest.carrier
            return ChangeVehicleForm(
                data_of(request),
                vehicles=choosable(Vehicle, request.user, day, carrier),
                drivers=choosable(Driver, request.user, day, carrier),
                escorts=choosable(Escort, request.user, day, carrier),
            )
        case "depart":
            return RecordDepartureForm(data_of(request))
    return RecordForm(data_of(request))


def _trip_of(manifest: Manifest, trip) -> object:
    """Where the load is now: after a change of vehicle on another trip."""
    under_way = Leg.objects.filter(manifest=manifest, taken_over_at__isnull=False, ended_at=None)
    return under_way.values_list("trip", flat=True).first() or trip.pk


def _on_trip(request, pk, manifest) -> tuple:
    """An own trip and a manifest on it whose custody is with the person's carrier."""
    trip = get_object_or_404(own_trips(request.user), pk=pk)
    rows = Manifest.objects.visible_to(request.user).with_parties()
    manifest = get_object_or_404(rows, pk=manifest)
    leg = Leg.objects.filter(trip=trip, manifest=manifest).select_related("trip__driver").order_by("-position").first()
    if leg is None:
        raise Http404
    if manifest.carrier.enterprise_id not in request.user.standing.enterprises_where(Role.DISPATCHER):
        raise PermissionDenied
    return trip, manifest, leg
