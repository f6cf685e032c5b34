"""Applications to move waste to another province: what a firm prepares, hands in, and sees of the authority's steps."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from facilities import clock
from facilities.actions.hand_in_crossing import hand_in_crossing
from facilities.actions.withdraw_crossing import withdraw_crossing
from facilities.actions.write_crossing import begin_crossing, drop_crossing, write_crossing
from facilities.crossing.checklist import checklist
from facilities.crossing.content import content_of
from facilities.crossing.timers import standing
from facilities.errors import NotPermitted, NotThere, Refusal
from facilities.forms.crossing import BeginForm, CrossingForm
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import at_desk, with_role
from facilities.models import CrossingApplication, Evidence, Facility, PlanLine, WasteStream
from facilities.paging import page_of
from facilities.roles import Role
from facilities.templatetags.quantities import state_badge

PARTIES = ("consignor__enterprise", "consignor__region", "consignee__enterprise", "method")


@require_safe
@at_desk
def crossings(request: HttpRequest):
    """The last begun first, each as it was handed in last."""
    rows = CrossingApplication.objects.visible_to(request.user).with_filed().select_related(*PARTIES)
    page = page_of(rows, request.GET)
    may_begin = bool(request.user.standing.enterprises_where(Role.CLERK))
    shown = [{"row": row, "badge": badge(row)} for row in page.rows]
    return render(request, "facilities/crossings.html", {"page": page, "shown": shown, "may_begin": may_begin})


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.CLERK)
def new_crossing(request: HttpRequest):
    sites = Facility.objects.where_person_is(request.user, Role.CLERK).open().order_by("name")
    form = BeginForm(data_of(request), sites=sites, receivers=receivers({site.region_id[:2] for site in sites}))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            return redirect(begin_crossing(by=request.user, **form.particulars))
    return render(request, "facilities/crossing_new.html", {"form": form}, status=status_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def crossing(request: HttpRequest, pk):
    """The application: its draft to be written, or what was handed in; what is missing, and where it stands."""
    row = find(request, pk)
    may_write = row.is_open_to_its_firm and may_act(request.user, row)
    if request.method == "POST" and not may_write:
        raise PermissionDenied
    form = None
    if may_write:
        form = CrossingForm(
            data_of(request),
            receivers=receivers({row.consignor.region_id[:2]}),
            wastes=wastes_of(request.user, row),
            initial=_as_written(row),
        )
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            write_crossing(row, by=request.user, **form.particulars)
            messages.success(request, _("The draft is saved."))
            return redirect(row)
    context = context_of(row, request.user) | {"form": form}
    return render(request, "facilities/crossing.html", context, status=status_of(request))


@require_POST
@with_role(Role.CLERK)
def hand_in(request: HttpRequest, pk):
    row = find(request, pk)
    try:
        version = hand_in_crossing(row, by=request.user)
    except NotThere as refusal:
        raise Http404 from refusal
    except NotPermitted as refusal:
        raise PermissionDenied from refusal
    except Refusal as refusal:
        for reason in refusal.all:
            messages.error(request, reason.message)
    else:
        messages.success(request, _("Handed in as %(number)s.") % {"number": version})
    return redirect(row)


@require_POST
@with_role(Role.CLERK)
def drop(request: HttpRequest, pk):
    row = find(request, pk)
    try:
        drop_crossing(row, by=request.user)
    except NotThere as refusal:
        raise Http404 from refusal
    except NotPermitted as refusal:
        raise PermissionDenied from refusal
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(row)
    messages.success(request, _("The draft is thrown away."))
    return redirect("facilities:crossings")


@require_POST
@with_role(Role.CLERK)
def withdraw(request: HttpRequest, pk):
    row = find(request, pk)
    try:
        withdraw_crossing(row, by=request.user)
    except NotThere as refusal:
        raise Http404 from refusal
    except NotPermitted as refusal:
        raise PermissionDenied from refusal
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The application is withdrawn."))
    return redirect(row)


def find(request: HttpRequest, pk) -> CrossingApplication:
    rows = CrossingApplication.objects.visible_to(request.user).select_related(*PARTIES, "consignee__region")
    return get_object_or_404(rows, pk=pk)


def may_act(person, row: CrossingApplication) -> bool:
    return row.consignor.enterprise_id in person.standing.enterprises_where(Role.CLERK)


def receivers(provinces: set[str]):
    """Whoever takes waste in outside the province, where the sites that may send it lie in one."""
    takes = Q(is_disposal_site=True) | Q(is_collector=True)
    rows = Facility.objects.directory().filter(takes).select_related("enterprise").order_by("name")
    return rows.exclude(region__code__startswith=provinces.pop()) if len(provinces) == 1 else rows


def wastes_of(person, row: CrossingApplication) -> dict[str, str]:
    """Name by code: the site's hazardous wastes, those in its plans, and what the draft names already."""
    found = dict.fromkeys(row.lines.values_list("code", flat=True), "")
    planned = PlanLine.objects.filter(plan__facility=row.consignor_id, plan__year=row.valid_from.year)
    found |= dict.fromkeys(planned.values_list("code", flat=True), "")
    streams = WasteStream.objects.visible_to(person).filter(facility=row.consignor_id, waste_code__hazardous=True)
    found |= dict(streams.order_by("-pk").values_list("waste_code__code", "official_name"))
    return dict(sorted(found.items()))


def context_of(row: CrossingApplication, person) -> dict:
    """What the page tells: of an open draft as it stands now, of what was handed in as it was; officials read only the
    latter, whatever the firm is changing in what came back."""
    steps = list(row.steps.order_by("number"))
    version = row.versions.order_by("-number").first()
    is_running = row.is_open_to_its_firm and not person.standing.is_regulator
    content = version.content if version and not is_running else content_of(row)
    for file in content.get("files", ()):
        file["kind_label"] = Evidence.Kind(file["kind"]).label
    return {
        "application": row,
        "may_attach": row.is_open_to_its_firm and may_act(person, row),
        "may_withdraw": row.may_be_withdrawn and may_act(person, row),
        "badge": badge(row),
        "content": content,
        "checklist": checklist(content),
        "steps": steps,
        "version": version,
        "stands": standing(steps, row.consignor.region_id, clock.now()),
    }


def badge(row: CrossingApplication) -> str:
    return state_badge(row.state, row.get_state_display())


def _as_written(row: CrossingApplication) -> dict:
    said = {name: getattr(row, name) for name in ("consignee", "method", "valid_from", "valid_to", "treatment")}
    return said | {f"kg-{line.code}": line.kg for line in row.lines.all()}
