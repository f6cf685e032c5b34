"""`/v/…`: the code on a manifest proves itself, in the reader's browser and with no network once the page was there.

The token stands behind the `#` of the address, which no browser sends, so the page is the same for every number and
says nothing of its own. What it may ask us is the list of keys, and the live state with a token or mark as permission:
no more than `/q/…` shows. Neither can be guessed (128 and 50 bits), so tries are not counted; a wrong mark costs no
statement and a wrong token one.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from facilities import clock
from manifests.access import ROAD
from manifests.live import Live, live_state
from manifests.numbers import spaced
from manifests.proofs.token import STATE_OF, Claims, NotGenuine
from manifests.signing import published_keys
from manifests.states import ManifestState
from manifests.tokens import is_ours
from manifests.verifying import read_token
from manifests.views.public import way_of_manifest
from manifests.views.verify_worker import script, version

TOKEN_HEADER = "Liandan-Token"  # noqa: S105 - a header's name
ENDED = (ManifestState.CANCELLED, ManifestState.VOIDED)
GENUINE, RECEIVED, INVALID, NOT_GENUINE = "genuine", "received", "invalid", "not_genuine"
NOT_IN_RECORD = "not_in_record"


@dataclass(frozen=True)
class Verdict:
    """What the server says where the browser cannot: how it stands, why not, what the paper says, what is so now."""

    kind: str = ""
    reason: str = ""
    claims: Claims | None = None
    live: Live | None = None

    @property
    def is_as_printed(self) -> bool:
        return bool(self.live) and not self.has_moved and self.live.is_frozen == self.claims.is_frozen

    @property
    def has_moved(self) -> bool:
        return bool(self.live and self.claims and self.live.state != self.claims.state)


@login_not_required
@never_cache
@require_safe
def verify(request, number: str = ""):
    """The page. Without script `?t=` has the server verify; people with a part in it are led to their own page."""
    number = number.upper()
    if "t" in request.GET:
        verdict = _verdict(_token_in(request.GET["t"]), number)
    else:
        if number and request.user.is_authenticated and (address := way_of_manifest(request.user, number)):
            return redirect(address)
        verdict = Verdict()
    context = {"verdict": verdict, "states": STATE_OF.values(), "zone": settings.TIME_ZONE}
    context["number"] = spaced(verdict.claims.number) if verdict.claims else ""
    response = render(request, "manifests/verify.html", context)
    response.headers["Liandan-Page"] = version()  # the service worker compares it with the one that it keeps
    return response


@login_not_required
@never_cache
@require_safe
def keys(request):
    """Every public key there ever was; what the page keeps for when there is no network."""
    return JsonResponse({"keys": published_keys(), "at": clock.now().isoformat(timespec="seconds")})


@login_not_required
@never_cache
@require_safe
def live(request, number: str):
    """The state now, for whoever holds the paper: its token in a header (headers are not logged) or its mark."""
    number = number.upper()
    claims, mark = None, request.GET.get("mark", "")
    if sent := request.headers.get(TOKEN_HEADER):
        try:
            claims = read_token(sent, number)
        except NotGenuine:
            return _nothing()
    elif not (number.isascii() and mark and is_ours(number, mark)):
        return _nothing()
    found = live_state(number, claims)
    return JsonResponse(found.as_record()) if found else _nothing()


@login_not_required
@require_safe
def worker(request):
    """The service worker, whose scope is the folder that it comes from. Browsers ask for it anew each day at least."""
    response = HttpResponse(script(), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _nothing() -> JsonResponse:
    return JsonResponse({"code": "not_found"}, status=404)


def _token_in(pasted: str) -> str:
    """The token of an address that was pasted whole, or pasted by itself."""
    return pasted.strip().rpartition("#")[2]


def _verdict(text: str, number: str) -> Verdict:
    try:
        claims = read_token(text, number)
    except NotGenuine as found:
        return Verdict(NOT_GENUINE, found.reason)
    now = live_state(claims.number, claims)
    if now is None or not now.is_in_record:
        return Verdict(NOT_GENUINE, NOT_IN_RECORD)
    if claims.state in ENDED or now.state in ENDED:
        return Verdict(INVALID, "", claims, now)
    # A paper of a load that has come in long ago is shown on the road a second time.
    has_arrived_since = claims.state in ROAD and now.state not in ROAD
    return Verdict(RECEIVED if has_arrived_since else GENUINE, "", claims, now)
