"""A list that is too long to wait for: ask for it, let a job write it, fetch it for a week."""

from pathlib import Path

from django.db import transaction
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.attempting import attempt
from facilities.errors import BadInput, NotPermitted
from facilities.models import Export
from facilities.sheets import working
from facilities.sheets.books import Workbook, book_named
from facilities.sheets.listings import Listing, listing_named
from facilities.sheets.places import export_path
from facilities.sheets.writing import TYPES, Progress, write_csv, write_xlsx

MOST_AT_ONCE = 20_000  # rows of an xlsx while the person waits: about four seconds
MOST_WAITING = 5  # files that one person may wait for


def is_long(rows) -> bool:
    """True for more rows than are written while the person waits. Steps over so many keys, counts nothing."""
    return bool(rows.order_by("-pk").values_list("pk")[MOST_AT_ONCE : MOST_AT_ONCE + 1])


def ask_export(*, by, listing: Listing | Workbook, params: str, form: str, language: str) -> Export:
    """Raises NotPermitted, and BadInput for a file type we do not write or too many files at once."""
    if not listing.may(by):
        raise NotPermitted(_("Your role does not allow this."))
    if form not in TYPES:
        raise BadInput(_("Choose xlsx or csv."), code="export_form_unknown", field="/form", value=form)
    if Export.objects.filter(person=by, state__in=Export.WORKING).count() >= MOST_WAITING:
        raise BadInput(_("Wait until your other files are ready."), code="too_many_exports")
    now = clock.now()
    with transaction.atomic():
        export = Export.objects.create(
            person=by, listing=listing.name, params=params, form=form, language=language, asked_at=now, beat_at=now
        )
        working.call(working.WRITE, export.pk)
    return export


def write_export(pk) -> None:
    """Write the file with what the person may see now. Repeated, it begins again; a finished one is left alone."""
    attempt(Export.objects.filter(pk=pk, state__in=Export.WORKING), lambda: _write(pk), _fail)


def _fail(mine) -> None:
    mine.update(state=Export.State.FAILED, finished_at=clock.now())


def _write(pk) -> None:
    mine = Export.objects.filter(pk=pk)
    mine.update(state=Export.State.WRITING)
    export = mine.select_related("person").get()
    path = export_path(export)
    part = path.with_suffix(".part")

    def progress(count: int) -> None:
        mine.update(row_count=count, beat_at=clock.now())

    with translation.override(export.language):
        if not _fill(part, export, progress):
            _fail(mine)
            return
    part.replace(path)
    mine.update(state=Export.State.READY, finished_at=clock.now())


def _fill(part: Path, export: Export, progress: Progress) -> bool:
    """False where it is not there, or no longer theirs."""
    params, person = QueryDict(export.params), export.person
    if (book := book_named(export.listing)) is not None:
        found = book.find(person, params) if book.may(person) else None
        if found is None:
            return False
        progress(book.write(part, found, progress))
        return True
    listing = listing_named(export.listing)
    if listing is None or not listing.may(person):
        return False
    rows = listing.rows(person, params)
    if export.form == "xlsx":
        progress(write_xlsx(part, listing, rows, progress))
    else:
        write_csv(part, listing, rows, lambda: Export.objects.filter(pk=export.pk).update(beat_at=clock.now()))
    return True
