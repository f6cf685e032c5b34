"""Draw a block of numbers for blank manifests, for the hours without a system; and declare sheets of it spoiled."""

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import require
from facilities.errors import BadInput, NotThere, Refusal
from facilities.models import Facility
from facilities.roles import Role
from manifests.actions.reading import read_row, read_text
from manifests.models import PaperBlock, PaperNumber
from manifests.numbers import NotANumber, manifest_number, read_manifest_number

MOST = 50  # sheets a block: one print


def draw_paper(*, by, facility, count, idempotency_key: str | None = None) -> PaperBlock:
    """So many fresh numbers for one of the person's own open sites. The same key answers with the same block."""
    own = Facility.objects.where_person_is(by, Role.CLERK).open().select_related("region")
    site = read_row(own, facility, "/facility")
    try:
        wanted = int(str(count))
    except ValueError:
        wanted = 0
    if not 1 <= wanted <= MOST:
        raise BadInput(_("Draw 1 to 50 numbers at once."), code="count_invalid", field="/count", value=str(count)[:20])
    now = clock.now()
    with transaction.atomic():
        # Two clicks at once take turns here.
        Facility.objects.select_for_update(no_key=True).get(pk=site.pk)
        first = (
            PaperBlock.objects.filter(person=by, idempotency_key=idempotency_key).first() if idempotency_key else None
        )
        if first is not None:
            return first
        block = PaperBlock.objects.create(
            facility=site, count=wanted, person=by, person_name=str(by), recorded_at=now,
            idempotency_key=idempotency_key or None,
        )  # fmt: skip
        PaperNumber.objects.bulk_create(
            PaperNumber(number=manifest_number(site.region_id, clock.today().year, serial), block=block)
            for serial in _serials(wanted)
        )
    return block


def spoil_paper(*, by, block: PaperBlock, numbers: Iterable[str], reason) -> int:
    """Declare unused sheets spoiled or lost; how many these are. They can never be entered any more."""
    found = PaperBlock.objects.visible_to(by).select_related("facility").filter(pk=block.pk).first()
    if found is None:
        raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found")
    require(by, found.facility.enterprise_id, Role.CLERK)
    why = read_text(reason, "/reason")
    if not why:
        raise BadInput(_("Give a reason."), code="required", field="/reason")
    wanted = {_number(text) for text in numbers}
    if not wanted:
        raise BadInput(_("Choose at least one number."), code="required", field="/numbers")
    with transaction.atomic():
        rows = list(PaperNumber.objects.select_for_update().filter(block=found, pk__in=wanted).order_by("pk"))
        if len(rows) != len(wanted):
            raise BadInput(_("Choose one from the list."), code="unknown_choice", field="/numbers")
        used = [row for row in rows if row.manifest_id or row.spoiled_at]
        if used:
            raise Refusal(
                _("Number %(number)s has been entered or declared spoiled already.") % {"number": used[0]},
                code="paper_number_used",
                field="/numbers",
            )
        PaperNumber.objects.filter(pk__in=wanted).update(spoiled_at=clock.now(), spoiled_by=str(by), spoiled_reason=why)
    return len(rows)


def _number(text: str) -> str:
    try:
        return read_manifest_number(str(text))
    except NotANumber:
        raise BadInput(_("Choose one from the list."), code="unknown_choice", field="/numbers") from None


def _serials(count: int) -> list[int]:
    """From the sequence that numbers manifests, so that no two papers ever bear one number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('manifests_manifest_serial') FROM generate_series(1, %s::int)", [count])
        return [serial for (serial,) in cursor.fetchall()]
