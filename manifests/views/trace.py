"""The trace of a batch, back and forward: as a picture, as a table, as a file."""

import csv
from io import StringIO

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from facilities.badges import badge_of
from facilities.guards import at_desk
from facilities.sheets.writing import harmless
from manifests.models import WasteBatch
from manifests.quantities import kg_text
from manifests.trace_picture import draw
from manifests.tracing import Trace, gathered, trace_of

MOST_SOURCES = 100


@require_safe
@at_desk
def trace(request: HttpRequest, pk):
    """Eight statements, however large the family is. A large one is drawn in groups; the file has every batch."""
    batch = _find(request, pk)
    whole = trace_of(request.user, batch)
    drawn = gathered(whole)
    members = drawn.by_key()
    return render(
        request,
        "manifests/trace.html",
        {
            "batch": batch,
            "actions": [
                {
                    "url": reverse("manifests:trace_csv", args=[batch.pk]),
                    "label": _("Download as CSV"),
                    "kind": "quiet",
                    "shape": "download",
                }
            ],
            "trace": whole,
            "picture": draw(drawn),
            "is_gathered": drawn is not whole,
            "steps": [(members[step.source], members[step.target], step.kg) for step in drawn.steps],
            "lead": f"{batch.waste_code.code} {batch.stream.alias} · {batch.holder}",
            "sources": whole.sources[:MOST_SOURCES],
            "has_more_sources": len(whole.sources) > MOST_SOURCES,
            "sources_kg": sum(source.kg for source in whole.sources),
            "generators": len({source.generator for source in whole.sources}),
        },
    )


@require_safe
@at_desk
def trace_csv(request: HttpRequest, pk):
    """The whole family, a row a link, and what it is made of and where it went. UTF-8 with a mark."""
    batch = _find(request, pk)
    text = StringIO()
    writer = csv.writer(text)
    for row in _rows(trace_of(request.user, batch)):
        writer.writerow([_cell(value) for value in row])
    response = HttpResponse(text.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = content_disposition_header(True, f"trace-{batch.number}.csv")
    return response


def _find(request: HttpRequest, pk) -> WasteBatch:
    rows = WasteBatch.objects.visible_to(request.user).select_related("stream", "waste_code", "holder")
    return get_object_or_404(rows, pk=pk)


def _rows(found: Trace):
    members = found.by_key()
    yield [
        _("Row"), _("Steps away"), _("From batch"), _("From site"), _("Into batch"), _("At site"), _("Waste code"),
        _("State"), _("Method"), _("First day"), _("Last day"), _("Weight (kg)"), _("Share (%)"),
    ]  # fmt: skip
    for source in found.sources:
        day = localdate(source.generated_at)
        yield [
            _("made of"), "", source.number, source.generator, "", "", source.code, "", "", day, day,
            kg_text(source.kg), source.percent,
        ]  # fmt: skip
    for step in found.steps:
        old, new = members[step.source], members[step.target]
        yield [
            _("step"), new.generation, old.number, old.site, new.number, new.site, new.code,
            badge_of(new.state).word, "", "", "", kg_text(step.kg), "",
        ]  # fmt: skip
    for row in found.fate.rows:
        yield [
            _("went to"), "", "", "", "", row.place, "", row.word, row.method, row.since or "", row.until or "",
            kg_text(row.kg), row.percent,
        ]  # fmt: skip


def _cell(value) -> str:
    """Text that no spreadsheet takes for a formula; a number stays one."""
    text = str(value)
    is_number = text.lstrip("-").replace(".", "", 1).isdigit()
    return text if is_number else harmless(text)
