"""Take in a spreadsheet to be imported: it is kept as it came, and checked before anything is written from it."""

import hashlib
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.check_sheet import check_sheet
from facilities.errors import BadInput, NotPermitted
from facilities.models import Facility, SheetImport
from facilities.sheets import working
from facilities.sheets.guarding import MOST_BYTES
from facilities.sheets.kinds import Kind
from facilities.sheets.places import import_path

CHECKED_AT_ONCE = 32 * 1024  # bytes: a few hundred rows, which takes less than a second


def upload_sheet(*, by, kind: Kind, facility: Facility, name: str, chunks: Iterable[bytes]) -> SheetImport:
    """The import, checked already where the file is small; else a job checks it. Raises NotPermitted, BadInput."""
    if not kind.sites_of(by).filter(pk=facility.pk).exists():
        raise NotPermitted(_("Your role does not allow this."))
    now = clock.now()
    name = "".join(letter for letter in name if letter.isprintable())[-120:] or "sheet"
    sheet = SheetImport(kind=kind.name, facility=facility, person=by, file_name=name, uploaded_at=now, beat_at=now)
    path, digest, size = import_path(sheet), hashlib.sha256(), 0
    try:
        with path.open("xb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise BadInput(
                        _("A file may have %(most)s MB at most. Split it."),
                        figures={"most": MOST_BYTES // 1024 // 1024},
                        code="file_too_large",
                        field="/file",
                    )
                digest.update(chunk)
                file.write(chunk)
        sheet.size, sheet.sha256 = size, digest.hexdigest()
        with transaction.atomic():
            sheet.save()
            if size > CHECKED_AT_ONCE:
                working.call(working.CHECK, sheet.pk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if size <= CHECKED_AT_ONCE:
        check_sheet(sheet.pk)
        sheet.refresh_from_db()
    return sheet
