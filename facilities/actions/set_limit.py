"""Enter the value of a limit from a day on: the row before ends on the eve, and nothing that was in force changes."""

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import keep
from facilities.errors import BadInput, NotPermitted, Refusal
from facilities.limit_names import NAMES
from facilities.models import Limit, Region

CITY_DIGITS = 4  # of a region's prefix: a prefecture's, or shorter for a province
COUNTED = {"days", "working_days", "months"}
MOST_COUNTED = Decimal(3650)  # ten years of days: what is longer is a slip of the hand
MOST = Decimal(10) ** 9


def set_limit(
    *, by, code: str, region: Region | None, value: Decimal, valid_from: date, law: str, note: str = ""
) -> Limit:
    """The new row. It begins tomorrow at the earliest: a day is judged by one number from morning to night.

    For a region by its own officials of a city or above, for the country (`region` None) by the superuser. Raises
    NotPermitted, BadInput, and Refusal where a value is already entered for a later day.
    """
    if not may_set(by, region):
        raise NotPermitted(_("Your role does not allow this."))
    _check(code, value, valid_from)
    with transaction.atomic():
        # The country's row is always there: two officials entering the same limit do so one after the other.
        rows = list(Limit.objects.select_for_update(of=("self",)).filter(code=code).order_by("pk"))
        last = next((row for row in rows if row.region == region and row.valid_to is None), None)
        if last and valid_from < last.valid_from:
            raise Refusal(
                _("A value is already entered from %(day)s. Choose that day, to replace it, or a later one.")
                % {"day": last.valid_from.isoformat()},
                code="limit_entered_later",
                field="/valid_from",
                value=valid_from,
            )
        if last:
            last.valid_to = valid_from - timedelta(days=1)
            last.save(update_fields=["valid_to"])
        row = Limit(
            code=code,
            region=region,
            value=value,
            unit=NAMES[code][1],
            valid_from=valid_from,
            law=law.strip(),
            note=note.strip(),
            source=Limit.Source.EDITED,
            entered_by=by,
            entered_at=clock.now(),
        )
        keep(row, Refusal(_("Somebody else has just entered this limit."), code="limit_taken", field="/valid_from"))
    return row


def may_set(person, region: Region | None) -> bool:
    """Whether the person may enter limits for the region; None is the whole country."""
    if region is None:
        return person.is_superuser
    return len(region.prefix) <= CITY_DIGITS and person.standing.in_charge_of(region.pk)


def _check(code: str, value: Decimal, valid_from: date) -> None:
    if code not in NAMES:
        raise BadInput(_("Choose a limit from the list."), code="limit_unknown", field="/code", value=code)
    counted = NAMES[code][1] in COUNTED
    if not value.is_finite() or value < 0 or value > (MOST_COUNTED if counted else MOST):
        raise BadInput(_("This is no possible value."), code="limit_impossible", field="/value", value=value)
    if counted and value != value.to_integral_value():
        raise BadInput(_("Give a whole number."), code="limit_not_whole", field="/value", value=value)
    if not counted and value == 0:
        raise BadInput(_("The value must be above 0."), code="limit_impossible", field="/value", value=value)
    if valid_from <= clock.today():
        raise BadInput(
            _("A new value begins tomorrow at the earliest: today is judged by one number from morning to night."),
            code="limit_backdated",
            field="/valid_from",
            value=valid_from,
        )
