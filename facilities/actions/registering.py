"""What every entry of the register asks first, and how it is noted: who may, is the day possible, what was done."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.clock import FIRST_YEAR, LAST_YEAR
from facilities.errors import BadInput, NotPermitted
from facilities.models import RegisterEntry

SUBJECT = {  # model → the entry's field for it
    "enterprise": "enterprise",
    "facility": "facility",
    "permit": "permit",
    "carrierlicence": "licence",
    "insurance": "insurance",
    "contract": "contract",
}


def in_charge(person, region: str) -> bool:
    """Officials of the place: its city, its district, its province; and the superuser, who sets up the house."""
    return person.is_superuser or (person.standing.is_regulator and person.standing.in_charge_of(region))


def in_charge_of_all(person, regions: Iterable[str]) -> bool:
    """In charge of every one of them, and there is one: of what has no place nobody has charge."""
    regions = list(regions)
    return bool(regions) and all(in_charge(person, region) for region in regions)


def require_charge(by, *regions: str) -> None:
    """Raise NotPermitted unless `by` is in charge of all the places."""
    if not in_charge_of_all(by, regions):
        raise NotPermitted(_("Your role does not allow this."))


def note(
    subject: Model,
    deed: RegisterEntry.Deed,
    *,
    by,
    day: date | None = None,
    reason: str = "",
    changes: Iterable[dict] = (),
) -> RegisterEntry:
    """Write the step down. Call it in the transaction of what it tells of."""
    return RegisterEntry.objects.create(
        **{SUBJECT[subject._meta.concrete_model._meta.model_name]: subject},
        deed=deed,
        day=day or clock.today(),
        reason=reason,
        changes=list(changes),
        recorded_at=clock.now(),
        recorded_by=by,
        recorded_by_name=str(by),
        office=by.standing.label[:120],
    )


def why(reason: str) -> str:
    """The reason as it is kept; BadInput where none is given, or it cannot be stored."""
    text = (reason or "").strip()
    if not text:
        raise BadInput(_("Give a reason."), code="required", field="/reason")
    if "\x00" in text:
        raise BadInput(_("The text holds a character that cannot be stored."), code="text_invalid", field="/reason")
    if len(text) > 200:
        raise BadInput(_("Use at most %(longest)s characters.") % {"longest": 200}, code="too_long", field="/reason")
    return text


def check_day(day: date, field: str) -> None:
    """Raise `year_invalid` for a year that nobody can mean."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise BadInput(_("Give a year between 1900 and 2199."), code="year_invalid", field=field, value=day)


def differences(row: Model, new: dict) -> list[dict]:
    """{field, before, after} as text, of each field whose value would change."""
    found = []
    for name, value in new.items():
        before = getattr(row, name)
        if before != value and not (before in (None, "") and value in (None, "")):
            found.append({"field": name, "before": _text(before), "after": _text(value)})
    return found


def _text(value) -> str:
    if isinstance(value, list):
        return "、".join(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)
