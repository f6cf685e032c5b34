"""Enter how a province spells its manifest numbers from a day on: the mask before ends on the eve."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import keep
from facilities.actions.set_limit import may_set
from facilities.errors import BadInput, NotPermitted, Refusal
from facilities.models import Region
from manifests.models import NumberMask
from manifests.numbers import is_mask


def set_number_mask(*, by, region: Region, mask: str, valid_from: date, document: str) -> NumberMask:
    """The new row, entered by officials of the province. It begins tomorrow at the earliest."""
    if not may_set(by, region):
        raise NotPermitted(_("Your role does not allow this."))
    mask = mask.strip().upper()
    if region.level != Region.Level.PROVINCE:
        raise BadInput(_("Choose a province."), code="mask_region", field="/region", value=region.code)
    if not is_mask(mask):
        raise BadInput(
            _("Write # for a digit, @ for a letter, and other letters, digits, / and - as they are."),
            code="mask_invalid",
            field="/mask",
            value=mask,
        )
    if valid_from <= clock.today():
        raise BadInput(
            _("A new mask begins tomorrow at the earliest."), code="mask_backdated", field="/valid_from",
            value=valid_from,
        )  # fmt: skip
    with transaction.atomic():
        Region.objects.select_for_update(no_key=True).get(pk=region.pk)  # two officials take turns
        last = NumberMask.objects.filter(region=region, valid_to=None).first()
        if last and valid_from < last.valid_from:
            raise Refusal(
                _("A mask is already entered from %(day)s. Choose that day, to replace it, or a later one.")
                % {"day": last.valid_from.isoformat()},
                code="mask_entered_later",
                field="/valid_from",
                value=valid_from,
            )
        if last:
            last.valid_to = valid_from - timedelta(days=1)
            last.save(update_fields=["valid_to"])
        row = NumberMask(
            region=region,
            mask=mask,
            valid_from=valid_from,
            document=document.strip(),
            entered_by=by,
            entered_at=clock.now(),
        )
        keep(row, Refusal(_("Somebody else has just entered this mask."), code="mask_taken", field="/valid_from"))
    return row
