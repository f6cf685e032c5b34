"""Printing labels: which, on what paper, and why again. Asking is a POST that records it; its file is drawn after."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from facilities.asked import asked_for
from facilities.errors import BadInput, NotThere
from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import at_desk, with_role
from facilities.models import Facility
from manifests.actions.print_labels import AT_ONCE, PRINTERS, print_labels, printed_before
from manifests.actions.reading import read_keys
from manifests.documents import label_sheets
from manifests.documents.label_prints import file_name, labels_open
from manifests.documents.labels import labelled
from manifests.forms.labels import PrintForm
from manifests.label_history import history_of
from manifests.label_layouts import read_layout
from manifests.models import Container, LabelPrint, SerialBlock, WasteBatch
from manifests.serials import write_serials
from manifests.states import AT_HOLDER
from manifests.views.documents import pdf_answer


@dataclass(frozen=True)
class Choice:
    """What can be printed on one page: the site that holds it, and serial → digital code, or codes alone."""

    facility: Facility
    title: str
    back_url: str
    back_label: str
    codes: Sequence[str]
    is_here: bool = True  # waste on the road, treated or lost has no drums here to stick a label on
    serials: dict[int, str] | None = None
    lead: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def batch_labels(request: HttpRequest, pk):
    """The labels of one batch. Whoever sees the batch sees what was printed; its holder prints."""
    rows = WasteBatch.objects.visible_to(request.user).with_particulars().select_related("holder__enterprise")
    batch = get_object_or_404(rows, pk=pk)
    try:
        serials = {row.serial: row.digital_id for row in labelled(batch)}
    except NotThere as refusal:
        return _no_label(request, refusal, batch)
    choice = Choice(
        batch.holder,
        _("Labels of %(number)s") % {"number": batch.number},
        reverse("manifests:batch", args=[batch.pk]),
        batch.number,
        list(serials.values()),
        batch.state in AT_HOLDER,
        serials,
        batch.stream.alias,
    )
    return _print(request, choice)


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(*PRINTERS)
def stock_labels(request: HttpRequest):
    """The labels of several batches that lie at one site: `?batch=…` once for each. More than a request can draw are
    printed by a job, whose page asks on."""
    try:
        keys = read_keys(request.GET.getlist("batch"), "/batches")
    except BadInput:
        keys = set()
    own = request.user.standing.enterprises_where(*PRINTERS)
    held = WasteBatch.objects.visible_to(request.user).filter(holder__enterprise__in=own, state__in=AT_HOLDER)
    batches = list(held.filter(pk__in=keys).select_related("holder", "area").order_by("held_since", "pk"))
    sites = {batch.holder_id: batch.holder for batch in batches}
    if len(sites) != 1:
        messages.info(request, _("Tick batches of one store first."))
        return redirect("manifests:stock")
    order = {batch.pk: place for place, batch in enumerate(batches)}
    rows = list(Container.objects.full().filter(batch__in=batches).exclude(digital_id=None))
    rows.sort(key=lambda row: (order[row.batch_id], row.serial))
    if not rows:
        messages.info(request, _("None of these batches is in containers with labels."))
        return redirect("manifests:stock")
    if len(rows) > AT_ONCE:
        ticked = urlencode({"batch": [batch.pk.hex for batch in batches]}, doseq=True)
        return redirect(f"{reverse('manifests:print_labels')}?{ticked}")
    area = batches[0].area
    choice = Choice(
        batches[0].holder,
        _("Labels of several batches"),
        reverse("manifests:stock_area", args=[area.pk]) if area else reverse("manifests:stock"),
        str(area) if area else _("Stock"),
        [row.digital_id for row in rows],
        lead=", ".join(batch.number for batch in batches),
    )
    return _print(request, choice)


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def block_labels(request: HttpRequest, pk):
    """The unused labels of a block, without weight and day of filling."""
    blocks = SerialBlock.objects.visible_to(request.user).select_related("facility", "stream")
    block = get_object_or_404(blocks, pk=pk)
    unused = block.serials.filter(container=None, voided_at=None)
    serials = {row.serial: row.digital_id for row in unused}
    if not serials:
        messages.info(request, _("None of its labels is unused."))
        return redirect("manifests:serial_block", block.pk)
    choice = Choice(
        block.facility,
        _("Labels printed ahead"),
        reverse("manifests:serial_block", args=[block.pk]),
        str(block),
        list(serials.values()),
        serials=serials,
        lead=_("Weight and day of filling are left blank, to be written by hand."),
    )
    return _print(request, choice)


@require_safe
@with_role(*PRINTERS)
def print_pdf(request: HttpRequest, pk):
    """The file of a print, for who asked for it and for an hour: later it is asked for again, with a reason."""
    made = get_object_or_404(LabelPrint.objects.visible_to(request.user), pk=pk, person=request.user, run=None)
    try:
        labels = labels_open(made)
    except NotThere as refusal:
        return _no_label(request, refusal)
    layout = read_layout(made.layout)
    return pdf_answer(
        request,
        fingerprint=label_sheets.fingerprint(labels, layout, made.start),
        draw=lambda: label_sheets.draw(labels, layout, made.start),
        filename=file_name(made, labels),
    )


def _print(request: HttpRequest, choice: Choice):
    """Show what can be printed and what was; or record a print and lead to its file."""
    person = request.user
    may = choice.facility.enterprise_id in person.standing.enterprises_where(*PRINTERS)
    if request.method == "POST" and not may:
        raise PermissionDenied
    before = printed_before(choice.codes)
    form = PrintForm(data_of(request), serials=choice.serials, again=bool(before), initial=_proposed(request, choice))
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            made = print_labels(
                by=person,
                facility=choice.facility,
                codes=form.cleaned_data.get("containers", choice.codes),
                asked=form.asked,
                idempotency_key=form.key,
            )
            return redirect("manifests:print_pdf", made.pk)
    return render(
        request,
        "manifests/print_labels.html",
        {
            "choice": choice,
            "form": form,
            "may_print": may and choice.is_here,
            "is_held": may,
            "total": len(choice.codes),
            "before": before,
            "most": AT_ONCE,
            "history": history_of(choice.codes, person),
        },
        status=status_of(request),
    )


def _proposed(request: HttpRequest, choice: Choice) -> dict:
    """The asked-for containers, or the first hundred where there are more than one file bears."""
    if choice.serials is None:
        return {}
    asked = asked_for(request.GET, "containers", 40)
    many = list(choice.serials)[:AT_ONCE] if len(choice.serials) > AT_ONCE else []
    return {"containers": asked or write_serials(many)}


def _no_label(request: HttpRequest, refusal: NotThere, batch: WasteBatch | None = None):
    context = {"batch": batch, "refusal": refusal}
    return render(request, "manifests/pdf/no_label.html", context, status=refusal.status)
