"""Label codes drawn ahead: the blocks, a form for another one, and what became of each code."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from facilities.asked import asked_for
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import at_desk, with_role
from facilities.models import Facility, WasteStream
from manifests.actions.draw_codes import DRAWERS, draw_codes, void_codes
from manifests.forms.labels import DrawCodesForm, VoidCodesForm
from manifests.label_history import history_of
from manifests.models import SerialBlock, WasteBatch

MOST_SHOWN = 50
MOST_STREAMS = 500


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*DRAWERS)
def serial_blocks(request):
    """The blocks of the own sites, the newest first, and a form for another one; `?stream=` proposes its waste."""
    person = request.user
    own = Facility.objects.where_person_is(person, *DRAWERS).open()
    streams = list(
        WasteStream.objects.visible_to(person)
        .filter(facility__in=own, retired_on=None, waste_code__hazardous=True)
        .select_related("facility", "waste_code")
        .order_by("alias")[:MOST_STREAMS]
    )
    asked = {"stream": asked_for(request.GET, "stream")}
    form = DrawCodesForm(data_of(request), streams=streams, initial=asked)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            sent = form.cleaned_data
            block = draw_codes(
                by=person,
                stream=sent["stream"],
                day=sent["day"],
                count=sent["count"],
                litres=sent["litres"],
                idempotency_key=form.key,
            )
            messages.success(request, _("The codes are drawn. Print their labels and stick them on as you fill."))
            return redirect("manifests:serial_block", block.pk)
    blocks = SerialBlock.objects.visible_to(person).with_uses().select_related("facility", "stream", "waste_code")
    return render(
        request,
        "manifests/serial_blocks.html",
        {"form": form, "blocks": blocks.order_by("-pk")[:MOST_SHOWN], "streams": streams},
        status=status_of(request),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def serial_block(request, pk):
    """One block: which codes are unused, on a drum or void. A POST declares codes void."""
    person = request.user
    blocks = SerialBlock.objects.visible_to(person).select_related("facility", "stream", "waste_code")
    block = get_object_or_404(blocks, pk=pk)
    is_own = block.facility.enterprise_id in person.standing.enterprises_where(*DRAWERS)
    if request.method == "POST" and not is_own:
        raise PermissionDenied
    rows = list(block.serials.select_related("container__batch"))
    held = [row.container.batch_id for row in rows if row.container]
    seen = (
        set(WasteBatch.objects.visible_to(person).filter(pk__in=held).values_list("pk", flat=True)) if held else set()
    )
    unused = [row for row in rows if row.is_unused]
    form = VoidCodesForm(data_of(request), unused=unused)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            sent = form.cleaned_data
            count = void_codes(by=person, block=block, codes=sent["codes"], reason=sent["reason"])
            messages.success(
                request,
                ngettext("%(count)s code is void.", "%(count)s codes are void.", count) % {"count": count},
            )
            return redirect("manifests:serial_block", block.pk)
    actions = []
    if unused and is_own:
        declare = f"{reverse('manifests:declare')}?stream={block.stream_id}"
        url = reverse("manifests:block_labels", args=[block.pk])
        actions = [
            {"url": url, "label": _("Print the unused labels"), "kind": "", "shape": "print"},
            {"url": declare, "label": _("Declare what was filled"), "kind": "quiet", "shape": "add"},
        ]
    return render(
        request,
        "manifests/serial_block.html",
        {
            "drawn": block,
            "rows": rows,
            "seen": seen,
            "form": form,
            "may_void": is_own and bool(unused),
            "actions": actions,
            "history": history_of([row.pk for row in rows], person),
        },
        status=status_of(request),
    )
