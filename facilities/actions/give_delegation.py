"""Consent that another firm declares, or fills in, for one's own site: dated, for named things, revocable."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from facilities import clock
from facilities.actions.asking import require
from facilities.errors import BadInput, Refusal
from facilities.limits import days
from facilities.models import Delegation, Enterprise, Facility
from facilities.roles import Role


def give_delegation(
    *, by, facility: Facility, registration_no: str, may_declare: bool, may_fill: bool, valid_from: date, valid_to: date
) -> Delegation:
    """The consent, for the enterprise with this unified social credit code. Only a manager of the site's firm gives it.

    Raises BadInput for a firm that is unknown, closed or the own one, for dates that make no sense, and when nothing is
    entrusted; `delegation_overlaps` while another consent between the two runs on any of the days.
    """
    require(by, facility.enterprise_id, Role.MANAGER)
    delegate = _read_delegate(facility, registration_no)
    _check_term(valid_from, valid_to, facility.region_id)
    if not (may_declare or may_fill):
        raise BadInput(_("Say what they may do for you."), code="required", field="/may_declare")
    with transaction.atomic():
        Facility.objects.select_for_update(no_key=True).get(pk=facility.pk)
        running = Delegation.objects.filter(facility=facility, delegate=delegate, revoked_at=None)
        if running.filter(valid_from__lte=valid_to, valid_to__gte=valid_from).exists():
            raise Refusal(
                _("They have a consent for some of these days already. Revoke it first."),
                code="delegation_overlaps",
                field="/valid_from",
            )
        return Delegation.objects.create(
            facility=facility,
            delegate=delegate,
            may_declare=may_declare,
            may_fill=may_fill,
            valid_from=valid_from,
            valid_to=valid_to,
            given_by=by,
            given_by_name=str(by),
            given_at=clock.now(),
        )


def _read_delegate(facility: Facility, registration_no: str) -> Enterprise:
    number = registration_no.strip().upper()
    found = None
    if "\x00" not in number:
        found = Enterprise.objects.filter(country="CN", registration_no=number, closed_on=None).first()
    if found is None:
        raise BadInput(
            _("No firm with this unified social credit code works with this service."),
            code="enterprise_unknown",
            field="/registration_no",
            value=registration_no,
        )
    if found.pk == facility.enterprise_id:
        raise BadInput(_("This is your own firm."), code="delegate_is_own", field="/registration_no")
    return found


def _check_term(valid_from: date, valid_to: date, region: str) -> None:
    if valid_to < valid_from:
        raise BadInput(_("The period ends before it begins."), code="period_backwards", field="/valid_to")
    if valid_to < clock.today():
        raise BadInput(_("This day is over."), code="period_over", field="/valid_to")
    longest = days("delegation.days", valid_from, region)  # a consent nobody remembers is none
    if (valid_to - valid_from).days > longest:
        raise BadInput(
            _("Give a consent for %(days)s days at most.") % {"days": longest},
            code="period_too_long",
            field="/valid_to",
        )
