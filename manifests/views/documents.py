"""Printed documents over HTTP. A browser that holds the current edition is answered 304 before anything is drawn."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, quote_etag
from django.views.decorators.http import require_safe

from facilities.models import PlanVersion
from manifests.documents import manifest_form, plan_form
from manifests.models import Manifest


@require_safe
def manifest_pdf(request, pk):
    """The manifest on paper; a draft as a preview with a watermark."""
    manifests = Manifest.objects.visible_to(request.user).with_parties().select_related("method")
    manifest = get_object_or_404(manifests, pk=pk)
    return pdf_answer(
        request,
        fingerprint=manifest_form.fingerprint(manifest),
        draw=lambda: manifest_form.render_manifest(manifest),
        filename=manifest_form.filename(manifest),
    )


@require_safe
def plan_pdf(request, pk):
    """A filed version of a management plan on paper."""
    versions = PlanVersion.objects.visible_to(request.user).select_related("plan__facility__enterprise", "filed_by")
    version = get_object_or_404(versions, pk=pk)
    return pdf_answer(
        request,
        fingerprint=plan_form.fingerprint(version),
        draw=lambda: plan_form.render_plan(version),
        filename=plan_form.filename(version),
    )


# Chrome shows a PDF in an <embed> with inline styles, in a page of its own making that our policy would leave blank.
# Nothing in a PDF of ours is HTML or script.
VIEWER_POLICY = {"object-src": ["'self'"], "style-src": ["'self'", "'unsafe-inline'"]}


def pdf_answer(request: HttpRequest, *, fingerprint: str, draw, filename: str) -> HttpResponse:
    """The document that `draw()` makes, or 304; without a fingerprint it is drawn each time."""
    etag = quote_etag(fingerprint) if fingerprint else None
    response = get_conditional_response(request, etag=etag) if etag else None
    if response is None:
        response = HttpResponse(draw(), content_type="application/pdf")
        response.headers["Content-Disposition"] = content_disposition_header(False, filename)
        response.csp_update = VIEWER_POLICY
        if etag:
            response.headers["ETag"] = etag
    # Kept by the reader's own browser only, and asked for again each time: a manifest goes on changing.
    patch_cache_control(response, private=True, no_cache=True)
    return response
