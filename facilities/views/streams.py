"""A site's own wastes: the list, a new one, a change, the end of one."""

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from facilities import clock
from facilities.actions.open_stream import official_name, open_stream
from facilities.actions.read_code import known_code
from facilities.actions.retire_stream import resume_stream, retire_stream
from facilities.actions.revise_stream import revise_stream
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.forms.stream import StreamForm
from facilities.guards import at_desk, require_role, with_role
from facilities.models import Facility, WasteStream
from facilities.paging import page_of
from facilities.roles import Role

EDITED = (
    "alias", "official_name", "physical_state", "hazards", "main_components", "harmful_components", "process",
    "packaging", "precautions", "default_consignee", "default_method",
)  # fmt: skip


@require_safe
@at_desk
def streams(request: HttpRequest):
    rows = WasteStream.objects.visible_to(request.user).select_related(
        "facility", "waste_code__edition", "physical_state"
    )
    page = page_of(rows, request.GET)
    editions = {stream.waste_code.edition for stream in page.rows if not stream.retired_on}
    return render(
        request,
        "facilities/streams.html",
        {
            "page": page,
            "superseded": [edition for edition in editions if edition.is_superseded_on(clock.today())],
            "may_write": request.user.standing.has(Role.CLERK),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.CLERK)
def new_stream(request: HttpRequest):
    """`?code=` fills in what the catalogue knows; `?next=` is the page to go on to, which is told the `?stream=`."""
    sites = Facility.objects.where_person_is(request.user, Role.CLERK).filter(is_generator=True).open()
    onward = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(onward, allowed_hosts=None):
        onward = ""
    code = known_code(request.GET.get("code", ""), clock.today())
    initial = {"code": request.GET.get("code", "")}
    if code:
        initial |= {"official_name": official_name(code), "hazards": code.hazard_list}
    form = StreamForm(data_of(request), sites=sites, receivers=_receivers(), initial=initial)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            stream = open_stream(by=request.user, **form.particulars)
            messages.success(request, _("Saved. You can now declare batches of it."))
            return redirect(f"{onward}?stream={stream.pk}" if onward else "facilities:streams")
    context = {"form": form, "code": code, **_notice(code)}
    return render(request, "facilities/stream_form.html", context, status=status_of(request))


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.CLERK)
def stream(request: HttpRequest, pk):
    row = get_object_or_404(
        WasteStream.objects.visible_to(request.user).select_related("facility", "waste_code__edition"), pk=pk
    )
    require_role(request.user, row.facility.enterprise_id, Role.CLERK)
    code = row.waste_code
    initial = {name: getattr(row, name) for name in EDITED} | {"code": code.code}
    form = StreamForm(data_of(request), sites=None, receivers=_receivers(), initial=initial)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            revise_stream(row, by=request.user, **form.particulars)
            messages.success(request, _("Saved."))
            return redirect("facilities:streams")
    context = {"form": form, "stream": row, "code": code, **_notice(code)}
    return render(request, "facilities/stream_form.html", context, status=status_of(request))


@require_POST
@with_role(Role.CLERK)
def retire(request: HttpRequest, pk):
    row = get_object_or_404(WasteStream.objects.visible_to(request.user).select_related("facility"), pk=pk)
    require_role(request.user, row.facility.enterprise_id, Role.CLERK)
    if request.POST.get("resume"):
        resume_stream(row, by=request.user)
        messages.success(request, _("This waste arises again. You can declare batches of it."))
    else:
        retire_stream(row, by=request.user)
        messages.success(request, _("Retired. No new batches can be declared of it."))
    return redirect("facilities:streams")


def _receivers():
    return Facility.objects.directory().exclude(is_collector=False, is_disposal_site=False)


def _notice(code) -> dict:
    """The code's edition, where another one is the law by now."""
    superseded = code is not None and code.edition.is_superseded_on(clock.today())
    return {"superseded": [code.edition] if superseded else []}
