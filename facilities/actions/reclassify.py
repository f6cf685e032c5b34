"""Set a facility's management class: an authority of the city or above overrides what was computed (HJ 1259-2022)."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.classify import computed_record, judged, latest_records
from facilities.errors import BadInput, NotPermitted, NotThere, Refusal
from facilities.models import ClassRecord, Facility

AS_COMPUTED = "computed"
FARTHEST = timedelta(days=366)


def reclassify(
    *, by, facility: Facility, management_class: str, reason: str, valid_from: date | None = None
) -> Facility:
    """The facility in its new class, from a day on (today unless said). `AS_COMPUTED` gives up what was set before.

    Refused: an unknown class, no reason, a day that is past, no change, a district not in charge of, and a district's
    own officials: the standard leaves it to the city and above.
    """
    today = clock.today()
    valid_from = valid_from or today
    _check(management_class, reason, valid_from, today)
    with transaction.atomic():
        # `of`: the row alone; two officials deciding at once are decided one after the other.
        row = Facility.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=facility.pk).first()
        if row is None:
            raise NotThere(_("Nothing is there, or it is not yours to see."), code="not_found")
        if not may_reclassify(by, row):
            raise NotPermitted(_("Your role does not allow this."), code="not_permitted")
        record = _record(row, management_class, valid_from)
        record.reason, record.set_by = reason.strip(), by
        record.save()
        if valid_from <= today:
            row.management_class = record.management_class
            row.save(update_fields=["management_class"])
    return row


def may_reclassify(person, facility: Facility) -> bool:
    """True for officials of the facility's city, its province, or above."""
    standing = person.standing
    return any(len(prefix) <= 4 and facility.region_id.startswith(prefix) for prefix in standing.region_prefixes)


def _check(management_class: str, reason: str, valid_from: date, today: date) -> None:
    if management_class not in (*Facility.ManagementClass.values, AS_COMPUTED):
        raise BadInput(
            _("Choose a class from the list."), code="class_unknown", field="/management_class", value=management_class
        )
    if not reason.strip():
        raise BadInput(_("Give a reason."), code="required", field="/reason")
    if "\x00" in reason:
        raise BadInput(_("The text holds a character that cannot be stored."), code="text_invalid", field="/reason")
    if valid_from < today:
        raise BadInput(_("A class is set from today on."), code="day_past", field="/valid_from", value=valid_from)
    if valid_from > today + FARTHEST:
        raise BadInput(_("Choose a day within a year."), code="day_too_far", field="/valid_from", value=valid_from)


def _record(row: Facility, management_class: str, valid_from: date) -> ClassRecord:
    current = latest_records([row.pk], valid_from).get(row.pk)
    if management_class == AS_COMPUTED:
        if current is None or current.basis != ClassRecord.Basis.AUTHORITY:
            raise _unchanged()
        ((_site, found, figures),) = judged([row], valid_from)
        return computed_record(row, found, figures, valid_from)
    if (current.management_class if current else row.management_class) == management_class:
        raise _unchanged()
    return ClassRecord(
        facility=row,
        management_class=management_class,
        previous=row.management_class,
        valid_from=valid_from,
        basis=ClassRecord.Basis.AUTHORITY,
        recorded_at=clock.now(),
    )


def _unchanged() -> Refusal:
    return Refusal(_("The facility is in this class already."), code="class_unchanged", field="/management_class")
