"""The living style page: every part of the look with invented content, only on a developer's own machine."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from config import style_samples
from facilities.badges import BADGES


@login_not_required
def style(request, part: str = "parts"):
    """`/style/` shows the parts, `/style/driver/` the driver's page, `/style/scan/` the scanner."""
    if not (settings.DEBUG or settings.LOCAL) or part not in ("parts", "driver", "scan"):
        raise Http404
    if "messages" in request.GET:
        messages.success(request, _("Saved."))
    response = render(
        request,
        f"style/{part}.html",
        {
            **style_samples.page(),
            "states": list(BADGES),
            "form": style_samples.SampleForm(),
            "wrong": style_samples.wrong_form(),
            "filters": style_samples.SampleFilter(request.GET or None),
        },
    )
    if part == "scan":
        response.csp_update = {"script-src": ["'self'", "'wasm-unsafe-eval'"]}
    return response
