"""Papers over HTTP for whoever sees what they are about: discrepancy notice, weighbridge slip, cross-province pack."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from facilities.errors import NotThere
from facilities.models import CrossingApplication
from manifests.documents import crossing_pack, discrepancy_notice, weighbridge_slip
from manifests.models import Manifest
from manifests.views.documents import pdf_answer


@require_safe
def discrepancy_pdf(request: HttpRequest, pk) -> HttpResponse:
    """What was refused or found otherwise; 404 where nothing was."""
    manifest = get_object_or_404(Manifest.objects.visible_to(request.user), pk=pk)
    if manifest.discrepancy_at is None:
        raise Http404
    return pdf_answer(
        request,
        fingerprint=discrepancy_notice.fingerprint(manifest),
        draw=lambda: discrepancy_notice.draw(discrepancy_notice.notice_of(manifest)),
        filename=discrepancy_notice.filename(manifest),
    )


@require_safe
def weighbridge_pdf(request: HttpRequest, pk) -> HttpResponse:
    """`?paper=` roll, a6 or a5; anything else is the roll. `?at=departure` is the consignor's own weighing, anything
    else the gate's. 404 where nobody has weighed."""
    manifest = get_object_or_404(Manifest.objects.visible_to(request.user), pk=pk)
    paper = request.GET.get("paper", "")
    paper = paper if paper in weighbridge_slip.PAPERS else weighbridge_slip.PAPERS[0]
    departure = request.GET.get("at") == weighbridge_slip.DEPARTURE
    at = weighbridge_slip.DEPARTURE if departure else weighbridge_slip.GATE
    try:
        slip = (weighbridge_slip.departure_slip_of if departure else weighbridge_slip.slip_of)(manifest, paper)
    except NotThere as refusal:
        raise Http404 from refusal
    return pdf_answer(
        request,
        fingerprint=weighbridge_slip.fingerprint(manifest, paper, at),
        draw=lambda: weighbridge_slip.draw(slip),
        filename=weighbridge_slip.filename(manifest, at),
    )


@require_safe
def crossing_pdf(request: HttpRequest, pk) -> HttpResponse:
    """The papers of an application as it was handed in; for its firm of a draft, and of what came back, as it stands
    now."""
    rows = CrossingApplication.objects.visible_to(request.user).select_related("method", "consignor")
    application = get_object_or_404(rows, pk=pk)
    pack = crossing_pack.pack_of(application, as_handed_in=request.user.standing.is_regulator)
    return pdf_answer(
        request,
        fingerprint=pack.fingerprint,
        draw=lambda: crossing_pack.draw(pack),
        filename=f"crossing-{application.number or 'draft'}.pdf",
    )
