"""One load on the driver's phone: what it is, where it goes, and the one thing to sign next."""

from django.db.models import OuterRef, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from facilities.forms.refusals import shown_on
from facilities.guards import with_role
from facilities.models import Hazard
from facilities.roles import Role
from manifests.access import ROAD
from manifests.custody import perform
from manifests.documents.qr import MEDIUM, svg
from manifests.documents.stated import code_address
from manifests.models import Manifest
from manifests.numbers import spaced
from manifests.signing import keys_in_use
from manifests.states import ON_THE_ROAD, ManifestState
from manifests.weighed import departure_of, weighed_words
from transport.actions.plan_trip import LOADABLE
from transport.carriage import legs_of
from transport.devices import device_label
from transport.forms.signing import SIGNED, DepartForm, SignForm
from transport.models import Leg
from transport.next_step import Step, driver_step, drives
from transport.scanned import loads_of
from transport.words import DONE, VERBS

JUDGED = (ManifestState.ACCEPTED, ManifestState.PARTIALLY_ACCEPTED, ManifestState.REFUSED, ManifestState.CLOSED)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@with_role(Role.DRIVER)
def manifest_page(request, pk):
    children = Manifest.objects.filter(parent=OuterRef("pk"))
    rows = loads_of(request.user).select_related("consignor", "consignee__enterprise", "carrier", "method")
    rows = rows.annotate(child_pk=Subquery(children.values("pk")[:1]), child_no=Subquery(children.values("number")[:1]))
    manifest = get_object_or_404(rows, pk=pk)
    form = None
    if request.method == "POST":
        form = _form_of(request.POST.get("action", ""))(request.POST)
        if form.is_valid() and _sign(request, manifest, form):
            return redirect("transport:done", manifest.pk)
        manifest = get_object_or_404(rows, pk=pk)  # the state may have moved on
    return _show(request, manifest, form)


def _sign(request, manifest: Manifest, form: SignForm) -> bool:
    """True when it is signed, now or by an earlier tap."""
    action = form.cleaned_data["action"]
    if driver_step(request.user, manifest, list(legs_of(manifest))).action != action:
        last = _last_signed(request.user, manifest)
        if last is not None and last.action == action:
            return True
        form.add_error(None, _("This has changed meanwhile. Read the page again."))
        return False
    with shown_on(form):
        perform(
            manifest,
            action,
            by=request.user,
            data=form.signs,
            idempotency_key=form.key,
            device=device_label(request.headers.get("User-Agent", "")),
            **form.place(),
        )
        return True
    return False


def _show(request, manifest: Manifest, form: SignForm | None):
    legs = list(legs_of(manifest))
    step = driver_step(request.user, manifest, legs)
    if manifest.keeps("lines"):  # the rules have read them
        lines = list(manifest.lines.all())
    else:
        related = ("waste_code", "batch__stream__packaging", "batch__generator")
        lines = list(manifest.lines.select_related(*related).order_by("position"))
    hazards = {hazard.code: hazard for hazard in Hazard.objects.all()}
    for line in lines:
        line.hazards = [hazards[code] for code in line.batch.stream.hazards if code in hazards]
    events = list(manifest.events.order_by("sequence"))
    code = code_address(events, keys_in_use())
    refused = form is not None and form.errors
    context = {
        "manifest": manifest,
        "lines": lines,
        "step": step,
        "leg": step.leg or _own_leg(request.user, legs),
        "verb": VERBS.get(step.action),
        "form": _fresh(form, step),
        "errors": form.non_field_errors() if refused else [],
        "weighed": weighed_words(departure_of(events)),
        "qr": svg(code, MEDIUM) if code else "",
        "waits_for": _waits_for(request.user, step),
        "judged": manifest.state in JUDGED,
        "on_the_road": manifest.state in ON_THE_ROAD,
        "may_photograph": manifest.state in ROAD,
        "child_pk": manifest.child_pk,
        "child": spaced(manifest.child_no or ""),
    }
    return render(request, "transport/drive_manifest.html", context, status=409 if refused else 200)


def _fresh(form: SignForm | None, step: Step) -> SignForm | None:
    """The form for the next signature; a refused one keeps its note, and its key as long as the action is the same."""
    if not step.action or step.blocks:
        return None
    if form is not None and form.data.get("action") == step.action:
        return form
    return _form_of(step.action)(initial={"action": step.action})


def _form_of(action: str) -> type[SignForm]:
    return DepartForm if action == "depart" else SignForm


def _own_leg(person, legs: list[Leg]) -> Leg | None:
    own = [leg for leg in legs if drives(person, leg)]
    return own[-1] if own else None


def _waits_for(person, step: Step) -> Leg | None:
    """Who is to take over from this driver, when somebody is."""
    return step.coming if drives(person, step.under_way) and not drives(person, step.coming) else None


@require_safe
@never_cache
@with_role(Role.DRIVER)
def done(request, pk):
    """What was signed last, when, and what to do now."""
    rows = loads_of(request.user).select_related("consignor", "consignee")
    manifest = get_object_or_404(rows, pk=pk)
    event = _last_signed(request.user, manifest)
    if event is None:
        raise Http404
    others = (
        Leg.objects.filter(trip__driver__person=request.user, trip__ended_at=None, ended_at=None, taken_over_at=None)
        .filter(manifest__state__in=LOADABLE)
        .exclude(manifest=manifest)
        .select_related("manifest__consignor")
        .order_by("trip__planned_for", "id")
    )
    context = {"manifest": manifest, "event": event, "what": DONE[event.action], "to_load": list(others[:5])}
    return render(request, "transport/done.html", context)


def _last_signed(person, manifest: Manifest):
    return manifest.events.filter(person=person, action__in=(*SIGNED, "lay_over")).order_by("-sequence").first()
