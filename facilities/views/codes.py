"""Find a waste code: as suggestions while somebody types, and as a plain page."""

from django.http import HttpRequest, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from facilities import clock
from facilities.catalogue.search import search_codes
from facilities.models import WasteCode

LONGEST = 200


@require_safe
def code_search(request: HttpRequest) -> JsonResponse:
    """`?q=` → [{value, label, hint, name, hazards}], best first, at most 20."""
    found = search_codes(request.GET.get("q", "")[:LONGEST], on=clock.today())
    return JsonResponse([_suggestion(code) for code in found], safe=False)


@require_safe
def code_find(request: HttpRequest):
    """The same search without script: each code found leads to a new waste stream with that code."""
    words = request.GET.get("q", "")[:LONGEST]
    found = search_codes(words, on=clock.today(), limit=50)
    return render(
        request,
        "facilities/code_find.html",
        {"words": words, "found": found, "editions": {code.edition for code in found}, "today": clock.today()},
    )


def _suggestion(code: WasteCode) -> dict:
    parts = [code.category.localised_name if code.category else "", code.localised_description]
    return {
        "value": code.code,
        "label": code.code,
        "hint": " · ".join(part for part in parts if part),
        "name": code.description if len(code.description) <= 120 else "",
        "hazards": code.hazard_list,
    }
