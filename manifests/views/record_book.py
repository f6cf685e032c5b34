"""A permit holder's record book of a month (Order 408): on the page and on paper."""

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from facilities.guards import at_desk
from facilities.models import Facility
from facilities.templatetags.quantities import NOTHING, kg, stamp
from manifests.declarations.sites import sites_of
from manifests.documents import record_book as paper
from manifests.forms.book_filter import BookFilter
from manifests.kept import kept_of_book
from manifests.ledger.entries import read_place
from manifests.ledger.kinds import Ledger
from manifests.ledger.record_book import Page, incidents, pages, permits_in
from manifests.ledger.span import Span
from manifests.ledger.sums import Sum, sums
from manifests.views.documents import pdf_answer

MOST_SITES = 200
SIZE = 50
HOLDERS = Q(is_collector=True) | Q(is_disposal_site=True)


@require_safe
@at_desk
def record_book(request: HttpRequest):
    """GET: site, month, after. Twelve statements at most, however much was taken in."""
    form, site, span = _read(request)
    if span is None:
        return render(request, "manifests/record_book.html", {"form": form, "span": None})
    standing = request.user.standing
    is_own = standing.is_regulator or site.enterprise_id in standing.desk_enterprise_ids
    found = pages(span, after=read_place(request.GET.get("after", "")), limit=SIZE + 1)
    totals = sums(span)
    last = found[SIZE - 1].entry if len(found) > SIZE else None
    asked = {"site": site.pk, "month": f"{span.start:%Y-%m}"}
    following = {**asked, "after": f"{last.happened_at.isoformat()}~{last.movement}"} if last else {}
    return render(
        request,
        "manifests/record_book.html",
        {
            "form": form,
            "site": site,
            "span": span,
            "query": urlencode(asked),
            "permits": permits_in(site, span.start, span.end),
            "sums": _sums(totals),
            "kept": kept_of_book(span, site.region_id, [row.code for row in totals]),
            "table": _table(found[:SIZE], is_own=is_own),
            "incidents": incidents(span),
            "is_own": is_own,
            "first_url": f"?{urlencode(asked)}" if request.GET.get("after") else "",
            "next_url": f"?{urlencode(following)}" if following else "",
        },
    )


@require_safe
@at_desk
def record_book_pdf(request: HttpRequest):
    """The month on paper; drawn each time, since entries may still come."""
    _form, site, span = _read(request)
    if span is None:
        raise Http404
    name = f"record-book-{span.start:%Y-%m}.pdf"
    return pdf_answer(request, fingerprint="", draw=lambda: paper.draw(site, span), filename=name)


def _read(request: HttpRequest) -> tuple[BookFilter, Facility | None, Span | None]:
    """The form, and what is asked for; None where nothing can be. A site that is not theirs, or no holder, is 404."""
    seen = sites_of(request.user).filter(HOLDERS).select_related("enterprise", "region")
    sites = list(seen.order_by("name", "pk")[:MOST_SITES])
    form = BookFilter(request.GET, sites=sites)
    if not form.is_valid() or not sites:
        return form, None, None
    asked = form.cleaned_data["site"]
    site = next((row for row in sites if row.pk == asked), None) or seen.filter(pk=asked).first()
    if site is None:
        raise Http404
    return form, site, Span.month(site.pk, form.cleaned_data["month"])


def _sums(totals: list[Sum]) -> dict:
    rows = paper.sum_rows(totals)
    kinds = ["tight", *["number"] * (len(rows[0]) - 1)]
    cells = [[code, *(kg(value, 3) if value else NOTHING for value in values)] for code, *values in rows[1:]]
    return {
        "columns": [{"label": label, "kind": kind} for label, kind in zip(rows[0], kinds, strict=True)],
        "rows": [{"url": "", "cells": row} for row in cells[:-1]],
        "foot": cells[-1],
    }


def _table(found: list[Page], *, is_own: bool) -> dict:
    return {
        "columns": [
            {"label": _("Time"), "kind": "tight"},
            {"label": _("What")},
            {"label": _("Waste")},
            {"label": _("Code"), "kind": "tight"},
            {"label": _("Weight"), "kind": "number"},
            {"label": _("Origin")},
            {"label": _("Flow")},
            {"label": _("Manifest"), "kind": "tight"},
            {"label": _("Handled by")},
        ],
        "rows": [{"url": _url(page) if is_own else "", "cells": _cells(page)} for page in found],
    }


def _cells(page: Page) -> list:
    entry = page.entry
    return [
        stamp(entry.happened_at),
        page.what,
        f"{entry.alias}（{entry.name}）" if entry.name != entry.alias else entry.alias,
        entry.waste_code,
        kg(entry.kg, 3),
        page.origin or NOTHING,
        page.flow or NOTHING,
        page.papers or NOTHING,
        entry.person,
    ]


def _url(page: Page) -> str:
    if page.ledger != Ledger.TREATED and page.entry.manifest:
        return reverse("manifests:manifest", args=[page.entry.manifest])
    return reverse("manifests:batch", args=[page.entry.batch]) if page.entry.is_here else ""
