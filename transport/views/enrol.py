"""The page behind the QR that a dispatcher shows: one tap, and this phone is the driver's."""

from datetime import timedelta

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from facilities.errors import Refusal
from transport.actions.enrol_phone import accept_enrolment, find_offer
from transport.devices import device_label
from transport.middleware import PHONE

SIGNED_IN_FOR = timedelta(days=90)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request, code):
    """Looking does not use the code up, so that a link preview in a chat does no harm; the tap does."""
    response = _accept(request, code) if request.method == "POST" else _ask(request, code)
    # The code is in the address. Not "no-referrer": a browser then sends "Origin: null", which is refused as forged.
    response.headers["Referrer-Policy"] = "strict-origin"
    return response


def _ask(request, code: str):
    try:
        phone = find_offer(code)
    except Refusal as refusal:
        return _lapsed(request, refusal)
    return render(request, "transport/enrol.html", {"driver": phone.driver, "good_until": phone.expires_at})


def _accept(request, code: str):
    try:
        phone = accept_enrolment(code=code, label=device_label(request.headers.get("User-Agent", "")))
    except Refusal as refusal:
        return _lapsed(request, refusal)
    login(request, phone.driver.person, backend="django.contrib.auth.backends.ModelBackend")
    request.session[PHONE] = str(phone.pk)
    request.session.set_expiry(SIGNED_IN_FOR)
    return redirect("transport:driver_home")


def _lapsed(request, refusal: Refusal):
    return render(request, "transport/enrol_lapsed.html", {"message": refusal.message}, status=404)
