"""Label codes that were drawn ahead and stuck on the drums: read what was scanned or typed, and put them to use."""

import re
from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from manifests.models import BlockSerial, Container, WasteBatch
from manifests.numbers import NotANumber, digital_id
from manifests.serials import NotSerials, read_serials

MOST = 999  # containers of one enterprise, waste code and day (digital identification code)
LONGEST = MOST * 201  # characters: so many scanned addresses of at most 200, each with what stands between them
_SPACED_RUN = re.compile(r"(?<=\d)[ \t]*[-–—~][ \t]*(?=\d)")
_BETWEEN = re.compile(r"[\s,，、;；]+")
_ADDRESS = re.compile(r"/c/([0-9A-Za-z]{37})/")
_CODE = re.compile(r"^[0-9A-Z]{37}$", re.ASCII)


def read_codes(data: dict, where: str = "") -> list[str | int]:
    """`label_codes` as a list or a text: 37-character codes, scanned addresses, or serials such as "1-12, 15".

    Serials are of the batch's own waste and day. In the order given, each once; nothing where none are named.
    """
    sent = data.get("label_codes") or []
    field = f"{where}/label_codes"
    if isinstance(sent, str):
        if len(sent) > LONGEST:
            raise _unreadable(field, sent)
        sent = _BETWEEN.split(_SPACED_RUN.sub("-", sent))
    if not isinstance(sent, list | tuple) or sum(len(str(part)) for part in sent) > LONGEST:
        raise _unreadable(field, sent)
    found: dict[str | int, None] = {}
    for part in dict.fromkeys(str(part).strip() for part in sent):
        if part:
            found |= dict.fromkeys(_read(part, field))
        if len(found) > MOST:
            raise _unreadable(field, part)
    return list(found)


def _read(part: str, field: str) -> list[str] | list[int]:
    address = _ADDRESS.search(part)
    code = address[1].upper() if address else part.upper()
    if _CODE.match(code):
        return [code]
    try:
        return read_serials(part, MOST)
    except NotSerials:
        raise _unreadable(field, part) from None


def _unreadable(field: str, value) -> BadInput:
    return BadInput(
        _("Scan the codes, or type them or their serials, such as 1-12, 15."),
        code="label_codes_invalid",
        field=field,
        value=str(value)[:60],
    )


def drawn_for(batch: WasteBatch, day: date, codes: Sequence[str | int], litres: Sequence, where: str = "") -> list[str]:
    """The digital codes for these containers, locked until the transaction ends: drawn for this waste, site and day.

    `litres` is the volume of each container, in the order of the codes. Raises BadInput, or Refusal where one is used.
    """
    field = f"{where}/label_codes"
    if len(codes) != len(litres):
        raise BadInput(
            _("There are %(containers)s containers and %(codes)s codes. Name one code for each.")
            % {"containers": len(litres), "codes": len(codes)},
            code="label_codes_do_not_match",
            field=field,
        )
    ids = [_whole(batch, day, code) for code in codes]
    rows = BlockSerial.objects.select_for_update(of=("self",)).select_related("block").filter(pk__in=ids)
    known = {row.pk: row for row in rows.order_by("pk")}
    refusals = [
        refusal
        for code, size in zip(ids, litres, strict=True)
        if (refusal := _against(batch, day, code, known.get(code), size, field))
    ]
    if refusals:
        raise Refusal.of(refusals)
    return ids


def put_on(containers: Sequence[Container]) -> None:
    """Say of each code drawn ahead on which container it is now."""
    on = {row.digital_id: row for row in containers}
    rows = list(BlockSerial.objects.filter(pk__in=on))
    for row in rows:
        row.container = on[row.pk]
    BlockSerial.objects.bulk_update(rows, ["container"])


def _whole(batch: WasteBatch, day: date, code: str | int) -> str:
    if isinstance(code, str):
        return code
    try:
        return digital_id(batch.holder.enterprise.registration_no, batch.waste_code.code, day, code)
    except NotANumber:
        return f"{code:03d}"  # this waste, or whoever holds it, bears no such codes: none was drawn


def _against(batch: WasteBatch, day: date, code: str, row: BlockSerial | None, litres, field: str) -> Refusal | None:
    """Why this code cannot go on a container of the batch; None where it can."""
    if row is None or row.block.facility_id != batch.holder_id:
        said = _("No label %(code)s of this waste was printed ahead here for %(day)s.")
        said = said % {"code": code[-3:], "day": f"{day:%Y-%m-%d}"}
        return BadInput(said, code="label_code_unknown", field=field, value=code)
    if not row.is_unused:
        said = _("Label %(code)s is on a container or void already.") % {"code": code[-3:]}
        return Refusal(said, code="label_code_used", field=field, value=code)
    block = row.block
    if (block.stream_id, block.waste_code_id) != (batch.stream_id, batch.waste_code_id):
        said = _("Label %(code)s was printed for another waste.") % {"code": code[-3:]}
        return BadInput(said, code="label_of_another_waste", field=field, value=code)
    if block.day != day:
        said = _("Label %(code)s is for %(day)s, which is part of its code. Say that the waste arose on that day.")
        said = said % {"code": code[-3:], "day": f"{block.day:%Y-%m-%d}"}
        return BadInput(said, code="label_of_another_day", field=field, value=code)
    if Container(litres=litres).label_mm > Container(litres=block.litres).label_mm:
        said = _("Label %(code)s is too small for a container of %(litres)s L.")
        said = said % {"code": code[-3:], "litres": litres}
        return BadInput(said, code="label_too_small", field=field, law="HJ 1276-2022", value=code)
    return None
