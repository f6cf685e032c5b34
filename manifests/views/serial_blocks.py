"""Label codes drawn ahead: the blocks, a form for another one, and what became of each code."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import F
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
from manifests.forms.labels import BATCH, DrawCodesForm, VoidCodesForm
from manifests.label_history import history_of
from manifests.models import SerialBlock, WasteBatch
from manifests.states import BatchState

MOST_SHOWN = 50
MOST_STREAMS = 500


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*DRAWERS)
def serial_blocks(request):
    """The blocks of the own sites, the newest first, and a form for another one; `?stream=` or `?batch=` proposes its
    waste."""
    person = request.user
    own = Facility.objects.where_person_is(person, *DRAWERS).open()
    streams = list(
        WasteStream.objects.visible_to(person)
        .filter(facility__in=own, retired_on=None, waste_code__hazardous=True)
        .select_related("facility", "waste_code")
        .order_by("alias")[:MOST_STREAMS]
    )
    held = _held(request, own)
    form = DrawCodesForm(data_of(request), streams=streams, held=held, initial=_proposed(request, held))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            sent = form.cleaned_data
            block = draw_codes(
                by=person,
                **form.waste,
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
        {"form": form, "blocks": blocks.order_by("-pk")[:MOST_SHOWN], "may_draw": streams or held},
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
    is_from_elsewhere = block.stream.facility_id != block.facility_id
    actions = []
    if unused and is_own:
        url = reverse("manifests:block_labels", args=[block.pk])
        actions = [{"url": url, "label": _("Print the unused labels"), "kind": "", "shape": "print"}]
        if is_from_elsewhere:
            stock = reverse("manifests:stock")
            actions.append({"url": stock, "label": _("Choose the batch to repack"), "kind": "quiet", "shape": ""})
        else:
            declare = f"{reverse('manifests:declare')}?stream={block.stream_id}"
            actions.append({"url": declare, "label": _("Declare what was filled"), "kind": "quiet", "shape": "add"})
    return render(
        request,
        "manifests/serial_block.html",
        {
            "drawn": block,
            "is_from_elsewhere": is_from_elsewhere,
            "rows": rows,
            "seen": seen,
            "form": form,
            "may_void": is_own and bool(unused),
            "actions": actions,
            "history": history_of([row.pk for row in rows], person),
        },
        status=status_of(request),
    )


def _held(request, own) -> list[WasteBatch]:
    """A stored batch for each hazardous waste that lies at an own site and arose elsewhere; of the asked-for waste the
    asked-for batch."""
    rows = WasteBatch.objects.visible_to(request.user).filter(
        holder__in=own, state=BatchState.STORED, waste_code__hazardous=True
    )
    rows = rows.exclude(stream__facility=F("holder")).select_related("stream", "waste_code", "holder")
    found: dict = {}
    for batch in rows.order_by("stream__alias", "-pk")[:MOST_STREAMS]:
        key = (batch.holder_id, batch.stream_id)
        if key not in found or str(batch.pk) == asked_for(request.GET, "batch"):
            found[key] = batch
    return list(found.values())


def _proposed(request, held: list[WasteBatch]) -> dict:
    batch = asked_for(request.GET, "batch")
    if any(str(row.pk) == batch for row in held):
        return {"stream": f"{BATCH}{batch}"}
    return {"stream": asked_for(request.GET, "stream")}
