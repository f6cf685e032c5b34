"""Proof to take away: a manifest's bundle for who sees it; program, keys and heads for everybody."""

from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse, JsonResponse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from facilities.errors import NotThere
from manifests.proofs import standalone
from manifests.proofs.bundle import export, newest_heads, written
from manifests.signing import published_keys
from manifests.views.finding import find_manifest

PROGRAM = Path(standalone.__file__).with_name("verify_liandan.py")
HEADS = 24
JSON = {"ensure_ascii": False, "indent": 1}
# What is signed never changes, so a copy that is a little old is right, only not the newest.
public = cache_control(public=True, max_age=300)


@require_safe
def manifest_proof(request, pk):
    """The manifest's proof as a file. `?older=N` adds what shows that nothing was rewritten since seal N."""
    manifest = find_manifest(request.user, pk)
    older = request.GET.get("older", "")
    if older and not (older.isascii() and older.isdigit()):
        raise Http404
    try:
        found = export(manifest, older=int(older[:12]) if older else None)
    except NotThere as refusal:
        raise Http404 from refusal
    response = HttpResponse(written(found), content_type="application/json")
    name = f"proof-{manifest.number or 'draft'}.json"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@login_not_required
@public
@require_safe
def program(request):
    """The program that checks a proof with no Liandan installed."""
    response = HttpResponse(PROGRAM.read_bytes(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, PROGRAM.name)
    return response


@login_not_required
@public
@require_safe
def keys(request):
    """Every public key there ever was, with the time of its use (a JWK set)."""
    return JsonResponse({"keys": published_keys()}, json_dumps_params=JSON)


@login_not_required
@public
@require_safe
def heads(request):
    """The newest signed tree heads. Who keeps one can later be shown that nothing under it was rewritten."""
    return JsonResponse({"heads": newest_heads(HEADS)}, json_dumps_params=JSON)
