"""End a paper before its last day: from a day on, with a reason. What was in force until then stays so."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import require
from facilities.actions.registering import check_day, note, require_charge, why
from facilities.actions.tell_of_papers import tell_of_end
from facilities.errors import BadInput, Refusal
from facilities.models import CarrierLicence, Contract, Insurance, Permit, RegisterEntry
from facilities.models.credential import Registered
from facilities.roles import Role

Ending, Deed = Registered.Ending, RegisterEntry.Deed


def revoke_paper(row: Permit | CarrierLicence, *, by, day: date, reason: str) -> Registered:
    """By the authority: from `day`, today at the earliest, the permit or licence counts no more.

    Raises NotPermitted, BadInput for a day that is past or after its last, `paper_over` where it ended before,
    `holds_again` where its suspension was lifted: then the row that was made for that is the one to revoke.
    """
    require_charge(by, row.facility.region_id)
    return end(row, by=by, day=day, reason=reason, ended_as=Ending.REVOKED, deed=Deed.REVOKED)


def holds_again(row: Registered) -> bool:
    """Whether a suspended licence was let hold again, by a later row of the same number."""
    if row.ended_as != Ending.SUSPENDED:
        return False
    later = CarrierLicence.objects.filter(facility=row.facility_id, number=row.number, issuer=row.issuer)
    return later.filter(valid_from__gte=row.revoked_on).exclude(pk=row.pk).exists()


def suspend_licence(row: CarrierLicence, *, by, day: date, reason: str) -> Registered:
    """By the authority: from `day` on the carrier may not carry, until `resume_licence`. Raises as `revoke_paper`."""
    require_charge(by, row.facility.region_id)
    return end(row, by=by, day=day, reason=reason, ended_as=Ending.SUSPENDED, deed=Deed.SUSPENDED)


def end_paper(row: Contract | Insurance, *, by, day: date, reason: str) -> Registered:
    """By its own firm, of a contract by either: from `day` on it counts no more. Raises as `revoke_paper`."""
    if not may_end(by, row):
        require(by, None)
    return end(row, by=by, day=day, reason=reason, ended_as=Ending.ENDED, deed=Deed.ENDED)


def may_end(person, row: Contract | Insurance) -> bool:
    standing = person.standing
    if isinstance(row, Contract):
        firms = standing.enterprises_where(Role.CLERK)
        return row.consignor.enterprise_id in firms or row.consignee.enterprise_id in firms
    return row.facility.enterprise_id in standing.enterprises_where(*INSURERS)


INSURERS = (Role.CLERK, Role.DISPATCHER)  # who enters a site's insurance: the desk, at a carrier the dispatcher


def end(row: Registered, *, by, day: date, reason: str, ended_as: Ending, deed: Deed) -> Registered:
    """The step itself, whoever takes it. A day later than the one on record changes nothing and is refused."""
    reason = why(reason)
    check_day(day, "/day")
    if day < clock.today():
        raise BadInput(
            _("Choose today or a later day: what held until now stays as it was."),
            code="day_past",
            field="/day",
            value=day,
        )
    with transaction.atomic():
        row = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
        if row.ended_as == Ending.SUSPENDED and ended_as == Ending.REVOKED:
            if holds_again(row):
                raise Refusal(
                    _("Its suspension was lifted: it goes on under a later entry of the same number. Revoke that one."),
                    code="holds_again",
                )
            day = min(day, row.revoked_on)  # once suspended it does not count already, and now never will again
        elif day > row.last_day:
            over = row.last_day.isoformat()
            raise Refusal(
                _("It ends on %(day)s in any case.") % {"day": over}, code="paper_over", field="/day", value=day
            )
        row.revoked_on, row.ended_as = day, ended_as
        row.save(update_fields=["revoked_on", "ended_as"])
        tell_of_end(row, note(row, deed, by=by, day=day, reason=reason))
    return row
