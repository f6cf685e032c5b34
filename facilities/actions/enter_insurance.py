"""Enter a site's environmental liability insurance (Environmental Code, Art. 484)."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities.actions.asking import require
from facilities.actions.end_paper import INSURERS
from facilities.actions.enter_paper import enter_paper
from facilities.errors import BadInput
from facilities.models import Facility, Insurance


def enter_insurance(
    *,
    by,
    facility: Facility,
    number: str,
    issuer: str,
    valid_from: date,
    valid_to: date,
    insured_yuan: Decimal | None = None,
    covers: str = "",
    reason: str = "",
) -> Insurance:
    """By the firm's clerk, or the dispatcher of a carrier. `insured_yuan`: the sum in yuan, if it is to be known;
    `covers`: the vehicles or the site, in words.

    Raises NotPermitted, BadInput, and what `enter_paper` raises. The same again changes nothing.
    """
    require(by, facility.enterprise_id, *INSURERS)
    if not issuer.strip():
        raise BadInput(_("Name the insurer."), code="required", field="/issuer")
    if insured_yuan is not None and not (insured_yuan.is_finite() and 0 < insured_yuan < 10**13):
        raise BadInput(_("Give a sum above 0, or none."), code="sum_invalid", field="/insured_yuan", value=insured_yuan)
    row = Insurance(
        facility=facility,
        number=number,
        issuer=issuer,
        valid_from=valid_from,
        valid_to=valid_to,
        insured_yuan=insured_yuan,
        covers=covers.strip(),
    )
    with transaction.atomic():
        return enter_paper(row, by=by, holders=(facility,), reason=reason)[0]
