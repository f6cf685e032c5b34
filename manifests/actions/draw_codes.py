"""Draw a block of label codes ahead, to be stuck on drums as they are filled; and declare unused ones void."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import require
from facilities.errors import BadInput, NotThere, Refusal
from facilities.models import Facility, WasteCode, WasteStream
from facilities.roles import Role
from manifests.actions.reading import read_kg, read_row, read_text
from manifests.models import BlockSerial, SerialBlock, Series, WasteBatch
from manifests.numbers import digital_id
from manifests.states import BatchState

DRAWERS = (Role.CLERK, Role.RECEIVER)
MOST = 100  # codes a block: one print
DAYS_AHEAD = 31  # labels lie ready for a month, not for a year in which contact and composition change
LARGEST_SERIAL = 999  # three digits of the 37 characters


def draw_codes(*, by, stream=None, batch=None, day, count, litres, idempotency_key: str | None = None) -> SerialBlock:
    """So many consecutive codes for today or a day soon: of a `stream` of one's own site, or for a stored `batch` that
    arose elsewhere, to be repacked into drums of one's own. The same key answers with the same block.

    Raises BadInput, also where enterprise, code and day have no such number of codes left.
    """
    site, found, code = _read_waste(by, stream, batch)
    wanted, volume, on = _read_count(count), read_kg(litres, "/litres"), _read_day(day)
    if volume >= 10**8 or volume != round(volume, 1):
        raise BadInput(
            _("Give the volume in litres, with at most one decimal."), code="litres_invalid", field="/litres"
        )
    if not code.hazardous or site.enterprise.country != "CN":
        raise BadInput(
            _("Only containers of hazardous waste in China bear such codes."),
            code="no_label_codes",
            field="/stream" if batch is None else "/batch",
        )
    with transaction.atomic():
        # Two clicks at once take turns here.
        Facility.objects.select_for_update(no_key=True).get(pk=site.pk)
        if idempotency_key:
            first = SerialBlock.objects.filter(person=by, idempotency_key=idempotency_key).first()
            if first is not None:
                return first
        serials = Series.take(series_of(site.enterprise, code.code, on), wanted)
        if serials[-1] > LARGEST_SERIAL:
            raise BadInput(
                _("Only %(left)s codes of this waste are left for that day: 999 per enterprise, code and day.")
                % {"left": max(LARGEST_SERIAL - serials[0] + 1, 0)},
                code="too_many_containers",
                field="/count",
                law="HJ 1276-2022",
            )
        block = SerialBlock.objects.create(
            facility=site,
            stream=found,
            waste_code=code,
            day=on,
            first=serials[0],
            last=serials[-1],
            litres=volume,
            person=by,
            person_name=str(by),
            recorded_at=clock.now(),
            idempotency_key=idempotency_key or None,
        )
        BlockSerial.objects.bulk_create(
            BlockSerial(digital_id=digital_id(site.enterprise.registration_no, code.code, on, serial), block=block)
            for serial in serials
        )
    return block


def _read_waste(by, stream, batch) -> tuple[Facility, WasteStream, WasteCode]:
    """Whose codes they are and of which waste. A batch's is its stream's, whoever's site that is: the label says what
    is in the drum, and who holds it when it is filled."""
    own = Facility.objects.where_person_is(by, *DRAWERS).open()
    if (stream is None) == (batch is None):
        raise BadInput(_("Name a waste of your own or a batch."), code="label_waste_unclear", field="/stream")
    if stream is not None:
        streams = WasteStream.objects.filter(facility__in=own).select_related("facility__enterprise", "waste_code")
        found = read_row(streams, stream, "/stream", retired_on=None)
        return found.facility, found, found.waste_code
    batches = WasteBatch.objects.filter(holder__in=own, state=BatchState.STORED)
    lying = read_row(batches.select_related("holder__enterprise", "stream", "waste_code"), batch, "/batch")
    return lying.holder, lying.stream, lying.waste_code


def void_codes(*, by, block: SerialBlock, codes: Iterable[str], reason) -> int:
    """Declare unused codes void; how many these are. They are never used for anything any more."""
    found = SerialBlock.objects.visible_to(by).select_related("facility").filter(pk=block.pk).first()
    if found is None:
        raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found")
    require(by, found.facility.enterprise_id, *DRAWERS)
    why = read_text(reason, "/reason")
    if not why:
        raise BadInput(_("Give a reason."), code="required", field="/reason")
    wanted = {str(code) for code in codes}
    if not wanted:
        raise BadInput(_("Choose at least one code."), code="required", field="/codes")
    with transaction.atomic():
        rows = list(BlockSerial.objects.select_for_update().filter(block=found, pk__in=wanted).order_by("pk"))
        if len(rows) != len(wanted):
            raise BadInput(_("Choose one from the list."), code="unknown_choice", field="/codes")
        for row in rows:
            if not row.is_unused:
                raise Refusal(
                    _("Code %(code)s is on a container or void already.") % {"code": row},
                    code="label_code_used",
                    field="/codes",
                )
        BlockSerial.objects.filter(pk__in=wanted).update(voided_at=clock.now(), voided_by=str(by), void_reason=why)
    return len(rows)


def series_of(enterprise, code: str, day: date) -> str:
    """The key of the series that numbers containers: the sites of an enterprise share it, as they share the 18
    digits."""
    return f"label:{enterprise.pk}:{code}:{day:%Y%m%d}"


def _read_count(count) -> int:
    try:
        wanted = int(str(count))
    except ValueError:
        wanted = 0
    if not 1 <= wanted <= MOST:
        raise BadInput(_("Draw 1 to 100 codes at once."), code="count_invalid", field="/count", value=str(count)[:20])
    return wanted


def _read_day(day) -> date:
    try:
        on = day if isinstance(day, date) else date.fromisoformat(str(day))
    except ValueError:
        on = None
    today = clock.today()
    if on is None or not today <= on <= today + timedelta(days=DAYS_AHEAD):
        raise BadInput(
            _("Give today or a day within a month: it is part of the code."),
            code="day_invalid",
            field="/day",
            value=str(day)[:20],
        )
    return on
