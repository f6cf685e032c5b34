"""Take a list along as a spreadsheet: short ones at once, long ones when they are ready."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from facilities import clock
from facilities.actions.export_sheet import MOST_AT_ONCE, ask_export, is_long
from facilities.errors import NotPermitted, Refusal
from facilities.guards import at_desk
from facilities.models import Export
from facilities.paging import page_of
from facilities.sheets.books import Workbook, book_named
from facilities.sheets.listings import Listing, listing_named
from facilities.sheets.places import export_path
from facilities.sheets.writing import TYPES, csv_pieces, write_xlsx

PIECE = 1 << 18


@require_http_methods(["GET", "HEAD", "POST"])
@at_desk
def export(request: HttpRequest, name: str, form: str):
    """The list as its page narrows it, by the same address parameters. A long xlsx is asked for with a POST."""
    listing = _listing(request, name, form)
    most = listing.at_once if isinstance(listing, Workbook) else MOST_AT_ONCE
    if request.method == "POST":
        try:
            params = request.GET.urlencode()
            ask_export(by=request.user, listing=listing, params=params, form=form, language=get_language() or "en")
        except NotPermitted as refusal:
            raise PermissionDenied(str(refusal.message)) from refusal
        except Refusal as refusal:
            context = {"listing": listing, "problem": refusal.message, "most": most}
            return render(request, "facilities/export_long.html", context, status=422)
        return redirect("facilities:exports")
    if isinstance(listing, Workbook):
        return render(request, "facilities/export_long.html", {"listing": listing, "most": most})
    rows = listing.rows(request.user, request.GET)
    named = f"liandan-{listing.name}-{clock.today():%Y%m%d}.{form}"
    if form == "csv":
        return _csv(listing, rows, named)
    if is_long(rows):
        return render(request, "facilities/export_long.html", {"listing": listing, "most": most})
    book = BytesIO()
    write_xlsx(book, listing, rows)
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=named, content_type=TYPES["xlsx"])


def _csv(listing: Listing, rows, named: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(csv_pieces(listing, rows), content_type=TYPES["csv"])
    response.headers["Content-Disposition"] = f'attachment; filename="{named}"'
    return response


@require_safe
@at_desk
def exports(request: HttpRequest):
    """The person's own files: those being written, those ready, and those whose week is over."""
    page = page_of(Export.objects.visible_to(request.user), request.GET)
    for row in page.rows:
        listing = listing_named(row.listing) or book_named(row.listing)
        row.label = listing.label if listing else row.listing
    is_working = any(row.is_working for row in page.rows)
    return render(request, "facilities/exports.html", {"page": page, "is_working": is_working})


@require_safe
@at_desk
def export_file(request: HttpRequest, pk):
    """The file itself, for whoever asked for it and nobody else."""
    found = get_object_or_404(Export.objects.visible_to(request.user), pk=pk, state=Export.State.READY)
    path = export_path(found)
    if not path.exists():
        raise Http404
    name = f"liandan-{found.listing}-{found.asked_at:%Y%m%d}.{found.form}"
    response = StreamingHttpResponse(_pieces(path), content_type=TYPES[found.form])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Length"] = str(path.stat().st_size)
    return response


def _pieces(path: Path) -> Iterator[bytes]:
    """Opened when somebody begins to read, so that it is closed by whoever ends."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def _listing(request: HttpRequest, name: str, form: str) -> Listing | Workbook:
    """The list, or the workbook with what the address asks for."""
    book = book_named(name)
    if book is not None:
        if form != "xlsx" or not book.may(request.user) or book.find(request.user, request.GET) is None:
            raise Http404
        return book
    listing = listing_named(name)
    if listing is None or form not in TYPES:
        raise Http404
    if not listing.may(request.user):
        raise PermissionDenied
    return listing
