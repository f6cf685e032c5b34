"""Enter a carrier's road transport licence, and let a suspended one hold again (MOT Order 29 of 2019)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.end_paper import holds_again
from facilities.actions.enter_paper import enter_paper
from facilities.actions.registering import check_day, note, require_charge, why
from facilities.errors import BadInput, Refusal
from facilities.models import CarrierLicence, Facility, RegisterEntry
from facilities.models.credential import Registered


def enter_licence(
    *,
    by,
    facility: Facility,
    number: str,
    issuer: str,
    scope: str,
    valid_from: date,
    valid_to: date,
    replaces: CarrierLicence | None = None,
    reason: str = "",
) -> CarrierLicence:
    """By officials in charge of the carrier's site. `replaces`: its older one, which ends on the eve.

    Raises NotPermitted, `site_carries_nothing`, and what `enter_paper` raises. The same again changes nothing.
    """
    require_charge(by, facility.region_id)
    if not facility.is_transporter:
        raise BadInput(_("This site carries no waste. Change its roles first."), code="site_carries_nothing")
    if not issuer.strip():
        raise BadInput(_("Say who issued it."), code="required", field="/issuer")
    licence = CarrierLicence(
        facility=facility, number=number, issuer=issuer, scope=scope.strip(), valid_from=valid_from, valid_to=valid_to
    )
    with transaction.atomic():
        return enter_paper(licence, by=by, holders=(facility,), replaces=replaces, reason=reason)[0]


def resume_licence(licence: CarrierLicence, *, by, day: date, reason: str) -> CarrierLicence:
    """The licence as a new row from `day` to its old last day; the days between stay without one.

    Raises NotPermitted, `not_suspended`, and BadInput for a day that is past, within its own term or after its end.
    """
    require_charge(by, licence.facility.region_id)
    reason = why(reason)
    check_day(day, "/day")
    with transaction.atomic():
        row = CarrierLicence.objects.select_for_update(of=("self",)).get(pk=licence.pk)
        if row.ended_as != Registered.Ending.SUSPENDED or holds_again(row):
            raise Refusal(_("This licence is not suspended."), code="not_suspended")
        if not max(clock.today(), row.revoked_on) <= day <= row.valid_to:
            raise BadInput(
                _("Choose a day from today to its last day, and not before the suspension begins."),
                code="day_invalid",
                field="/day",
                value=day,
            )
        note(row, RegisterEntry.Deed.RESUMED, by=by, day=day, reason=reason)
        again = CarrierLicence(
            facility_id=row.facility_id,
            number=row.number,
            issuer=row.issuer,
            scope=row.scope,
            valid_from=day,
            valid_to=row.valid_to,
        )
        return enter_paper(again, by=by, holders=(licence.facility,), reason=reason)[0]
