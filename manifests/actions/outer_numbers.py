"""Read the numbers that others give a manifest: the nation's 14 digits, and a province's own."""

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from facilities.errors import BadInput, Refusal
from manifests.actions.reading import read_text
from manifests.models import CustodyEvent, Manifest, NumberBlock, NumberMask
from manifests.national_numbers import hold_series
from manifests.numbers import NationalNumber, NotANumber, fits_mask, spaced
from manifests.states import OPENING

LONGEST = 40
LAW = _("Order 23 of 2022, Art. 15")


def open_slots(manifest: Manifest) -> list[str]:
    """The numbers that are still missing and that its profile has a place for."""
    slots = []
    if manifest.form.has_national_number and not manifest.national_no:
        slots.append("national_no")
    if not manifest.provincial_no:
        slots.append("provincial_no")
    return slots


def years_of(manifest: Manifest, moment=None) -> set[int]:
    """The calendar years that its national number may be of: it was issued or left in them. `moment` stands for now."""
    found = [manifest.issued_at or moment, manifest.departed_at]
    return {localdate(each).year for each in found if each is not None}


def read_national_no(value, manifest: Manifest, where: str, *, moment=None, by=None) -> str:
    """14 digits of the manifest's own city and year, that no other manifest has and no block will give; "" for none.

    Holds the city's series until the transaction ends. `moment` is when it is issued, before it was; `by`
    is told which manifest has the number, if they may see it.
    """
    text = "".join(read_text(value, where, LONGEST).split())
    if not text and manifest.is_inbound:
        raise BadInput(_("Fill this in."), code="required", field=where)
    if not text:
        return ""
    told = {"field": where, "law": LAW, "value": text}
    if not manifest.form.has_national_number:
        raise BadInput(
            _("Manifests for %(profile)s have no national number.") % {"profile": manifest.form},
            code="national_no_not_asked",
            field=where,
            value=text,
        )
    try:
        number = NationalNumber.read(text)
    except NotANumber:
        raise BadInput(_("The national number has 14 digits."), code="national_no_invalid", **told) from None
    years = years_of(manifest, moment)
    if number.year not in years:
        raise BadInput(
            _("The first four digits are the year in which it was issued or left: %(year)s.")
            % {"year": "/".join(str(year) for year in sorted(years))},
            code="national_no_year",
            **told,
        )
    place = manifest.origin_region_id[:4]
    if number.place != place:
        raise BadInput(
            _("Digits 5 to 8 are those of the city that the waste leaves from: %(place)s.") % {"place": place},
            code="national_no_place",
            **told,
        )
    if number.serial == 0:
        raise BadInput(_("The last six digits count from 000001."), code="national_no_serial", **told)
    hold_series(place)
    if (other := Manifest.objects.filter(national_no=text).exclude(pk=manifest.pk).only("number").first()) is not None:
        seen = by is not None and Manifest.objects.visible_to(by).filter(pk=other.pk).exists()
        raise national_no_taken(where, text, other.number if seen else "")
    if text != manifest.national_no and not _is_its_own(manifest, text) and _in_block(number):
        raise Refusal(
            _("This number lies in a block that was granted to this platform; it is given out at issue only."),
            code="national_no_in_block",
            **told,
        )
    return text


def _is_its_own(manifest: Manifest, text: str) -> bool:
    """Whether it was issued with this number: what a correction took from it by mistake may come back."""
    return CustodyEvent.objects.filter(manifest=manifest, action__in=OPENING, particulars__national_no=text).exists()


def _in_block(number) -> bool:
    return NumberBlock.objects.holding(int(number)).exists()


def national_no_taken(where: str, text: str, number: str = "") -> Refusal:
    """`number`: ours of the manifest that has it, where the person may know."""
    said = {"code": "national_no_taken", "field": where, "value": text}
    if number:
        told = _("Manifest %(number)s has this national number already.")
        return Refusal(told, figures={"number": spaced(number)}, **said)
    return Refusal(_("Another manifest has this national number already."), **said)


def read_provincial_no(value, manifest: Manifest, where: str, *, moment=None) -> str:
    """A province's number as its mask of that day spells it, any text where no mask is entered; "" for none."""
    text = read_text(read_text(value, where, LONGEST).upper(), where, LONGEST)  # capitals may be longer: ß is SS
    if not text:
        return ""
    province = manifest.origin_region_id[:2]
    day = localdate(manifest.issued_at or moment)
    mask = NumberMask.objects.in_force(day, province).first()
    if mask is not None and not fits_mask(text, mask.mask):
        raise BadInput(
            _("This province's numbers are spelt %(mask)s: # a digit, @ a letter.") % {"mask": mask.mask},
            code="provincial_no_invalid",
            field=where,
            law=mask.document,
            value=text,
        )
    others = Manifest.objects.filter(provincial_no=text, origin_region__code__startswith=province)
    if others.exclude(pk=manifest.pk).exists():
        raise Refusal(
            _("Another manifest of this province has this number already."),
            code="provincial_no_taken",
            field=where,
            value=text,
        )
    return text
