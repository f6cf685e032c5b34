"""Take in a spreadsheet to be imported: it is kept as it came, and checked before anything is written from it."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.check_sheet import check_sheet
from facilities.errors import BadInput, NotPermitted, Refusal
from facilities.models import Facility, Person, SheetImport
from facilities.sheets import working
from facilities.sheets.guarding import MOST_BYTES
from facilities.sheets.kinds import Kind
from facilities.sheets.places import import_path

CHECKED_AT_ONCE = 32 * 1024  # bytes: a few hundred rows, which takes less than a second


def upload_sheet(
    *, by, kind: Kind, facility: Facility, name: str, chunks: Iterable[bytes], idempotency_key: str | None = None
) -> SheetImport:
    """The import, checked already where the file is small; else a job checks it.

    The same key with the same file answers with the first import. Raises NotPermitted, BadInput, and
    `idempotency_key_reused` where the key came with something else.
    """
    if not kind.sites_of(by).filter(pk=facility.pk).exists():
        raise NotPermitted(_("Your role does not allow this."))
    now = clock.now()
    name = "".join(letter for letter in name if letter.isprintable())[-120:] or "sheet"
    sheet = SheetImport(kind=kind.name, facility=facility, person=by, file_name=name, uploaded_at=now, beat_at=now)
    sheet.idempotency_key = idempotency_key
    path = import_path(sheet)
    try:
        sheet.size, sheet.sha256 = _keep(path, chunks)
        with transaction.atomic():
            if (first := _first(sheet)) is not None:
                path.unlink(missing_ok=True)
                return first
            sheet.save()
            if sheet.size > CHECKED_AT_ONCE:
                working.call(working.CHECK, sheet.pk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    if sheet.size <= CHECKED_AT_ONCE:
        check_sheet(sheet.pk)
        sheet.refresh_from_db()
    return sheet


def _keep(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Write the file as it came; its size and digest."""
    digest, size = hashlib.sha256(), 0
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
    return size, digest.hexdigest()


def _first(sheet: SheetImport) -> SheetImport | None:
    """What the person uploaded under this key before."""
    if sheet.idempotency_key is None:
        return None
    # Two calls at once take turns at the person's own row.
    Person.objects.select_for_update(no_key=True).get(pk=sheet.person_id)
    first = SheetImport.objects.filter(person=sheet.person, idempotency_key=sheet.idempotency_key).first()
    if first is None:
        return None
    if (first.kind, first.facility_id, first.sha256) != (sheet.kind, sheet.facility_id, sheet.sha256):
        raise Refusal(
            _("This key has been used for another request."), code="idempotency_key_reused", field="/idempotency_key"
        )
    return first
