"""The fate of one's own waste: what arose in some months, and where it is now or ended."""

from dataclasses import replace
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from facilities.templatetags.quantities import NOTHING, kg, stamp
from facilities.templatetags.tables import linked
from manifests.fate import ENDED, Kind
from manifests.forms.fate_filter import FateFilter, FigureFilter
from manifests.models.fate import KINDS
from manifests.quantities import ZERO
from manifests.waste_fates import Asked, Part, by_end, by_stream, parts_of
from manifests.whereabouts import Whereabout, shown, told

MOST_BATCHES = 200
# Columns of the table by waste: what ended, each way for itself, and what is still held.
COLUMNS = (*((kind,) for kind in ENDED), (Kind.STORE, Kind.SITE), (Kind.TRANSIT,), (Kind.SCALE,))


@require_safe
def fate(request: HttpRequest):
    """GET: start, end (months), code. Nine statements at most, however much waste there was."""
    _require_desk(request)
    form = FateFilter(request.GET)
    asked = form.asked()
    parts = parts_of(request.user, asked) if asked else []
    whole = shown(by_end(parts))
    rows = [replace(row, url=_url(asked, **_destination(row))) for row in whole.rows]
    return render(
        request,
        "manifests/fate.html",
        {
            "form": form,
            "fate": replace(whole, rows=rows),
            "streams": _streams(asked, parts) if parts else None,
            "clear_url": reverse("manifests:fate"),
        },
    )


@require_safe
def fate_batches(request: HttpRequest):
    """GET: the same, and stream, kind, facility, area, method of a figure: the batches that it is made of."""
    _require_desk(request)
    form = FigureFilter(request.GET)
    asked = form.asked()
    if asked is None:
        raise Http404
    parts = [part for part in parts_of(request.user, asked) if form.fits(part.end)]
    kilograms: dict = {}
    for part in parts:
        kilograms[part.origin] = kilograms.get(part.origin, ZERO) + part.kg
    batches = sorted(kilograms, key=lambda origin: -kilograms[origin])[:MOST_BATCHES]
    return render(
        request,
        "manifests/fate_batches.html",
        {
            "asked": asked,
            "ends": told(by_end(parts)) if parts else [],
            "has_more": len(kilograms) > MOST_BATCHES,
            "back_url": _page(asked),
            "columns": [
                {"label": _("Batch"), "kind": "tight"},
                {"label": _("Waste")},
                {"label": _("Code"), "kind": "tight"},
                {"label": _("Arose"), "kind": "tight"},
                {"label": _("Weight"), "kind": "number"},
            ],
            "rows": [
                {
                    "url": reverse("manifests:trace", args=[origin.key]),
                    "cells": [
                        origin.number, origin.waste, origin.code, stamp(origin.generated_at), kg(kilograms[origin], 3)
                    ],
                }
                for origin in batches
            ],
            "foot": [_("Total"), "", "", "", kg(sum(kilograms.values(), ZERO), 3)],
        },
    )  # fmt: skip


def _require_desk(request: HttpRequest) -> None:
    """Enterprises ask for their own waste; an official opens the trace of any batch."""
    if not request.user.standing.desk_enterprise_ids:
        raise PermissionDenied


def _streams(asked: Asked, parts: list[Part]) -> dict:
    """A row for each waste: its weight, and each way as a figure that opens its batches."""
    lines = by_stream(parts)
    total = [sum((line.get(kind, ZERO) for line in lines.values() for kind in kinds), ZERO) for kinds in COLUMNS]
    return {
        "columns": [
            {"label": _("Waste")},
            {"label": _("Code"), "kind": "tight"},
            *({"label": label, "kind": "number"} for label in _labels()),
            {"label": _("Arose"), "kind": "number"},
        ],
        "rows": [
            {
                "url": _url(asked, stream=stream),
                "cells": [
                    name,
                    code,
                    *(
                        _figure(asked, stream, kinds, sum((line.get(kind, ZERO) for kind in kinds), ZERO))
                        for kinds in COLUMNS
                    ),
                    kg(sum(line.values(), ZERO), 3),
                ],
            }
            for (stream, name, code), line in lines.items()
        ],
        "foot": [_("Total"), "", *(kg(weight, 3) for weight in total), kg(sum(total, ZERO), 3)],
    }


def _labels() -> list[str]:
    return [KINDS[kinds[0]] if len(kinds) == 1 else _("Held at sites") for kinds in COLUMNS]


def _figure(asked: Asked, stream, kinds: tuple[Kind, ...], weight: Decimal) -> str:
    if not weight:
        return NOTHING
    kind = kinds[0].value if len(kinds) == 1 else ""
    held = {} if kind else {"held": "1"}
    return linked(_url(asked, stream=stream, kind=kind, **held), kg(weight, 3))


def _destination(row: Whereabout) -> dict:
    return {"kind": row.end.kind.value, **{name: getattr(row.end, name) for name in ("facility", "area", "method")}}


def _page(asked: Asked) -> str:
    return f"{reverse('manifests:fate')}?{urlencode(_params(asked))}"


def _url(asked: Asked, **figure) -> str:
    """The batches behind a figure."""
    params = _params(asked) | {name: str(value) for name, value in figure.items() if value}
    return f"{reverse('manifests:fate_batches')}?{urlencode(params)}"


def _params(asked: Asked) -> dict[str, str]:
    params = {"start": f"{asked.start:%Y-%m}", "end": f"{asked.end:%Y-%m}", "code": asked.code}
    return {name: text for name, text in params.items() if text}
