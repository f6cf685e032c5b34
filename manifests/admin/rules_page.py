"""Every rule with the law behind it and the values it reads today, for officials; a value opens its history."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from facilities import clock
from facilities.admin.dated_rows import place_of
from facilities.admin.facts import list_url, page_url
from facilities.admin.limits import amount
from facilities.admin.reading import is_official
from facilities.limit_names import NAMES
from facilities.models import Incompatibility, Limit
from manifests.rules.finding import Severity
from manifests.rules.register import RULES

SEVERITIES = {
    Severity.BLOCK: gettext_lazy("holds back"),
    Severity.WARN: gettext_lazy("is told"),
    Severity.NOTIFY: gettext_lazy("is told and reported"),
}
WHEN = {
    "issue": gettext_lazy("before it is issued"),
    "depart": gettext_lazy("at departure"),
    "store": gettext_lazy("when it is stored"),
    "receive": gettext_lazy("at the gate"),
    "close": gettext_lazy("when it is confirmed"),
    "export": gettext_lazy("when it leaves the country"),
    "redirect": gettext_lazy("when it is sent elsewhere"),
}


@require_safe
def rules(request, site):
    """Two statements of its own, however many rules."""
    if not is_official(request.user):
        raise PermissionDenied
    today = clock.today()
    values: dict[str, list[Limit]] = {}
    wanted = {code for rule in RULES for code in rule.limits}
    rows = Limit.objects.filter(code__in=wanted, valid_from__lte=today).exclude(valid_to__lt=today)
    for row in rows.select_related("region").order_by("code", "region"):
        values.setdefault(row.code, []).append(row)
    table = [
        {
            "cells": [
                format_html('{}<br><span class="soft code">{}</span>', rule.title, rule.id),
                rule.law or "–",
                SEVERITIES[rule.severity],
                _("before it is issued, and at departure") if rule.is_asked_again else WHEN[rule.when],
                _values(rule.limits, values) or "–",
            ]
        }
        for rule in RULES
    ]
    pairs = Incompatibility.objects.filter(valid_from__lte=today).exclude(valid_to__lt=today)
    context = {
        **site.each_context(request),
        "title": _("Rules"),
        "columns": [
            {"label": label}
            for label in (_("Rule"), _("Law and article"), _("What it does"), _("Asked"), _("Values in force today"))
        ],
        "rows": table,
        "pair_columns": [{"label": label} for label in (_("Category"), _("Kept apart from"), _("Where they meet"))],
        "pairs": [{"cells": [row.first, row.second, row.localised_consequence]} for row in pairs],
        "limits_url": list_url(Limit),
    }
    request.current_app = site.name
    return TemplateResponse(request, "admin/rules.html", context)


def _values(codes: tuple[str, ...], values: dict[str, list[Limit]]) -> str:
    told = format_html_join(
        "",
        '<div>{}: <a href="{}">{}</a> <span class="soft">{}</span></div>',
        (
            (NAMES[code][0], page_url(row), amount(row), place_of(row) if row.region_id else "")
            for code in codes
            for row in values.get(code, [])
        ),
    )
    return format_html("<div>{}</div>", told) if told else ""


admin.site.add_page("manifests", "rules/", "rules", gettext_lazy("Rules"), rules)
