"""Enter a block of national numbers that was granted, and give back what is left of one."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import keep
from facilities.actions.set_limit import may_set
from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from facilities.models import Region
from manifests.models import Manifest, NumberBlock
from manifests.national_numbers import forget, hold_series
from manifests.numbers import NATIONAL_SERIALS, NationalNumber

MOST_YEARS_AHEAD = 1


def enter_block(
    *, by, region: Region, year: int, first: int, last: int, granted_by: str, document: str, granted_on: date
) -> NumberBlock:
    """Serials `first` to `last` of a prefecture-level city and year, entered by officials in charge of all of it.

    Raises NotPermitted, BadInput, and Refusal where a number of it is another block's or some manifest's already.
    """
    if not may_set(by, region):
        raise NotPermitted(_("Your role does not allow this."))
    _check(region, year, first, last, granted_on)
    series = NationalNumber(year, region.code[:4], 0)
    row = NumberBlock(
        region=region,
        first_no=int(series) + first,
        last_no=int(series) + last,
        next_no=int(series) + first,
        granted_last_no=int(series) + last,
        granted_by=granted_by.strip(),
        document=document.strip(),
        granted_on=granted_on,
        entered_by=by,
        entered_at=clock.now(),
    )
    with transaction.atomic():
        hold_series(region.code)
        overlap = Refusal(
            _("Another block holds some of these numbers already."), code="block_overlaps", field="/first", value=first
        )
        if NumberBlock.objects.filter(first_no__lte=row.last_no, last_no__gte=row.first_no).exists():
            raise overlap
        # All numbers have 14 digits, so that text is in the order of numbers.
        used = Manifest.objects.filter(national_no__gte=f"{row.first_no:014d}", national_no__lte=f"{row.last_no:014d}")
        if found := used.order_by("national_no").values_list("national_no", flat=True).first():
            raise Refusal(
                _("Number %(number)s of this block stands on a manifest already.") % {"number": found},
                code="block_number_taken",
                field="/first",
                value=found,
            )
        keep(row, overlap)
    return row


def give_back(*, by, block: NumberBlock) -> int:
    """Give back the numbers that are left: no more is given out of the block. How many these were.

    A block of which none was used is taken out altogether.
    """
    with transaction.atomic():
        found = NumberBlock.objects.visible_to(by).select_for_update(of=("self",)).select_related("region")
        row = found.filter(pk=block.pk).first()
        if row is None:
            raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found")
        if not may_set(by, row.region):
            raise NotPermitted(_("Your role does not allow this."))
        left = row.left
        if not left:
            raise Refusal(_("No number of this block is left."), code="block_used_up")
        if row.used:
            row.last_no = row.next_no - 1
            row.save(update_fields=["last_no"])
        else:
            row.delete()
    forget()
    return left


def _check(region: Region, year: int, first: int, last: int, granted_on: date) -> None:
    today = clock.today()
    if region.level != Region.Level.PREFECTURE:
        raise BadInput(_("Choose a city."), code="block_region", field="/region", value=region.code)
    if not today.year - 1 <= year <= today.year + MOST_YEARS_AHEAD:
        raise BadInput(
            _("A block is for last year, this year or the next."), code="block_year", field="/year", value=year
        )
    if not 1 <= first <= last < NATIONAL_SERIALS:
        raise BadInput(
            _("Serials run from 1 to 999999, the first before the last."), code="block_serials", field="/first"
        )
    if granted_on > today:
        raise BadInput(_("This day lies in the future."), code="day_in_future", field="/granted_on", value=granted_on)
