"""Declare a batch: first which waste, then how much of it. Two screens, one decision each."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from facilities import clock
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import with_role
from facilities.models import StorageArea, WasteStream
from facilities.roles import Role
from manifests.actions.declare_into_store import declare_into_store
from manifests.forms.batch import DeclareForm
from manifests.profiles import profile_of
from manifests.views.batch_words import KEEPERS, tell_warnings

MOST_STREAMS = 200


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*KEEPERS)
def declare(request: HttpRequest):
    """First which waste, then how much: `?stream=` names the waste."""
    standing = request.user.standing
    kept = Q(facility__enterprise__in=standing.enterprises_where(*KEEPERS))
    streams = (
        WasteStream.objects.visible_to(request.user)
        .filter(kept | Q(facility__in=standing.fills_for) if standing.fills_for else kept, retired_on=None)
        .select_related("facility", "waste_code__edition")
    )
    if "stream" in request.GET:
        return _declare(request, streams)
    shown = list(streams.order_by("alias")[: MOST_STREAMS + 1])
    return render(
        request,
        "manifests/batch_stream.html",
        {
            "streams": shown[:MOST_STREAMS],
            "has_more": len(shown) > MOST_STREAMS,
            "may_describe": request.user.standing.has(Role.CLERK),
        },
    )


def _declare(request: HttpRequest, streams):
    try:
        stream = get_object_or_404(streams, pk=UUID(request.GET["stream"]))
    except ValueError as error:
        raise Http404 from error
    areas = StorageArea.objects.visible_to(request.user).filter(facility=stream.facility_id, closed_on=None)
    form = DeclareForm(data_of(request), areas=areas, has_codes=profile_of(stream.waste_code).has_digital_ids)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            outcome = declare_into_store(
                by=request.user,
                stream=stream,
                counted=form.counted,
                containers=form.containers,
                area=form.cleaned_data["area"],
                happened_at=form.cleaned_data["happened_at"],
                key=form.key,
            )
            messages.success(request, _("Batch %(number)s is declared.") % {"number": outcome.subject.number})
            tell_warnings(request, outcome)
            return redirect("manifests:batch", outcome.subject.pk)
    edition = stream.waste_code.edition
    return render(
        request,
        "manifests/batch_declare.html",
        {
            "form": form,
            "stream": stream,
            "superseded": [edition] if edition.is_superseded_on(clock.today()) else [],
        },
        status=status_of(request),
    )
