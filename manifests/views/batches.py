"""The list of batches."""

from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from facilities.guards import at_desk
from facilities.paging import page_of
from facilities.templatetags.quantities import kg, stamp, state_badge
from manifests.actions.print_labels import PRINTERS
from manifests.forms.batch_filter import BatchFilter
from manifests.models import WasteBatch
from manifests.states import AT_HOLDER
from manifests.views.batch_words import KEEPERS
from manifests.views.printing import print_box


def _box(batch: WasteBatch, printing: frozenset) -> str:
    """Labels are printed of what lies at the own sites; another batch has no box."""
    is_here = batch.holder.enterprise_id in printing and batch.state in AT_HOLDER
    return print_box("batch", batch.pk, batch.number) if is_here else ""


@require_safe
@at_desk
def batches(request: HttpRequest):
    """Batches that lie with or arose at the person's enterprises, newest first."""
    form = BatchFilter(request.GET or None, person=request.user)
    rows = WasteBatch.objects.visible_to(request.user).select_related("stream", "waste_code", "holder", "area")
    page = page_of(form.narrow(rows), request.GET)
    printing = request.user.standing.enterprises_where(*PRINTERS)
    return render(
        request,
        "manifests/batches.html",
        {
            "form": form,
            "page": page,
            "is_narrowed": form.has_changed(),
            "may_print": bool(printing),
            "may_declare": bool(request.user.standing.enterprises_where(*KEEPERS)),
            "columns": [
                {"label": _("Number"), "kind": "tight"},
                {"label": _("State")},
                {"label": _("Waste")},
                {"label": _("Code"), "kind": "tight"},
                {"label": _("Where it lies")},
                {"label": _("Arose"), "kind": "tight"},
                {"label": _("Weight"), "kind": "number"},
                *([{"label": _("Print"), "kind": "tight"}] if printing else []),
            ],
            "rows": [
                {
                    "url": reverse("manifests:batch", args=[batch.pk]),
                    "cells": [
                        batch.number,
                        state_badge(batch.state),
                        batch.stream.alias,
                        batch.waste_code.code,
                        f"{batch.holder} · {batch.area}" if batch.area else str(batch.holder),
                        stamp(batch.generated_at),
                        kg(batch.kg),
                        *([_box(batch, printing)] if printing else []),
                    ],
                }
                for batch in page.rows
            ],
        },
    )
