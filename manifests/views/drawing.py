"""Draw up a manifest, or change a draft: waste, receiver, carrier, a last look. All choices are in the address."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities.guards import with_role
from facilities.models import Facility
from facilities.roles import Role
from manifests.access import allowed_actions, parties_of
from manifests.forms.drawing import Drawing
from manifests.models import Manifest
from manifests.states import Party
from manifests.views import drawing_steps
from manifests.views.desk import Desk
from manifests.views.finding import find_manifest


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.CLERK)
def draw_up(request):
    """For clerks: from their stock to a draft."""
    person = request.user
    sites = Facility.objects.filled_in_by(person).open().select_related("enterprise", "region")
    holds = Q(is_generator=True) | Q(is_collector=True) | Q(is_disposal_site=True)
    return _walk(request, Desk(person, list(sites.filter(holds))))


@require_http_methods(["GET", "HEAD", "POST"])
def revise(request, pk):
    """The same steps, with what the draft says filled in."""
    person = request.user
    draft = find_manifest(person, pk)
    if not any(row.action == "revise" for row in allowed_actions(person, draft)):
        if Party.CONSIGNOR not in parties_of(person, draft):
            raise PermissionDenied
        messages.warning(request, _("Only a draft can be changed."))
        return redirect(draft)
    desk = Desk(person, [draft.consignor], draft)
    if set(request.GET) <= {"step"}:  # what mends a draft names no more than the step
        step = Drawing.read(request.GET).step
        return redirect(desk.url + _as_drawn(draft).address(step=step))
    return _walk(request, desk)


def _as_drawn(draft: Manifest) -> Drawing:
    lines = draft.lines.order_by("position").values_list("batch_id", flat=True)
    return Drawing(
        picks=tuple((key, "") for key in lines),
        method=draft.method.code,
        consignee=str(draft.consignee_id),
        carrier=str(draft.carrier_id),
    )


def _walk(request, desk: Desk):
    """Lead to the first step whose choice is still missing, or to the one asked for."""
    drawing = Drawing.read(request.GET)
    site = desk.site(drawing)
    if site is None:
        return render(request, "manifests/draw_site.html", {"sites": desk.sites, "drawing": drawing})
    drawing = replace(drawing, site=str(site.pk))
    if drawing.step == "stock":
        return drawing_steps.stock(request, desk, site, drawing)
    load = desk.load(site, drawing)
    if load is None:
        if request.method == "POST" and drawing.step == "check":
            return drawing_steps.again(request, desk, drawing)
        if drawing.picks:
            messages.warning(request, _("Some of the waste is no longer in store. Choose again."))
        return redirect(desk.url + drawing.address(step="stock", picks=()))
    return drawing_steps.AFTER_STOCK[drawing.step](request, desk, site, drawing, load)
