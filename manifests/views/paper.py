"""Paper for the hours without a system: blocks of numbers, their sheets, and entering what left on one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from facilities.forms.refusals import data_of, shown_on, status_of
from facilities.guards import at_desk, with_role
from facilities.models import Evidence, Facility
from facilities.roles import Role
from manifests.access import allowed_actions
from manifests.actions.draw_paper import draw_paper, spoil_paper
from manifests.custody import perform
from manifests.documents import blank_form
from manifests.evidence_subjects import owner_of
from manifests.forms.paper import DrawPaperForm, FromPaperForm, SpoilForm
from manifests.models import PaperBlock
from manifests.numbers import spaced
from manifests.views.documents import VIEWER_POLICY
from manifests.views.finding import find_manifest

MOST_SHOWN = 50


@require_http_methods(["GET", "HEAD", "POST"])
@with_role(Role.CLERK)
def papers(request):
    """The blocks of the own sites, the newest first, and a form for another one."""
    person = request.user
    sites = list(Facility.objects.where_person_is(person, Role.CLERK).open().order_by("name"))
    form = DrawPaperForm(data_of(request), sites=sites)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            sent = form.cleaned_data
            block = draw_paper(by=person, facility=sent["facility"], count=sent["count"], idempotency_key=form.key)
            messages.success(request, _("The numbers are drawn. Print the sheets and keep them at the gate."))
            return redirect("manifests:paper", block.pk)
    blocks = PaperBlock.objects.visible_to(person).select_related("facility").order_by("-pk")[:MOST_SHOWN]
    return render(
        request, "manifests/papers.html", {"form": form, "blocks": blocks, "sites": sites}, status=status_of(request)
    )


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def paper(request, pk):
    """One block: which numbers are unused, entered or spoiled. A POST declares sheets spoiled."""
    person = request.user
    block = _block(person, pk)
    is_own = block.facility.enterprise_id in person.standing.enterprises_where(Role.CLERK)
    if request.method == "POST" and not is_own:
        raise PermissionDenied
    rows = list(block.numbers.select_related("manifest"))
    unused = [row for row in rows if row.manifest_id is None and row.spoiled_at is None]
    form = SpoilForm(data_of(request), numbers=[(row.number, spaced(row.number)) for row in unused])
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            sent = form.cleaned_data
            count = spoil_paper(by=person, block=block, numbers=sent["numbers"], reason=sent["reason"])
            messages.success(
                request,
                ngettext("%(count)s sheet is declared spoiled.", "%(count)s sheets are declared spoiled.", count)
                % {"count": count},
            )
            return redirect("manifests:paper", block.pk)
    return render(
        request,
        "manifests/paper.html",
        {
            "site": block.facility,  # `block` is the template's own word
            "rows": rows,
            "form": form,
            "may_spoil": is_own and bool(unused),
            "actions": [
                {
                    "url": reverse("manifests:paper_pdf", args=[block.pk]),
                    "label": _("Print the unused sheets"),
                    "kind": "",
                    "shape": "print",
                }
            ]
            if unused
            else [],
        },
        status=status_of(request),
    )


@require_safe
@at_desk
def paper_pdf(request, pk):
    """The sheets that are neither entered nor spoiled."""
    block = _block(request.user, pk)
    unused = block.numbers.filter(manifest=None, spoiled_at=None)
    numbers = list(unused.values_list("number", flat=True))
    if not numbers:
        raise Http404
    response = HttpResponse(blank_form.render(block, numbers), content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(False, f"blank-{numbers[0]}.pdf")
    response.csp_update = VIEWER_POLICY
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def from_paper(request, pk):
    """For a draft whose waste has left on a paper manifest: issue it with the times of the paper."""
    person = request.user
    manifest = find_manifest(person, pk)
    if not any(row.action == "issue" for row in allowed_actions(person, manifest)):
        raise PermissionDenied
    form = FromPaperForm(data_of(request), request.FILES if request.method == "POST" else None)
    form.suit(manifest)
    if request.method == "POST":
        # Who fills in for another firm puts it here as their own firm's.
        form.keep(by=person, enterprise=owner_of(person, manifest), kind=Evidence.Kind.PAPER_MANIFEST)
    if request.method == "POST" and form.is_valid():
        with shown_on(form):
            perform(
                manifest,
                "issue",
                by=person,
                data={"back_fill": form.back_fill, "evidence": form.evidence},
                happened_at=form.cleaned_data["left_at"],
                idempotency_key=form.key,
            )
            messages.success(request, _("It is entered. The carrier and the receiver confirm their parts."))
            return redirect(manifest)
    return render(request, "manifests/from_paper.html", {"manifest": manifest, "form": form}, status=status_of(request))


def _block(person, pk) -> PaperBlock:
    return get_object_or_404(PaperBlock.objects.visible_to(person).select_related("facility__enterprise"), pk=pk)
