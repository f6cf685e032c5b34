"""Where waste goes, by month: a picture and the same numbers as a table, each opening the manifests behind it."""

from datetime import date
from decimal import Decimal

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from facilities import clock
from facilities.admin.facts import list_url
from facilities.admin.reading import is_official
from facilities.templatetags.quantities import kg
from facilities.templatetags.shortening import shortened
from manifests.flows import STEPS, Figure, FlowRow, flows_of, picture, totals_by
from manifests.forms.month import MonthField
from manifests.models import Manifest

MONTHS_SHOWN = 12  # unless a period is asked for
NAME_ROOM = 22  # Latin characters of a name in the picture, beside its weight
TABLE_ROOM = 48  # … and in the table of all ways, whose four names stand side by side


class FlowsForm(forms.Form):
    """The period and what to narrow it to; the choices are what the period holds."""

    start = MonthField(label=gettext_lazy("From month"), widget=forms.TextInput({"type": "month"}))
    end = MonthField(label=gettext_lazy("To month"), widget=forms.TextInput({"type": "month"}))
    district = forms.CharField(label=gettext_lazy("District of origin"), required=False, widget=forms.Select)
    category = forms.CharField(label=gettext_lazy("Category"), required=False, widget=forms.Select)

    def clean(self):
        asked = super().clean()
        first, last = asked.get("start"), asked.get("end")
        if first and last and first > last:
            self.add_error("end", _("The period ends before it begins."))
        return asked

    def offer(self, rows: list[FlowRow]) -> None:
        for name, step in (("district", 0), ("category", 1)):
            found = sorted({(row.keys[step], row.names[step]) for row in rows})
            asked = self.data.get(name, "")
            if asked and asked not in {key for key, _name in found}:
                found.append((asked, asked))
            self.fields[name].widget.choices = [("", _("All")), *found]


@require_safe
def flows(request, site):
    """GET: start, end (months), district, category. At most six statements, however long the history is."""
    if not is_official(request.user):
        raise PermissionDenied
    last = clock.today().replace(day=1)
    first = months_before(last, MONTHS_SHOWN - 1)
    asked = {"start": f"{first:%Y-%m}", "end": f"{last:%Y-%m}"}
    form = FlowsForm({**asked, **{name: text for name, text in request.GET.items() if text}})
    rows, period = [], Figure(first, last)
    if form.is_valid():
        period = Figure(form.cleaned_data["start"], form.cleaned_data["end"])
        rows = flows_of(request.user, period.start, period.end)
    form.offer(rows)
    district, category = (form.cleaned_data.get(name, "") for name in ("district", "category"))
    rows = [
        row for row in rows if (not district or row.keys[0] == district) and (not category or row.keys[1] == category)
    ]
    figure = period.of(district=district, category=category)
    request.current_app = site.name
    context = {
        **site.each_context(request),
        "title": _("Flows"),
        "form": form,
        "period": period,
        "clear_url": reverse("admin:flows"),
        "sankey": sankey(rows, figure) if rows else None,
        "ways": ways(rows, figure),
        "steps": [totals(rows, step, figure) for step in range(len(STEPS))],
        "is_narrowed": bool(district or category),
    }
    return TemplateResponse(request, "admin/flows.html", context)


def months_before(month: date, count: int) -> date:
    years, index = divmod(month.month - 1 - count, 12)
    return date(month.year + years, index + 1, 1)


def url_of(figure: Figure) -> str:
    """The manifests behind a figure."""
    return f"{list_url(Manifest)}?{urlencode(figure.as_params())}"


def headings() -> list[str]:
    return [_("District of origin"), _("Category"), _("Method"), _("Receiving site")]


def sankey(rows: list[FlowRow], figure: Figure) -> dict:
    """The picture as js/sankey.js reads it; each band leads to its manifests."""
    names = {(step, row.keys[step]): row.names[step] for row in rows for step in range(len(STEPS))}
    return {
        "columns": headings(),
        "nodes": [
            {"id": f"{step}:{key}", "label": shortened(name, NAME_ROOM), "column": step}
            for (step, key), name in names.items()
        ],
        "links": [
            {
                "source": f"{step}:{source}",
                "target": f"{step + 1}:{target}",
                "kg": str(weight),
                "label": f"{names[step, source]} → {names[step + 1, target]}",
                "href": url_of(figure.of(**{STEPS[step]: source, STEPS[step + 1]: target})),
            }
            for (step, source, target), weight in picture(rows).items()
        ],
    }


def ways(rows: list[FlowRow], figure: Figure) -> dict:
    """Every way from origin to site, with its weight, its share and their sum."""
    total = sum((row.kg for row in rows), Decimal(0))
    return {
        "columns": [
            *({"label": head} for head in headings()),
            *number_columns(),
            {"label": _("Lines"), "kind": "number"},
        ],
        "rows": [
            {
                "cells": [
                    *(shortened(name, TABLE_ROOM) for name in row.names),
                    opening(row.kg, figure.of(**dict(zip(STEPS, row.keys, strict=True)))),
                    share(row.kg, total),
                    row.line_count,
                ]
            }
            for row in rows
        ],
        "foot": [
            _("Total"),
            "",
            "",
            "",
            opening(total, figure),
            share(total, total),
            sum(row.line_count for row in rows),
        ],
    }


def totals(rows: list[FlowRow], step: int, figure: Figure) -> dict:
    """One step's sums, each opening its manifests."""
    total = sum((row.kg for row in rows), Decimal(0))
    return {
        "heading": headings()[step],
        "columns": [{"label": headings()[step]}, *number_columns()],
        "rows": [
            {"cells": [name, opening(weight, figure.of(**{STEPS[step]: key})), share(weight, total)]}
            for key, name, weight in totals_by(rows, step)
        ],
    }


def number_columns() -> list[dict]:
    return [{"label": _("Weight"), "kind": "number"}, {"label": _("Share"), "kind": "number"}]


def opening(weight: Decimal, figure: Figure) -> str:
    return format_html('<a href="{}">{}</a>', url_of(figure), kg(weight, 3))


def share(part: Decimal, whole: Decimal) -> str:
    return f"{part * 100 / whole:.1f}\N{NO-BREAK SPACE}%" if whole else "–"


admin.site.add_page("manifests", "flows/", "flows", gettext_lazy("Flows"), flows)
