"""A site's ledgers of a month, as the mass ledger has them: on the page, as a workbook, as CSV, on paper."""

from datetime import date
from io import BytesIO

from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from facilities.guards import at_desk
from facilities.sheets.writing import TYPES
from facilities.templatetags.quantities import NOTHING, kg, more_or_less, stamp
from manifests.declarations.figures import wastes
from manifests.documents import ledger_paper
from manifests.forms.ledger_filter import LedgerFilter
from manifests.kept import kept_of_ledger
from manifests.ledger.columns import OWN
from manifests.ledger.entries import Entry, entries, read_place
from manifests.ledger.gaps import gaps
from manifests.ledger.kinds import Ledger
from manifests.ledger.span import Span, months_after
from manifests.ledger.sums import Sum, sums
from manifests.ledger_files import SUMMED, csv_lines, sum_rows
from manifests.models.ledger_code import LEDGER_NAMES
from manifests.sheets.ledger_book import LEDGERS, Asked, NoSuchSite, is_long, read_asked, write_ledgers
from manifests.views.documents import pdf_answer

SIZE = 50


@require_safe
@at_desk
def ledger(request: HttpRequest):
    """GET: site, month, waste, ledger, after. Thirteen statements at most, however much there was."""
    form, asked = _read(request)
    if asked is None:
        return render(request, "manifests/ledger.html", {"form": form, "asked": None})
    standing = request.user.standing
    # Whom the firm only lets declare sees the ledger, not its batches and manifests.
    is_own = standing.is_regulator or asked.site.enterprise_id in standing.desk_enterprise_ids
    totals = sums(asked.span)
    found = entries(asked.span, asked.ledger, after=read_place(request.GET.get("after", "")), limit=SIZE + 1)
    page = found[:SIZE]
    last = page[-1] if len(found) > SIZE else None
    following = asked.query(after=f"{last.happened_at.isoformat()}~{last.movement}") if last else ""
    return render(
        request,
        "manifests/ledger.html",
        {
            "form": form,
            "asked": asked,
            "query": asked.query(),
            "title": LEDGER_NAMES[asked.ledger],
            "sums": _sums(totals),
            "kept": kept_of_ledger(asked.span, asked.site.region_id, [row.code for row in totals]),
            "gaps": gaps(asked.span, totals),
            "table": _table(asked.ledger, page, is_own=is_own),
            "is_own": is_own,
            "first_url": f"?{asked.query()}" if request.GET.get("after") else "",
            "next_url": f"?{following}" if following else "",
            "flow": wastes(asked.span, totals) if asked.is_general else None,
            "year_list": _year_list(asked) if asked.is_general else None,
            "unnumbered": any(not entry.code for entry in page),
        },
    )


@require_safe
@at_desk
def ledger_xlsx(request: HttpRequest):
    """At once where they are short; else a job writes them."""
    asked = _needed(request)
    if is_long(sums(asked.span)):
        return redirect(f"{reverse('facilities:export', args=[LEDGERS.name, 'xlsx'])}?{asked.query()}")
    file = BytesIO()
    write_ledgers(file, asked)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{asked.filename}.xlsx", content_type=TYPES["xlsx"])


@require_safe
@at_desk
def ledger_csv(request: HttpRequest):
    asked = _needed(request)
    response = StreamingHttpResponse(csv_lines(asked.span, asked.ledger), content_type="text/csv; charset=utf-8")
    name = f"{asked.filename}-{asked.ledger.value}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response


@require_safe
@at_desk
def ledger_pdf(request: HttpRequest):
    """All ledgers of the month; of a ledger as many entries as a person reads on paper, the sums of all of them."""
    asked = _needed(request)
    return pdf_answer(
        request,
        fingerprint="",
        draw=lambda: ledger_paper.draw(asked.site, asked.span),
        filename=f"{asked.filename}.pdf",
    )


def _read(request: HttpRequest) -> tuple[LedgerFilter, Asked | None]:
    """The form, and what is asked for; None where nothing can be. A site that is not there or not theirs is 404."""
    try:
        return read_asked(request.user, request.GET)
    except NoSuchSite:
        raise Http404 from None


def _needed(request: HttpRequest) -> Asked:
    _form, asked = _read(request)
    if asked is None:
        raise Http404
    return asked


def _url(entry: Entry) -> str:
    """The page of what the entry is about, where the reader of the site sees it."""
    if entry.manifest:
        return reverse("manifests:manifest", args=[entry.manifest])
    return reverse("manifests:batch", args=[entry.batch]) if entry.is_here else ""


def _table(kind: Ledger, page: list[Entry], *, is_own: bool) -> dict:
    return {
        "columns": [
            {"label": _("Batch code"), "kind": "tight"},
            {"label": _("Time"), "kind": "tight"},
            {"label": _("Waste")},
            {"label": _("Code"), "kind": "tight"},
            {"label": _("Weight"), "kind": "number"},
            {"label": _("Containers"), "kind": "number"},
            *({"label": column.label} for column in OWN[kind]),
        ],
        "rows": [
            {
                "url": _url(entry) if is_own else "",
                "cells": [
                    entry.code or entry.number,
                    stamp(entry.happened_at),
                    f"{entry.alias}（{entry.name}）" if entry.name != entry.alias else entry.alias,
                    entry.waste_code,
                    _weight(entry, kind),
                    _drums(entry),
                    *(column.text(entry) or NOTHING for column in OWN[kind]),
                ],
            }
            for entry in page
        ],
    }


def _weight(entry: Entry, kind: Ledger):
    """With its sign where it goes both ways, and where it takes something back."""
    weight = entry.counted
    return more_or_less(weight) if kind in (Ledger.ADJUSTED, Ledger.COUNTERED) or weight < 0 else kg(weight, 3)


def _drums(entry: Entry) -> str:
    if not entry.containers:
        return NOTHING
    return format_html('<abbr title="{}">{}</abbr>', _range(entry), len(entry.containers))


def _range(entry: Entry) -> str:
    """The codes of the first and the last; all of them are in the files."""
    first, last = entry.containers[0], entry.containers[-1]
    names = [drum.digital_id or str(drum.serial) for drum in ((first,) if first == last else (first, last))]
    return " – ".join(names)


def _sums(totals: list[Sum]) -> dict:
    head, *rows = sum_rows(totals)
    cells = [[code, *(_cell(value) for value in values)] for code, *values in rows]
    kinds = ["tight", *["number"] * (len(SUMMED) + 2)]
    return {
        "columns": [{"label": label, "kind": kind} for label, kind in zip(head, kinds, strict=True)],
        "rows": [{"url": "", "cells": row} for row in cells[:-1]],
        "foot": cells[-1],
    }


def _cell(value):
    return kg(value, 3) if value else NOTHING


def _year_list(asked: Asked) -> list[dict]:
    """The year's list of what arises (产生清单; notice No. 82 of 2021, table 1)."""
    first = date(asked.month.year, 1, 1)
    year = Span(asked.site.pk, first, months_after(first, 12), hazardous=False)
    return wastes(year, sums(year))
