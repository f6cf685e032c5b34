"""The list of batches."""

from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from facilities.guards import at_desk
from facilities.paging import page_of
from facilities.templatetags.quantities import kg, stamp, state_badge
from manifests.forms.batch_filter import BatchFilter
from manifests.models import WasteBatch
from manifests.views.batch_words import KEEPERS
from manifests.views.printing import print_box


@require_safe
@at_desk
def batches(request: HttpRequest):
    """Batches that lie with or arose at the person's enterprises, newest first."""
    form = BatchFilter(request.GET or None, person=request.user)
    rows = WasteBatch.objects.visible_to(request.user).select_related("stream", "waste_code", "holder", "area")
    page = page_of(form.narrow(rows), request.GET)
    return render(
        request,
        "manifests/batches.html",
        {
            "form": form,
            "page": page,
            "is_narrowed": form.has_changed(),
            "may_declare": bool(request.user.standing.enterprises_where(*KEEPERS)),
            "columns": [
                {"label": _("Number"), "kind": "tight"},
                {"label": _("State")},
                {"label": _("Waste")},
                {"label": _("Code"), "kind": "tight"},
                {"label": _("Where it lies")},
                {"label": _("Arose"), "kind": "tight"},
                {"label": _("Weight"), "kind": "number"},
                {"label": _("Print"), "kind": "tight"},
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
                        print_box("batch", batch.pk, batch.number),
                    ],
                }
                for batch in page.rows
            ],
        },
    )
